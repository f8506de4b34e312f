/** What every executor must do with deferred attempts: look until it is so, forget at once, lose none. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { SerializedSensor, SerializedTask } from '@aquilon/sdk/serialized';
import type { Outcome, PokeWait, Work } from '#queue/executor.ts';
import { signalProcess } from '#support/processes.ts';
import { type Bench, eventually, failureOf, processesOf } from '#test/support/task-runs.ts';

const sensor = (more: Partial<SerializedSensor> = {}): SerializedSensor => ({
  pokeIntervalMs: 20,
  timeoutMs: 60_000,
  softFail: false,
  exponentialBackoff: false,
  maxWaitMs: null,
  onError: 'fail',
  ...more,
});

export function waitConformance(name: string, open: () => Promise<Bench>): void {
  describe(`deferred attempts of the ${name} executor`, () => {
    let bench: Bench;
    let folder: string;
    before(async () => {
      bench = await open();
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
