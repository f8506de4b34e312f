/** What every executor must do with deferred attempts: look until it is so, forget at once, lose none. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Json, SerializedSensor, SerializedTask } from '@aquilon/sdk/serialized';
import type { Outcome, PokeWait, Work } from '#queue/executor.ts';
import { signalProcess } from '#support/processes.ts';
import { type Bench, type BenchOptions, eventually, failureOf, processesOf } from '#test/support/task-runs.ts';

const sensor = (more: Partial<SerializedSensor> = {}): SerializedSensor => ({
  pokeIntervalMs: 20,
  timeoutMs: 60_000,
  softFail: false,
  exponentialBackoff: false,
  maxWaitMs: null,
  onError: 'fail',
  ...more,
});

export function waitConformance(name: string, open: (options?: BenchOptions) => Promise<Bench>): void {
  describe(`deferred attempts of the ${name} executor`, () => {
    let bench: Bench;
    let folder: string;
    before(async () => {
      bench = await open({ env: { AQUILON__SENSORS__BLOCKED_AFTER: '3' } });
      folder = await mkdtemp(join(tmpdir(), 'aquilon-waits-'));
    });
    after(async () => {
      await bench.close();
      await rm(folder, { recursive: true, force: true });
      assert.deepEqual(processesOf(bench.home), [], 'no process is left after stop');
    });

    /** An attempt of a sensor that is there when the file is. */
    const untilFile = (file: string, found = 'true', more: Partial<SerializedTask> = {}) =>
      bench.work(
        `async () => (await import('node:fs')).existsSync(${JSON.stringify(join(folder, file))}) && ${found}`,
        {
          sensor: sensor(),
          ...more,
        },
      );
    const touch = (file: string) => writeFile(join(folder, file), '');
    const deferral = async (work: Work): Promise<PokeWait> => {
      const first = await bench.run(work);
      assert.ok(first.state === 'deferred' && first.waitFor.kind === 'poke', JSON.stringify(first));
      return first.waitFor;
    };
    /** Dispatches, and hands it over again once it is deferred, as the scheduler does. */
    const wait = async (work: Work): Promise<Work> => {
      const waiting = { ...work, wait: { for: await deferral(work), since: Date.now() } };
      bench.executor.wait([waiting]);
      return waiting;
    };
    const isFinal = (work: Work) => finals(work).length > 0;
    const finals = ({ attemptId }: Work): Outcome[] =>
      bench.reports.flatMap((one) =>
        one.kind === 'finished' && one.attemptId === attemptId && one.outcome.state !== 'deferred' ? [one.outcome] : [],
      );
    const end = async (work: Work): Promise<Outcome | undefined> => {
      await eventually('the end of a wait', () => isFinal(work));
      return finals(work)[0];
    };

    test('a sensor that finds what it looks for at once is not deferred', async () => {
      assert.deepEqual(await bench.run(bench.work('async () => true', { sensor: sensor() })), { state: 'success' });
    });

    test('a sensor is looked after until it says true, and its value is handed on', async () => {
      const work = await wait(untilFile('a', '{ done: true, value: [1, 2] }'));
      await eventually('three looks', () => bench.log(work).filter(({ level }) => level === 'debug').length >= 3);
      assert.equal(isFinal(work), false);
      await touch('a');
      assert.deepEqual(await end(work), { state: 'success', returnValue: { kind: 'json', value: [1, 2] } });
      assert.match(bench.log(work).at(-1)?.event ?? '', /Look \d+: what it waited for has come/);
    });

    test('a wait that is handed over twice is reported once', async () => {
      const work = await wait(untilFile('twice'));
      bench.executor.wait([work]);
      await touch('twice');
      await end(work);
      const later = await wait(untilFile('later'));
      await touch('later');
      await end(later);
      assert.equal(finals(work).length, 1);
    });

    test('a wait that is cancelled is forgotten without a report', async () => {
      const work = await wait(untilFile('cancelled'));
      bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: 'marked' });
      await touch('cancelled');
      const other = await wait(untilFile('after-cancelled'));
      await touch('after-cancelled');
      await end(other);
      assert.equal(isFinal(work), false);
    });

    test('a look that throws fails the attempt, with its message', async () => {
      const work = await wait(untilFile('thrown', "(() => { throw new Error('no such table'); })()"));
      await touch('thrown');
      const outcome = await end(work);
      assert.ok(outcome?.state === 'failed' && outcome.retryable);
      assert.equal(outcome.error.message, 'no such table');
    });

    test('with silentFail a look that throws counts as not yet, with neverFail it skips', async () => {
      const throwing = "async () => { throw new Error('away'); }";
      const silent = await bench.run(bench.work(throwing, { sensor: sensor({ onError: 'wait' }) }));
      assert.equal(silent.state, 'deferred');
      const never = await bench.run(bench.work(throwing, { sensor: sensor({ onError: 'skip' }) }));
      assert.deepEqual(never, { state: 'skipped', reason: 'away' });
    });

    test('with silentFail a built-in sensor keeps what it looks for, though its first look failed', async () => {
      const url = 'http://127.0.0.1:1/nobody';
      const silent = bench.operator('http_sensor', { url }, { sensor: sensor({ onError: 'wait' }) });
      const { keep } = await deferral(silent);
      assert.equal((keep as { url?: string } | undefined)?.url, url);
      const never = await bench.run(bench.operator('http_sensor', { url }, { sensor: sensor({ onError: 'skip' }) }));
      assert.equal(never.state, 'skipped');
      const wrong = bench.operator('file_sensor', { path: 7 }, { sensor: sensor({ onError: 'wait' }) });
      assert.equal(failureOf(await bench.run(wrong)).code, 'OPTION_INVALID');
    });

    test('a sensor whose time is over fails without a retry, or is skipped with softFail', async () => {
      const hard = await wait(untilFile('never', 'true', { sensor: sensor({ timeoutMs: 60 }) }));
      const outcome = await end(hard);
      assert.ok(outcome?.state === 'failed' && !outcome.retryable);
      assert.equal(outcome.error.code, 'SENSOR_TIMEOUT');
      const soft = await wait(untilFile('never', 'true', { sensor: sensor({ timeoutMs: 60, softFail: true }) }));
      assert.equal((await end(soft))?.state, 'skipped');
    });

    test('what is no answer fails with SENSOR_UNCLEAR', async () => {
      const error = failureOf(await bench.run(bench.work('async () => 7', { sensor: sensor() })));
      assert.equal(error.code, 'SENSOR_UNCLEAR');
      assert.match(error.message, /returned 7/);
    });

    test('one look is limited by the executionTimeout of the task', async () => {
      const endless = '(await new Promise(() => {}))';
      const work = await wait(untilFile('endless', endless, { executionTimeoutMs: 1_000 }));
      await touch('endless');
      const outcome = await end(work);
      assert.ok(outcome?.state === 'failed' && outcome.retryable);
      assert.equal(outcome.error.code, 'TASK_TIMEOUT');
    });

    test('a look that calls process.exit fails its own attempt only', async () => {
      const source = `async ({ exits }: { exits: boolean }) => {
        if (!(await import('node:fs')).existsSync(${JSON.stringify(join(folder, 'exit'))})) return false;
        return exits ? process.exit(3) : true; }`;
      const given = (exits: boolean) => ({ exits: { kind: 'value', value: exits } }) as const;
      const bad = await wait(bench.work(source, { sensor: sensor(), inputs: given(true) }));
      const good = await wait(bench.work(source, { sensor: sensor(), inputs: given(false) }));
      await touch('exit');
      const outcome = await end(bad);
      assert.ok(outcome?.state === 'failed');
      assert.equal(outcome.error.code, 'TASK_EXITED');
      assert.deepEqual(await end(good), { state: 'success' });
    });

    test('an error out of a timer of a look, and one that nobody caught, fail its own attempt only', async () => {
      const source = (how: string) => `async () => {
        if (!(await import('node:fs')).existsSync(${JSON.stringify(join(folder, 'loose'))})) return false;
        ${how}; await new Promise(() => {}); return true; }`;
      const timer = await wait(
        bench.work(source("setTimeout(() => { throw new Error('late'); }, 1)"), { sensor: sensor() }),
      );
      const promise = await wait(bench.work(source("void Promise.reject(new Error('lost'))"), { sensor: sensor() }));
      await touch('loose');
      const message = async (work: Work) => failureOf((await end(work)) ?? { state: 'success' }).message;
      assert.equal(await message(timer), 'late');
      assert.equal(await message(promise), 'lost');
    });

    test('a look that computes without a pause is ended; the others of its file wait on', async () => {
      const source = `async ({ blocks }: { blocks: boolean }) => {
        const { existsSync } = await import('node:fs');
        if (blocks && existsSync(${JSON.stringify(join(folder, 'block'))})) for (;;);
        return existsSync(${JSON.stringify(join(folder, 'go'))}); }`;
      const given = (blocks: boolean) => ({ blocks: { kind: 'value', value: blocks } }) as const;
      const bad = await wait(bench.work(source, { sensor: sensor(), inputs: given(true) }));
      const good = await wait(bench.work(source, { sensor: sensor(), inputs: given(false) }));
      await touch('block');
      const outcome = await end(bad);
      assert.ok(outcome?.state === 'failed' && outcome.retryable);
      assert.equal(outcome.error.code, 'SENSOR_BLOCKED');
      await touch('go');
      assert.deepEqual(await end(good), { state: 'success' });
    });

    test('what waits in a process that is killed waits on in the next one', async () => {
      const before = new Set(processesOf(bench.home));
      const work = await wait(untilFile('killed'));
      await eventually('a look in the wait process', () => bench.log(work).some(({ level }) => level === 'debug'));
      for (const pid of processesOf(bench.home)) if (!before.has(pid)) signalProcess(pid, 'SIGKILL');
      await touch('killed');
      assert.deepEqual(await end(work), { state: 'success' });
    });

    test('a file sensor waits for a pattern, and for a file in a folder', async () => {
      const options = { path: join(folder, 'raw', '*.csv') };
      const pattern = await wait(bench.operator('file_sensor', options, { sensor: sensor() }));
      const inFolder = await wait(bench.operator('file_sensor', { path: join(folder, 'raw') }, { sensor: sensor() }));
      await mkdir(join(folder, 'raw', 'deep', 'deeper'), { recursive: true });
      await touch('raw/deep/deeper/x.txt');
      assert.deepEqual(await end(inFolder), { state: 'success' });
      assert.equal(isFinal(pattern), false);
      await touch('raw/a.csv');
      assert.deepEqual(await end(pattern), { state: 'success' });
    });

    test('a file sensor looks when the file comes, long before its interval is over', async () => {
      const hourly = { sensor: sensor({ pokeIntervalMs: 3_600_000 }) };
      await mkdir(join(folder, 'inbox'));
      const near = await wait(bench.operator('file_sensor', { path: join(folder, 'inbox', '*.csv') }, hourly));
      const far = await wait(bench.operator('file_sensor', { path: join(folder, 'new', 'deep', 'a.csv') }, hourly));
      await touch('inbox/a.csv');
      assert.deepEqual(await end(near), { state: 'success' });
      await mkdir(join(folder, 'new'));
      await eventually(
        'a look at the new folder',
        () => bench.log(far).filter(({ level }) => level === 'debug').length > 1,
      );
      await mkdir(join(folder, 'new', 'deep'));
      await touch('new/deep/a.csv');
      assert.deepEqual(await end(far), { state: 'success' });
    });

    test('a sensor of another DAG looks when that DAG moves, and fails, skips or goes on by its states', async () => {
      const options = {
        externalDagId: 'other',
        allowedStates: ['success'],
        failedStates: ['failed'],
        skippedStates: ['skipped'],
      };
      const hourly = { sensor: sensor({ pokeIntervalMs: 3_600_000 }) };
      const told = async (state: string, more: Partial<SerializedTask> = hourly): Promise<Outcome | undefined> => {
        Object.assign(bench.external, { states: ['running'], isComplete: true, missing: null });
        const work = await wait(bench.operator('external_task_sensor', options, more));
        await eventually('a look', () => bench.log(work).some(({ level }) => level === 'debug'));
        Object.assign(bench.external, { states: [state], isComplete: true, missing: null });
        bench.move('other');
        return end(work);
      };
      assert.deepEqual(await told('success'), { state: 'success' });
      assert.equal((await told('skipped'))?.state, 'skipped');
      const failed = await told('failed');
      assert.ok(failed?.state === 'failed' && failed.retryable && failed.error.code === 'EXTERNAL_TASK_FAILED');
      const soft = { sensor: sensor({ pokeIntervalMs: 3_600_000, softFail: true }) };
      assert.equal((await told('failed', soft))?.state, 'skipped');
    });

    test('a sensor of what another DAG does not have fails at once where existence is asked for', async () => {
      Object.assign(bench.external, { states: [], isComplete: false, missing: 'the task x' });
      const work = bench.operator(
        'external_task_sensor',
        { externalDagId: 'other', checkExistence: true },
        { sensor: sensor() },
      );
      const error = failureOf(await bench.run(work));
      assert.equal(error.code, 'EXTERNAL_TASK_MISSING');
      assert.match(error.message, /the task x/);
    });

    test('an HTTP sensor goes by status, text and JSON of the answer', async () => {
      let answer = { status: 404, body: '' };
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(
          `${request.method} ${request.url} ${request.headers['x-key']} ${request.headers.authorization ?? ''}`.trim(),
        );
        if (request.url === '/away') response.writeHead(302, { location: 'http://localhost:1/' }).end();
        else if (request.url === '/near') response.writeHead(302, { location: '/job' }).end();
        else if (request.url === '/large') response.end('x'.repeat(1_048_577));
        else response.writeHead(answer.status).end(answer.body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const at = (path: string, more: { [name: string]: Json } = {}) =>
        bench.operator('http_sensor', { url: `http://127.0.0.1:${port}${path}`, ...more }, { sensor: sensor() });
      try {
        const work = await wait(
          at('/job', { headers: { 'x-key': 'k' }, responseCheck: { json: { 'state.0': 'done' }, text: 'id' } }),
        );
        answer = { status: 200, body: '{"id":1,"state":["running"]}' };
        await eventually('more looks', () => asked.length > 4);
        assert.equal(isFinal(work), false);
        answer.body = '{"id":1,"state":["done"]}';
        assert.deepEqual(await end(work), { state: 'success' });
        assert.equal(asked[0], 'GET /job k');
        bench.connections.set('web', `http://ada:s%20t@127.0.0.1:${port}/?x-key=extra`);
        const known = bench.operator('http_sensor', { url: '/job', httpConnId: 'web' }, { sensor: sensor() });
        assert.deepEqual(await bench.run(known), { state: 'success' });
        assert.equal(asked.at(-1), `GET /job extra Basic ${Buffer.from('ada:s t').toString('base64')}`);
        assert.deepEqual(await bench.run(at('/near')), { state: 'success' });
        assert.equal((await bench.run(at('/job', { responseCheck: { status: [202] } }))).state, 'deferred');
        const message = async (one: Work) => failureOf(await bench.run(one)).message;
        assert.match(await message(at('/away')), /redirects to another host/);
        assert.match(await message(at('/large')), /longer than 1048576 bytes/);
        assert.match(
          await message(bench.operator('http_sensor', { url: 'file:///etc/passwd' }, { sensor: sensor() })),
          /only http/,
        );
        answer.status = 500;
        assert.match(await message(at('/job')), /was answered with the status 500/);
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });

    test('only a recursive file sensor looks into folders below', async () => {
      await mkdir(join(folder, 'tree', 'a', 'b'), { recursive: true });
      await touch('tree/a/b/x.json');
      const look = (recursive: boolean) =>
        bench.operator('file_sensor', { path: join(folder, 'tree', '**', '*.json'), recursive }, { sensor: sensor() });
      assert.equal((await bench.run(look(false))).state, 'deferred');
      assert.deepEqual(await bench.run(look(true)), { state: 'success' });
    });

    test('a time sensor is deferred until its instant, which the scheduler knows', async () => {
      const at = Date.now() + 3_600_000;
      const options = { targetTime: new Date(at).toISOString() };
      const later = await bench.run(bench.operator('date_time_sensor', options, { sensor: sensor() }));
      assert.deepEqual(later, { state: 'deferred', waitFor: { kind: 'time', at } });
      const past = await bench.run(bench.operator('time_delta_sensor', { deltaMs: 1000 }, { sensor: sensor() }));
      assert.deepEqual(past, { state: 'success' });
    });
  });
}
