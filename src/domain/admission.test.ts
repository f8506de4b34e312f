import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedExpand } from '@aquilon/sdk/serialized';
import fc from 'fast-check';
import { dag, task } from '#test/support/dags.ts';
import { admit, countWaiting, createAdmission, enqueue, release, setPool, unpark, withdraw } from './admission.ts';
import { buildGraph } from './graph.ts';
import { expandTask } from './mapping.ts';
import { refusals } from './refusals.ts';
import { allInstances, createRun, type Instance, type Run } from './run.ts';
import { noMoves } from './transitions.ts';

const POOLS = ['small', 'large'] as const;

const aTask = fc.record({
  pool: fc.constantFrom(...POOLS),
  poolSlots: fc.integer({ min: 1, max: 3 }),
  priorityWeight: fc.integer({ min: 1, max: 4 }),
  maxActiveTisPerDagrun: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined, freq: 3 }),
});
const aWorld = fc.record({
  /** Of the first task of every run; runs share their DAGs. */
  perDag: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  parallelism: fc.integer({ min: 1, max: 6 }),
  slots: fc.record({ small: fc.integer({ min: -1, max: 3 }), large: fc.integer({ min: 1, max: 6 }) }),
  includeDeferred: fc.boolean(),
  runs: fc.array(
    fc.record({
      maxActiveTasks: fc.integer({ min: 1, max: 4 }),
      runAfter: fc.integer({ min: 0, max: 3 }),
      backfillId: fc.option(fc.constant(1)),
      tasks: fc.array(aTask, { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
type World = Parameters<typeof build>[0];

/** What happens between two admissions; `which` picks an instance or a run. */
const aStep = fc.record({
  kind: fc.constantFrom('release', 'release', 'withdraw', 'pause', 'unpause', 'resize', 'defer', 'end_wait'),
  which: fc.nat(),
});

/** Tasks with a limit in their run have three instances. */
const THRICE: SerializedExpand = {
  kind: 'product',
  inputs: [{ name: 'x', source: { kind: 'value', value: [1, 2, 3] } }],
};

function build(world: {
  perDag: number | undefined;
  parallelism: number;
  slots: { small: number; large: number };
  includeDeferred: boolean;
  runs: {
    maxActiveTasks: number;
    runAfter: number;
    backfillId: number | null;
    tasks: { pool: string; poolSlots: number; priorityWeight: number; maxActiveTisPerDagrun: number | undefined }[];
  }[];
}) {
  const admission = createAdmission(world.parallelism);
  for (const name of POOLS) setPool(admission, name, world.slots[name], world.includeDeferred);
  const runs = world.runs.map(({ maxActiveTasks, runAfter, backfillId, tasks }, index): Run => {
    const graph = buildGraph(
      dag(
        `d${index % 2}`,
        tasks.map(({ maxActiveTisPerDagrun: perRun, ...more }, at) =>
          task(`t${at}`, [], {
            ...more,
            weightRule: 'absolute',
            ...(at === 0 && world.perDag !== undefined ? { maxActiveTisPerDag: world.perDag } : {}),
            ...(perRun === undefined ? {} : { maxActiveTisPerDagrun: perRun, expand: THRICE }),
          }),
        ),
      ),
    );
    const facts = {
      dagRunId: index,
      dagId: `d${index % 2}`,
      runId: 'r',
      runType: 'manual',
      logicalDate: null,
      dataIntervalStart: null,
      dataIntervalEnd: null,
      runAfter,
      isForLater: false,
      conf: {},
      triggeringUser: null,
      backfillId,
    };
    const setup = { facts, state: 'running' as const, startedAt: 0, paused: false, versionId: 'v', snapshotHash: 's' };
    const run = createRun({ ...setup, graph, maxActiveTasks, clearNumber: 0 }, () => 'id');
    for (const one of run.tasks)
      if (one.node.task.expand)
        expandTask(
          one,
          0,
          noMoves('test', () => 'id'),
        );
    return run;
  });
  return {
    admission,
    runs,
    active: new Set<Instance>(),
    deferred: new Set<Instance>(),
    asking: new Set<Instance>(),
    waiting: new Set<Instance>(),
  };
}

/** Whether it could start now, by the limits alone: written down once more, without lanes and heaps. */
function fits(state: ReturnType<typeof build>, instance: Instance): boolean {
  const { admission, active, deferred } = state;
  const { run, node } = instance;
  const includes = admission.pools.get(node.task.pool)?.includeDeferred === true;
  const used = (pool: string) =>
    [...active, ...(includes ? deferred : [])].reduce(
      (sum, one) => sum + (one.node.task.pool === pool ? one.node.task.poolSlots : 0),
      0,
    );
  const ofRun = [...active].filter((one) => one.run === run).length;
  const pool = admission.pools.get(node.task.pool);
  return (
    isWithinOwnLimits(instance, state) &&
    !run.paused &&
    ofRun < run.maxActiveTasks &&
    active.size < admission.parallelism &&
    pool !== undefined &&
    used(node.task.pool) + node.task.poolSlots <= pool.slots
  );
}

/** What waits has its place under the limits of its task, as what is active. */
function isWithinOwnLimits(
  { run, node: { task } }: Instance,
  { active, deferred, asking }: ReturnType<typeof build>,
): boolean {
  const same = [...active, ...deferred, ...asking].filter(
    (one) => one.run.facts.dagId === run.facts.dagId && one.node.task.taskId === task.taskId,
  );
  const inRun = same.filter((one) => one.run === run);
  const { maxActiveTisPerDag: perDag, maxActiveTisPerDagrun: perRun } = task;
  return (perDag === undefined || same.length < perDag) && (perRun === undefined || inRun.length < perRun);
}

const isOpen = (run: Run, active: ReadonlySet<Instance>): boolean =>
  !run.paused && [...active].filter((one) => one.run === run).length < run.maxActiveTasks;

function better(a: Instance, b: Instance): boolean {
  const [isLate, isOtherLate] = [a, b].map(({ run }) => run.facts.backfillId !== null);
  if (isLate !== isOtherLate) return isOtherLate === true;
  if (a.node.weight !== b.node.weight) return a.node.weight > b.node.weight;
  if (a.run.facts.runAfter !== b.run.facts.runAfter) return a.run.facts.runAfter < b.run.facts.runAfter;
  if (a.run !== b.run) return a.run.facts.dagRunId < b.run.facts.dagRunId;
  return a.node.index !== b.node.index ? a.node.index < b.node.index : a.mapIndex < b.mapIndex;
}

function play(world: World, steps: { kind: string; which: number }[]): void {
  const state = build(world);
  const { admission, runs, active, waiting } = state;
  for (const instance of runs.flatMap(allInstances)) {
    enqueue(admission, instance);
    waiting.add(instance);
  }
  for (const step of [undefined, ...steps]) {
    if (step) apply(state, step);
    for (const instance of admit(admission)) {
      assert.ok(fits(state, instance), 'what is admitted fits all limits');
      const rivals = [...waiting].filter((one) => one !== instance && one.node.task.pool === instance.node.task.pool);
      for (const rival of rivals)
        assert.ok(
          !isOpen(rival.run, active) ||
            !isWithinOwnLimits(rival, state) ||
            rival.node.task.poolSlots > (admission.pools.get(rival.node.task.pool)?.slots ?? 0) ||
            better(instance, rival),
          'the best of its pool goes first',
        );
      waiting.delete(instance);
      active.add(instance);
    }
    for (const instance of waiting) {
      const reasons = refusals(admission, instance);
      assert.notEqual(reasons.length, 0, 'who waits is told why');
      if (fits(state, instance))
        assert.deepEqual(
          reasons.map(({ code }) => code),
          ['priority'],
        );
      assert.equal(
        reasons.some(({ code }) => code === 'max_active_tasks'),
        [...active].filter((one) => one.run === instance.run).length >= instance.run.maxActiveTasks,
      );
      assert.equal(
        reasons.some(({ code }) => code === 'parallelism'),
        active.size >= admission.parallelism,
      );
    }
  }
}

function apply(
  { admission, runs, active, deferred, asking, waiting }: ReturnType<typeof build>,
  { kind, which }: { kind: string; which: number },
): void {
  const pick = <T>(from: Iterable<T>): T | undefined => {
    const all = [...from];
    return all[which % Math.max(1, all.length)];
  };
  const run = pick(runs) as Run;
  if (kind === 'release') {
    const instance = pick(active);
    if (!instance) return;
    active.delete(instance);
    release(admission, instance);
  } else if (kind === 'withdraw') {
    const instance = pick(waiting);
    if (!instance) return;
    waiting.delete(instance);
    withdraw(instance);
  } else if (kind === 'defer') {
    const instance = pick(active);
    if (!instance) return;
    active.delete(instance);
    release(admission, instance);
    const isAsking = which % 3 === 0;
    (isAsking ? asking : deferred).add(instance);
    countWaiting(admission, instance, isAsking ? 'awaiting_input' : 'deferred', 1);
  } else if (kind === 'end_wait') {
    const instance = pick([...deferred, ...asking]);
    if (!instance) return;
    countWaiting(admission, instance, asking.delete(instance) ? 'awaiting_input' : 'deferred', -1);
    deferred.delete(instance);
  } else if (kind === 'resize') setPool(admission, pick(POOLS) as string, (which % 6) - 1, which % 2 === 0);
  else {
    run.paused = kind === 'pause';
    unpark(run);
  }
}

test('whatever is admitted, released, withdrawn, paused and resized: no limit is broken, the best goes first, and who waits knows why', () => {
  fc.assert(
    fc.property(aWorld, fc.array(aStep, { maxLength: 30 }), (world, steps) => play(world, steps)),
    { numRuns: 500 },
  );
});
