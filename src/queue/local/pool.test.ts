import assert from 'node:assert/strict';
import test from 'node:test';
import { eventually, failureOf, isRunning, openBench, processesOf } from '#test/support/task-runs.ts';

const pidOf = (outcome: unknown): number => Number((outcome as { returnValue?: { value: number } }).returnValue?.value);

test('long tasks each get a process of their own within moments', async () => {
  const bench = await openBench({ env: { AIRFLOW__CORE__PARALLELISM: '4' } });
  const handler =
    'async () => { const { signal } = getContext(); await new Promise((r) => signal.addEventListener("abort", r)); }';
  const works = Array.from({ length: 4 }, () => bench.work(`${handler}`));
  bench.executor.dispatch(works);
  const started = await Promise.all(works.map((work) => bench.started(work)));
  assert.equal(new Set(started.map((report) => report.pid)).size, 4);
  for (const work of works) bench.executor.cancel(work.attemptId, { code: 'TASK_MARKED', message: '' });
  await Promise.all(works.map((work) => bench.outcome(work)));
  await bench.close();
});

test('short tasks of one snapshot share the process that is warm', async () => {
  const bench = await openBench();
  const pids = new Set<number>();
  for (let count = 0; count < 20; count++) pids.add(pidOf(await bench.run(bench.work('async () => process.pid'))));
  assert.equal(pids.size, 1);
  await bench.close();
});

test('a process is replaced after the configured number of attempts', async () => {
  const bench = await openBench({ env: { AQUILON__WORKERS__RECYCLE_AFTER: '3' } });
  const first = pidOf(await bench.run(bench.work('async () => process.pid')));
  for (let count = 0; count < 2; count++) await bench.run(bench.work('async () => process.pid'));
  await eventually('the first process is gone', () => !isRunning(first));
  assert.notEqual(pidOf(await bench.run(bench.work('async () => process.pid'))), first);
  await bench.close();
});

test('with one process at most, work of several snapshots takes turns', async () => {
  const bench = await openBench({ env: { AQUILON__WORKERS__PROCESSES: '1' } });
  const works = Array.from({ length: 6 }, (_, number) => bench.work(`async () => ${number % 3}`));
  bench.executor.dispatch(works);
  const outcomes = await Promise.all(works.map((work) => bench.outcome(work)));
  assert.deepEqual(outcomes.map(pidOf), [0, 1, 2, 0, 1, 2]);
  await bench.close();
});

test('an attempt for which no process can be started fails with TASK_NOT_STARTED', async () => {
  const { execPath } = process;
  const bench = await openBench({ env: { AQUILON__WORKERS__SPARE: '0' } });
  process.execPath = '/no/such/program';
  try {
    const outcome = await bench.run(bench.work('async () => 1'));
    assert.equal(failureOf(outcome).code, 'TASK_NOT_STARTED');
    assert.match(failureOf(outcome).message, /ENOENT/);
    assert.ok(outcome.state === 'failed' && outcome.retryable);
  } finally {
    process.execPath = execPath;
  }
  assert.equal((await bench.run(bench.work('async () => 1'))).state, 'success', 'it starts as soon as it can');
  await bench.close();
});

test('stop ends even what ignores it, within the deadline, and reports nothing more', async () => {
  const bench = await openBench({ env: { AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '60' } });
  const work = bench.work("async () => { process.on('SIGTERM', () => {}); for (;;) {} }");
  bench.executor.dispatch([work]);
  await bench.started(work);
  const waiting = bench.work('async () => 1', { isolation: 'fresh' });
  bench.executor.dispatch([waiting]);
  const before = bench.reports.length;
  await bench.executor.stop(1_000);
  assert.deepEqual(processesOf(bench.home), []);
  assert.equal(bench.reports.length, before);
  await bench.close();
});

test('the spare process is ready before there is work', async () => {
  const bench = await openBench();
  await eventually('one is ready', () => bench.executor.readyNow('any') === 1);
  await bench.close();
});

test('a drained worker ends what runs and takes nothing of what waits, until it takes work again', async () => {
  const bench = await openBench({ env: { AQUILON__WORKERS__PROCESSES: '1' } });
  const running = bench.work(
    'async () => { const { signal } = getContext(); await new Promise((r) => signal.addEventListener("abort", r)); return 1; }',
  );
  bench.executor.dispatch([running]);
  await bench.started(running);
  const waiting = bench.work('async () => 2');
  bench.executor.dispatch([waiting]);
  bench.executor.drain({ by: 'keeper', since: 1 });
  const other = bench.work('async () => 3');
  bench.executor.dispatch([other]);
  assert.equal(bench.executor.readyNow('any'), 0);
  bench.executor.cancel(running.attemptId, { code: 'TASK_MARKED', message: '' });
  await bench.outcome(running);
  await eventually('nothing runs', () => bench.executor.now().processes.every(({ attempt }) => attempt === null));
  assert.deepEqual([bench.executor.now().waiting, bench.executor.now().drained?.by], [2, 'keeper']);
  bench.executor.drain(null);
  assert.deepEqual((await Promise.all([waiting, other].map((work) => bench.outcome(work)))).map(pidOf), [2, 3]);
  await bench.close();
});
