import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dag, task } from '#test/support/dags.ts';
import { createAdmission, enqueue, occupy, setPool } from './admission.ts';
import { explainInstance } from './explain.ts';
import { forecastStart } from './forecast.ts';
import { buildGraph } from './graph.ts';
import { holdersOf, isRun } from './holders.ts';
import type { Reason } from './reasons.ts';
import { createRun, findInstance, type Instance, type Run } from './run.ts';

const NOW = Date.parse('2026-03-01T10:00:00Z');
const SECOND = 1000;

/** Usual durations of the tasks of these tests, seconds. */
const USUAL: Readonly<Record<string, number>> = { a: 30, b: 60, c: 5, long: 100 };

function world(slots = 128) {
  const admission = createAdmission(32);
  setPool(admission, 'default_pool', slots);
  const runs: Run[] = [];
  return {
    admission,
    runs,
    add(tasks: Parameters<typeof dag>[1], more: Partial<Run['facts']> = {}): Run {
      const dagRunId = runs.length + 1;
      const facts = {
        dagRunId,
        dagId: 'd',
        runId: `r${dagRunId}`,
        runType: 'manual',
        logicalDate: null,
        dataIntervalStart: null,
        dataIntervalEnd: null,
        runAfter: NOW,
        isForLater: false,
        conf: {},
        triggeringUser: null,
        backfillId: null,
        ...more,
      };
      const setup = {
        facts,
        state: 'running' as const,
        startedAt: NOW,
        paused: false,
        versionId: 'v',
        snapshotHash: 's',
      };
      const graph = buildGraph(dag('d', tasks));
      const run = createRun({ ...setup, graph, maxActiveTasks: 16, clearNumber: 0 }, () => 'id');
      runs.push(run);
      return run;
    },
    /** `taskId` runs since so many seconds. */
    runsSince(run: Run, taskId: string, seconds: number): Instance {
      const instance = of(run, taskId);
      Object.assign(instance, { state: 'running', startedAt: NOW - seconds * SECOND });
      occupy(admission, instance);
      return instance;
    },
    linesUp(run: Run, taskId: string): Instance {
      const instance = of(run, taskId);
      instance.state = 'scheduled';
      enqueue(admission, instance);
      return instance;
    },
    forecast(instance: Instance, ofRun: readonly Reason[] = []) {
      const reasons = explainInstance(instance, admission, ofRun);
      const usual = (_dagId: string, taskId: string) => {
        const seconds = USUAL[taskId];
        return seconds === undefined ? undefined : seconds * SECOND;
      };
      const { at, assumes } = forecastStart(instance, reasons, { admission, runs, runsAhead: [], now: NOW, usual });
      return { seconds: at === null ? null : (at - NOW) / SECOND, assumes, reasons };
    },
  };
}

function of(run: Run, taskId: string): Instance {
  const instance = findInstance(run, taskId, -1);
  assert.ok(instance);
  return instance;
}

test('a task starts when those before it have taken as long as usual', () => {
  const here = world();
  const run = here.add([task('a'), task('b', ['a']), task('c', ['b'])]);
  here.runsSince(run, 'a', 10);
  assert.equal(here.forecast(of(run, 'b')).seconds, 20);
  assert.equal(here.forecast(of(run, 'c')).seconds, 80);
});

test('what takes longer than usual is expected to end now', () => {
  const here = world();
  const run = here.add([task('a'), task('b', ['a'])]);
  here.runsSince(run, 'a', 300);
  assert.equal(here.forecast(of(run, 'b')).seconds, 0);
});

test('one_success waits for the first of its upstreams, all_success for the last', () => {
  const here = world();
  const first = task('first', ['a', 'long'], { triggerRule: 'one_success' });
  const run = here.add([task('a'), task('long'), first, task('last', ['a', 'long'])]);
  here.runsSince(run, 'a', 0);
  here.runsSince(run, 'long', 0);
  assert.equal(here.forecast(of(run, 'first')).seconds, 30);
  assert.equal(here.forecast(of(run, 'last')).seconds, 100);
});

test('a full pool is waited for, with those that stand in line before', () => {
  const here = world(1);
  const older = here.add([task('a'), task('b')]);
  const newer = here.add([task('c')], { runAfter: NOW + 1 });
  const holder = here.runsSince(older, 'a', 10);
  here.linesUp(older, 'b');
  const last = here.linesUp(newer, 'c');
  const { seconds, reasons } = here.forecast(last);
  assert.equal(seconds, 20 + 60);
  const [full] = reasons;
  assert.equal(full?.code, 'pool_full');
  assert.deepEqual(full && holdersOf(full, last, here.admission, here.runs), [holder]);
});

test('a retry starts at its time, a task after it later by what it usually takes', () => {
  const here = world();
  const run = here.add([task('a'), task('b', ['a'])]);
  Object.assign(of(run, 'a'), { state: 'up_for_retry', nextStartAt: NOW + 300 * SECOND });
  assert.equal(here.forecast(of(run, 'a')).seconds, 300);
  assert.equal(here.forecast(of(run, 'b')).seconds, 330);
});

test('nobody can tell where a person has to act first, and that is said', () => {
  const here = world();
  const run = here.add([task('a'), task('b', [], { pool: 'gone' })]);
  run.paused = true;
  const paused = here.forecast(here.linesUp(run, 'a'));
  assert.deepEqual([paused.seconds, paused.assumes], [null, ['the DAG d is switched off']]);
  run.paused = false;
  const lost = here.forecast(here.linesUp(run, 'b'));
  assert.equal(lost.seconds, null);
  assert.match(lost.assumes[0] ?? '', /no pool gone/);
});

test('what has never succeeded is taken to need no time, and is named', () => {
  const here = world();
  const run = here.add([task('new'), task('b', ['new'])]);
  here.runsSince(run, 'new', 0);
  const { seconds, assumes } = here.forecast(of(run, 'b'));
  assert.equal(seconds, 0);
  assert.ok(
    assumes.some((line) => line.endsWith(': new')),
    assumes.join('\n'),
  );
});

test('a chain of 15,000 tasks is no recursion as deep', () => {
  const here = world();
  const chain = Array.from({ length: 15_000 }, (_, at) =>
    task(`t${at}`, at === 0 ? [] : [`t${at - 1}`], { weightRule: 'absolute' }),
  );
  const run = here.add([task('a'), { ...chain[0], upstream: ['a'] } as (typeof chain)[0], ...chain.slice(1)]);
  here.runsSince(run, 'a', 0);
  assert.equal(here.forecast(of(run, 't14999')).seconds, 30);
});

test('a run that waits for its place begins when one ends, and then what is before the task takes its time', () => {
  const here = world();
  const first = here.add([task('a'), task('b', ['a'])]);
  here.runsSince(first, 'a', 10);
  const second = here.add([task('a'), task('b', ['a'])], { runAfter: NOW + 1 });
  second.state = 'queued';
  const held = { code: 'max_active_runs', limit: 1, active: 1, message: '' } as const;
  assert.equal(here.forecast(of(second, 'b'), [held]).seconds, 20 + 60 + 30);
});

test('the run before holds what depends on it', () => {
  const here = world();
  const before = here.add([task('a', [], { dependsOnPast: true })]);
  const after = here.add([task('a', [], { dependsOnPast: true })], { runAfter: NOW + 1 });
  after.past = before;
  here.runsSince(before, 'a', 10);
  const { seconds, reasons } = here.forecast(of(after, 'a'));
  assert.equal(seconds, 20);
  const held = reasons.flatMap((reason) => holdersOf(reason, of(after, 'a'), here.admission, here.runs));
  assert.deepEqual(
    held.map((one) => isRun(one) && one.facts.runId),
    ['r1'],
  );
});
