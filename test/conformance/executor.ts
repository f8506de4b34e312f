/**
 * What every executor must do, whatever runs the attempts: the port's contract, and each fault of a task that has a
 * stated result. Called by a test file of each adapter with a function that opens one.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Work } from '#queue/executor.ts';
import {
  type Bench,
  type BenchOptions,
  eventually,
  failureOf,
  isRunning,
  processesOf,
} from '#test/support/task-runs.ts';

const sleepForever = 'async () => { await new Promise((resolve) => setTimeout(resolve, 1e9)); }';

export function executorConformance(name: string, open: (options?: BenchOptions) => Promise<Bench>): void {
  describe(`the ${name} executor`, () => {
    let bench: Bench;
    before(async () => {
      bench = await open({ env: { AQUILON__WORKERS__TASK_MEMORY_MB: '200', AQUILON__XCOM__SIZE_LIMIT: '1000000' } });
    });
    after(async () => {
      await bench.close();
      assert.deepEqual(processesOf(bench.home), [], 'no process is left after stop');
    });
    // What an attempt started must be gone when it is reported: only idle task processes may be there.
    afterEach(() => eventually('only task processes are left', () => strangers(bench).length === 0));

    const failure = async (work: Work) => failureOf(await bench.run(work));
    const text = (work: Work) => bench.log(work).map((line) => line.event);

    test('an attempt is reported started, then finished, each once', async () => {
      const work = bench.work('async () => 42');
      assert.deepEqual(await bench.run(work), { state: 'success', returnValue: { kind: 'json', value: 42 } });
      const mine = bench.reports.filter((report) => report.attemptId === work.attemptId);
      assert.deepEqual(
        mine.map((report) => report.kind),
        ['started', 'finished'],
      );
    });

    test('a task that returns nothing makes no XCom', async () => {
      assert.deepEqual(await bench.run(bench.work('async () => {}')), { state: 'success' });
    });

    test('values and XComs arrive as named arguments', async () => {
      bench.xcoms.set('up/return_value', { kind: 'json', value: [1, 2] });
      const work = bench.work('async (inputs) => inputs', {
        inputs: {
          rows: { kind: 'xcom', taskId: 'up', key: 'return_value' },
          fixed: { kind: 'value', value: 'x' },
          never: { kind: 'xcom', taskId: 'nobody', key: 'return_value' },
        },
      });
      assert.deepEqual(await bench.run(work), {
        state: 'success',
        returnValue: { kind: 'json', value: { rows: [1, 2], fixed: 'x' } },
      });
    });

    test('a task sees its run and the variables that Airflow sets, and none of the server', async () => {
      const work = bench.work(`async () => { const c = getContext(); return [c.dag.dagId, c.run.runId,
        c.run.logicalDate?.toISOString(), c.task.tryNumber, process.env.AIRFLOW_CTX_TASK_ID,
        Object.keys(process.env).filter((n) => n.startsWith('AIRFLOW__') || n === 'NODE_OPTIONS'), typeof process.send]; }`);
      const outcome = await bench.run(work);
      const seen = ['d', work.run.runId, '2026-01-01T00:00:00.000Z', 1, 't', [], 'undefined'];
      assert.deepEqual(outcome, { state: 'success', returnValue: { kind: 'json', value: seen } });
    });

    test('a task pushes and pulls XComs and triggers runs through the server', async () => {
      const work = bench.work(`async () => { const c = getContext(); await c.xcomPush('k', { a: 1 });
        return [await c.xcomPull({ taskId: 't', key: 'k' }), await c.xcomPull({ taskId: 'nobody' }) === undefined,
          (await c.triggerDagRun({ dagId: 'other', conf: { x: 1 } })).runId]; }`);
      const outcome = await bench.run(work);
      assert.deepEqual(outcome, {
        state: 'success',
        returnValue: { kind: 'json', value: [{ a: 1 }, true, 'manual__1'] },
      });
      assert.deepEqual(bench.triggered.at(-1), { dagId: 'other', conf: { x: 1 } });
    });

    test('a value too large for the database comes back through the object store', async () => {
      const made = await bench.run(bench.work("async () => ({ text: 'ä'.repeat(100_000) })"));
      assert.ok(made.state === 'success' && made.returnValue?.kind === 'object');
      assert.equal(made.returnValue.bytes, 200_011);
      bench.xcoms.set('big/return_value', made.returnValue);
      const inputs = { big: { kind: 'xcom', taskId: 'big', key: 'return_value' } } as const;
      const read = await bench.run(bench.work('async ({ big }) => big.text.length', { inputs }));
      assert.deepEqual(read, { state: 'success', returnValue: { kind: 'json', value: 100_000 } });
    });

    test('a text that the database cannot hold as JSON goes through the object store', async () => {
      const made = await bench.run(bench.work("async () => 'a\\0b'"));
      assert.ok(made.state === 'success' && made.returnValue?.kind === 'object');
    });

    test('a value above the limit fails with XCOM_TOO_LARGE', async () => {
      const error = await failure(bench.work("async () => 'x'.repeat(1_000_001)"));
      assert.equal(error.code, 'XCOM_TOO_LARGE');
      assert.match(error.message, /return_value is 1000003 bytes; the limit is 1000000/);
    });

    test('a BigInt and a cycle fail with TASK_RESULT_NOT_JSON and the path', async () => {
      const bigint = await failure(bench.work('async () => ({ count: 1n })'));
      assert.equal(bigint.code, 'TASK_RESULT_NOT_JSON');
      assert.match(bigint.message, /return_value.*BigInt.*\$\.count/);
      const cycle = await failure(bench.work('async () => { const a: any = {}; a.self = a; return a; }'));
      assert.match(cycle.message, /cycle.*\$\.self/);
    });

    test('an error fails the attempt with its message, its stack, and a line of the log', async () => {
      const work = bench.work("async () => { throw new TypeError('no such row', { cause: new Error('below') }); }");
      const error = await failure(work);
      assert.equal(error.code, 'TASK_FAILED');
      assert.equal(error.message, 'TypeError: no such row');
      assert.match(error.stack ?? '', /dags\/h.*\.ts:3/);
      const line = bench.log(work).find((one) => one.event === 'Task failed with exception');
      const details = line?.error_detail as { exc_type: string; exc_value: string; frames: { lineno: number }[] }[];
      assert.deepEqual(
        details.map((one) => one.exc_value),
        ['no such row', 'below'],
      );
      assert.equal(details[0]?.frames.at(-1)?.lineno, 3);
    });

    test('a thrown value that is no Error is told as it is', async () => {
      assert.match((await failure(bench.work("async () => { throw 'just text'; }"))).message, /threw "just text"/);
      assert.match((await failure(bench.work('async () => { throw undefined; }'))).message, /threw undefined/);
      assert.match((await failure(bench.work('async () => { throw { a: 1 }; }'))).message, /threw \{"a":1\}/);
    });

    test('an error that nobody catches fails the running attempt', async () => {
      const late =
        "async () => { setTimeout(() => { throw new Error('in a timer'); }, 1); await new Promise(() => setTimeout(() => {}, 1e9)); }";
      assert.equal((await failure(bench.work(late))).message, 'in a timer');
      const rejected =
        "async () => { Promise.reject(new Error('rejected')); await new Promise(() => setTimeout(() => {}, 1e9)); }";
      assert.equal((await failure(bench.work(rejected))).message, 'rejected');
    });

    test('a task that calls process.exit fails with TASK_EXITED and the code', async () => {
      for (const code of [0, 1, 137]) {
        const error = await failure(bench.work(`async () => { process.exit(${code}); }`));
        assert.equal(error.code, 'TASK_EXITED');
        assert.equal(error.exitCode, code);
      }
    });

    test('a task whose process is killed fails with TASK_KILLED and the signal', async () => {
      const work = bench.work("async () => { process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); }");
      const error = await failure(work);
      assert.equal(error.code, 'TASK_KILLED');
      assert.equal(error.signal, 'SIGKILL');
      assert.match(text(work).join(), /ended by signal SIGKILL/);
    });

    test('of a process that crashes no sender is looked for', async () => {
      for (const signal of ['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL']) {
        const work = bench.work(`async () => { process.kill(process.pid, '${signal}'); await new Promise(() => {}); }`);
        const error = await failure(work);
        assert.deepEqual([error.code, error.signal], ['TASK_KILLED', signal]);
        assert.equal(error.message, `The process of the task crashed with signal ${signal}.`);
      }
    });

    test('a task that fills its heap fails with TASK_OUT_OF_MEMORY', async () => {
      const error = await failure(
        bench.work('async () => { const a = []; for (;;) a.push(new Array(1000).fill(a.length)); }'),
      );
      assert.equal(error.code, 'TASK_OUT_OF_MEMORY');
    });

    test('a task that takes memory outside of the heap fails with TASK_OUT_OF_MEMORY', async () => {
      const error = await failure(
        bench.work(
          'async () => { const a = []; for (;;) { a.push(Buffer.alloc(8e6, 1)); await new Promise((r) => setTimeout(r, 10)); } }',
        ),
      );
      assert.equal(error.code, 'TASK_OUT_OF_MEMORY');
      assert.ok((error.peakRss ?? 0) > 200e6);
    });

    test('a task that heeds its signal is cancelled with the reason, and its process lives on', async () => {
      const work =
        bench.work(`async () => { const { signal, logger } = getContext(); const t = setTimeout(() => {}, 1e9);
        console.log('pid', process.pid);
        await new Promise((resolve) => signal.addEventListener('abort', resolve)); clearTimeout(t); logger.info('tidy'); }`);
      bench.executor.dispatch([work]);
      await eventually('the task listens', () => text(work).some((line) => line.startsWith('pid')));
      bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: 'marked by a test' });
      const outcome = await bench.outcome(work);
      assert.deepEqual([failureOf(outcome).code, failureOf(outcome).message], ['TASK_MARKED', 'marked by a test']);
      assert.ok(outcome.state === 'failed' && !outcome.retryable);
      assert.ok(text(work).includes('tidy'));
      assert.ok(isRunning((await bench.started(work)).pid));
    });

    test('a task that ignores its signal, and SIGTERM too, is killed', async () => {
      const work =
        bench.work(`async () => { getContext().signal.aborted; process.on('SIGTERM', () => console.log('no'));
        console.log('here'); for (;;) {} }`);
      bench.executor.dispatch([work]);
      await eventually('the task runs', () => text(work).includes('here'));
      bench.executor.cancel(work.attemptId, { code: 'TASK_CLEARED', message: 'cleared by a test' });
      const error = failureOf(await bench.outcome(work));
      assert.equal(error.code, 'TASK_CLEARED');
      assert.equal(error.signal, 'SIGKILL');
    });

    test('a task above its executionTimeout fails with TASK_TIMEOUT and may be retried', async () => {
      for (const handler of [sleepForever, 'async () => { for (;;) {} }']) {
        const outcome = await bench.run(bench.work(handler, { executionTimeoutMs: 200 }));
        assert.equal(failureOf(outcome).code, 'TASK_TIMEOUT');
        assert.ok(outcome.state === 'failed' && outcome.retryable);
      }
    });

    test('an attempt that is cancelled before it starts is reported with the reason', async () => {
      const work = bench.work('async () => 1', { isolation: 'fresh' });
      bench.executor.dispatch([work]);
      bench.executor.cancel(work.attemptId, { code: 'RUN_DELETED', message: 'gone' });
      assert.equal(failureOf(await bench.outcome(work)).code, 'RUN_DELETED');
    });

    test('what a task leaves running is ended before it is reported', async () => {
      const work = bench.work(`async () => { const { spawn } = await import('node:child_process');
        const options = { stdio: 'ignore', detached: true } as const;
        return [spawn('sleep', ['1000'], options), spawn('setsid', ['sleep', '1000'], options),
          spawn('sh', ['-c', 'setsid sleep 1000 & sleep 1000'], { stdio: 'inherit' }),
          spawn('sleep', ['1000'], { env: {}, stdio: 'ignore' })].map((c) => { c.unref(); return c.pid; }); }`);
      const outcome = await bench.run(work);
      assert.ok(outcome.state === 'success' && outcome.returnValue?.kind === 'json');
      const pids = outcome.returnValue.value as number[];
      assert.equal(pids.length, 4);
      assert.deepEqual(pids.filter(isRunning), []);
      assert.match(text(work).join('\n'), /left \d+ process\(es\) running; they were ended/);
    });

    test('what a task leaves running when it kills itself is ended too', async () => {
      const work = bench.work(`async () => { const { spawn } = await import('node:child_process');
        console.log(spawn('setsid', ['sleep', '1000'], { stdio: 'inherit' }).pid); process.exit(3); }`);
      assert.equal((await failure(work)).exitCode, 3);
      const pid = Number(text(work)[0]);
      assert.ok(pid > 0 && !isRunning(pid));
    });

    test('all output becomes lines of the log: console, streams, native code and other processes', async () => {
      const work = bench.work(`async () => { const fs = await import('node:fs');
        const { execSync } = await import('node:child_process');
        console.log('from %s', 'console', { a: 1 }); console.warn('a warning'); console.error('an error');
        process.stdout.write('half '); process.stdout.write('a line\\n'); process.stderr.write('no newline');
        fs.writeSync(1, 'native one\\nnative two'); execSync('echo child; echo oops >&2', { stdio: 'inherit' });
        getContext().logger.info('structured', { rows: 3 }); }`);
      await bench.run(work);
      await eventually('native output has arrived', () => text(work).includes('oops'));
      const lines = bench.log(work).map(({ event, level, logger }) => `${logger} ${level} ${event}`);
      for (const expected of [
        'task.stdout info from console { a: 1 }',
        'task.stderr warning a warning',
        'task.stderr error an error',
        'task.stdout info half a line',
        'task.stderr error no newline',
        'task.stdout info native one',
        'task.stdout info native twochild',
        'task.stderr error oops',
        'airflow.task info structured',
      ])
        assert.ok(lines.includes(expected), `${expected}\n--- in\n${lines.join('\n')}`);
      assert.equal(bench.log(work).find((line) => line.event === 'structured')?.rows, 3);
    });

    test('native output goes to the attempt that wrote it', async () => {
      const works = Array.from({ length: 30 }, (_, number) =>
        bench.work("async ({ n }) => { (await import('node:fs')).writeSync(1, 'this is ' + n + '\\n'); }", {
          inputs: { n: { kind: 'value', value: number } },
        }),
      );
      bench.executor.dispatch(works);
      await Promise.all(works.map((work) => bench.outcome(work)));
      await eventually('each has its line', () => works.every((work) => text(work).length > 0));
      assert.deepEqual(
        works.map(text),
        works.map((_, number) => [`this is ${number}`]),
      );
    });

    test('a timer that a task leaves behind never disturbs the next attempt', async () => {
      await bench.run(bench.work("async () => { setInterval(() => console.log('ghost'), 1); }"));
      const next = bench.work('async () => { await new Promise((resolve) => setTimeout(resolve, 50)); }');
      await bench.run(next);
      assert.deepEqual(text(next), []);
    });

    test('the working folder and signal handlers of a task end with it', async () => {
      const first = "async () => { process.chdir('/'); process.on('SIGTERM', () => {}); return process.pid; }";
      const second = "async () => [process.cwd() === '/', process.listenerCount('SIGTERM')]";
      const both = `async ({ n }) => n === 1 ? (${first})() : (${second})()`;
      const input = (value: number) => ({ inputs: { n: { kind: 'value', value } as const } });
      await bench.run(bench.work(both, input(1)));
      const outcome = await bench.run(bench.work(both, input(2)));
      assert.deepEqual(outcome, { state: 'success', returnValue: { kind: 'json', value: [false, 0] } });
    });

    test('a fresh task has a process of its own that ends with it', async () => {
      const works = [1, 2].map(() => bench.work('async () => process.pid', { isolation: 'fresh' }));
      const outcomes = await Promise.all(works.map((work) => bench.run(work)));
      const pids = outcomes.map(
        (one) => one.state === 'success' && one.returnValue?.kind === 'json' && Number(one.returnValue.value),
      );
      assert.equal(new Set(pids).size, 2);
      await eventually('both have ended', () => pids.every((pid) => !isRunning(Number(pid))));
    });

    test('more attempts than processes all finish', async () => {
      const works = Array.from({ length: 200 }, () => bench.work('async () => {}'));
      bench.executor.dispatch(works);
      const outcomes = await Promise.all(works.map((work) => bench.outcome(work)));
      assert.ok(outcomes.every((outcome) => outcome.state === 'success'));
    });

    test('code that does not load fails the attempt with the reason', async () => {
      assert.match((await failure(bench.work('async () => 1); throw new Error("at load"); //'))).message, /at load/);
      assert.match((await failure(bench.work('async () => {'))).message, /SyntaxError/);
    });
  });
}

/** Processes of this home that are no task processes: what tasks have started. */
function strangers({ home }: Bench): number[] {
  return processesOf(home).filter((pid) => !taskProcess(pid));
}

function taskProcess(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('task-process.ts');
  } catch {
    // It has ended since: nothing is left of it.
    return true;
  }
}
