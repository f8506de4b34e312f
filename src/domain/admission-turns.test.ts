/** What nobody can be kept from: bounded overtaking, wide tasks, pools that change. The random worlds stand in admission.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dag, task } from '#test/support/dags.ts';
import {
  type Admission,
  admit,
  countWaiting,
  createAdmission,
  dropPool,
  ELDEST_EVERY,
  enqueue,
  release,
  setPool,
} from './admission.ts';
import { buildGraph } from './graph.ts';
import { refusals } from './refusals.ts';
import { allInstances, createRun, type Instance } from './run.ts';

interface Asked {
  pool?: string;
  poolSlots?: number;
  priorityWeight?: number;
  backfillId?: number | null;
  maxActiveTisPerDag?: number;
}

let made = 0;

/** A run of one task that is ready. */
function ready({ backfillId = null, ...options }: Asked = {}): Instance {
  made += 1;
  const graph = buildGraph(dag('d', [task('t', [], { weightRule: 'absolute', ...options })]));
  const facts = {
    dagRunId: made,
    dagId: 'd',
    runId: `r${made}`,
    runType: backfillId === null ? 'manual' : 'backfill',
    logicalDate: null,
    dataIntervalStart: null,
    dataIntervalEnd: null,
    runAfter: made,
    isForLater: false,
    conf: {},
    triggeringUser: null,
    backfillId,
  };
  const setup = { facts, state: 'running' as const, startedAt: 0, paused: false, versionId: 'v', snapshotHash: 's' };
  const run = createRun({ ...setup, graph, maxActiveTasks: 16, clearNumber: 0 }, () => 'id');
  return allInstances(run)[0] as Instance;
}

function world(parallelism: number, pools: Record<string, number>): Admission {
  const admission = createAdmission(parallelism);
  for (const [name, slots] of Object.entries(pools)) setPool(admission, name, slots);
  return admission;
}

/** Starts what it may, and ends all of it; `next` comes after each. Returns what has started, in order. */
function stream(admission: Admission, starts: number, next: () => Instance): Instance[] {
  const order: Instance[] = [];
  while (order.length < starts) {
    const admitted = admit(admission);
    assert.notEqual(admitted.length, 0, 'something can always start');
    order.push(...admitted);
    for (const instance of admitted) {
      release(admission, instance);
      enqueue(admission, next());
    }
  }
  return order;
}

const codes = (admission: Admission, instance: Instance) => refusals(admission, instance).map(({ code }) => code);

test('a task of a backfill waits for every fresh one of its pool, whatever the weights', () => {
  const admission = world(1, { default_pool: 1 });
  const late = ready({ backfillId: 1, priorityWeight: 1000 });
  const fresh = Array.from({ length: 10 }, () => ready());
  for (const instance of [late, ...fresh]) enqueue(admission, instance);
  const order = stream(admission, 11, () => ready({ backfillId: 1 }));
  assert.deepEqual(order, [...fresh, late]);
});

test('however many tasks of higher priority come, a waiting one is overtaken by a bounded number of them', () => {
  const aStream = fc.record({
    waiting: fc.array(fc.record({ priorityWeight: fc.integer({ min: -5, max: 5 }), isLate: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    }),
    slots: fc.integer({ min: 1, max: 4 }),
    weights: fc.array(fc.integer({ min: 6, max: 20 }), { minLength: 1, maxLength: 5 }),
  });
  fc.assert(
    fc.property(aStream, ({ waiting, slots, weights }) => {
      const admission = world(slots, { default_pool: slots });
      const olds = waiting.map(({ isLate, priorityWeight }) =>
        ready({ priorityWeight, backfillId: isLate ? 1 : null }),
      );
      const bound = ELDEST_EVERY * (olds.length + slots);
      let at = 0;
      const next = () => ready({ priorityWeight: weights[at++ % weights.length] ?? 6 });
      for (const instance of olds) enqueue(admission, instance);
      for (let fill = 0; fill < slots; fill++) enqueue(admission, next());
      const order = new Set(stream(admission, bound, next));
      for (const old of olds) assert.ok(order.has(old), `of weight ${old.node.weight} it waits after ${bound} starts`);
    }),
    { numRuns: 100 },
  );
});

test('a pool whose tasks weigh less gets its turn where the workers are short', () => {
  const admission = world(1, { default_pool: 10, other: 10 });
  const light = ready({ pool: 'other' });
  for (const instance of [light, ready({ priorityWeight: 9 })]) enqueue(admission, instance);
  const order = stream(admission, ELDEST_EVERY + 2, () => ready({ priorityWeight: 9 }));
  assert.ok(order.includes(light));
  assert.ok(order.indexOf(light) >= ELDEST_EVERY, 'and until then the heavier ones come first');
});

test('a wide task in a full pool is waited for, and says what others wait for', () => {
  const admission = world(10, { default_pool: 3 });
  const small = [ready({ priorityWeight: 5 }), ready({ priorityWeight: 5 })];
  for (const instance of small) enqueue(admission, instance);
  assert.deepEqual(admit(admission), small);
  const wide = ready({ poolSlots: 3, priorityWeight: 3 });
  const behind = ready();
  for (const instance of [wide, behind]) enqueue(admission, instance);
  assert.deepEqual(admit(admission), []);
  assert.deepEqual([codes(admission, wide), codes(admission, behind)], [['pool_full'], ['priority']]);
  for (const instance of small) release(admission, instance);
  assert.deepEqual(admit(admission), [wide]);
});

test('a task wider than its pool holds up nobody, and starts when the pool has grown', () => {
  const admission = world(10, { default_pool: 2 });
  const wide = ready({ poolSlots: 3, priorityWeight: 9 });
  const small = ready();
  for (const instance of [wide, small]) enqueue(admission, instance);
  assert.deepEqual(admit(admission), [small]);
  assert.deepEqual(codes(admission, wide), ['pool_too_small']);
  release(admission, small);
  setPool(admission, 'default_pool', 3);
  assert.deepEqual(admit(admission), [wide]);
});

test('a pool without end takes all that the workers take', () => {
  const admission = world(100, { default_pool: -1 });
  for (let at = 0; at < 200; at++) enqueue(admission, ready({ poolSlots: 7 }));
  assert.equal(admit(admission).length, 100);
});

test('a pool that is gone, or was never there, holds its tasks until it is made', () => {
  const admission = world(10, { gone: 1 });
  const [first, second] = [ready({ pool: 'gone' }), ready({ pool: 'never' })];
  dropPool(admission, 'gone');
  for (const instance of [first, second]) {
    enqueue(admission, instance);
    assert.deepEqual(codes(admission, instance), ['pool_unknown']);
  }
  assert.deepEqual(admit(admission), []);
  setPool(admission, 'gone', 1);
  setPool(admission, 'never', 1);
  assert.deepEqual(new Set(admit(admission)), new Set([first, second]));
});

test('fewer slots end nothing, and let nothing start until enough are free', () => {
  const admission = world(10, { default_pool: 3 });
  const all = Array.from({ length: 5 }, () => ready());
  for (const instance of all) enqueue(admission, instance);
  const running = admit(admission);
  assert.equal(running.length, 3);
  setPool(admission, 'default_pool', 2);
  release(admission, running[0] as Instance);
  assert.deepEqual(admit(admission), []);
  release(admission, running[1] as Instance);
  assert.equal(admit(admission).length, 1);
});

test('a deferred task holds its slots where the pool includes deferred ones, and else does not', () => {
  for (const includeDeferred of [true, false]) {
    const admission = createAdmission(10);
    setPool(admission, 'default_pool', 1, includeDeferred);
    const [sensor, other] = [ready({ priorityWeight: 2 }), ready()];
    for (const instance of [sensor, other]) enqueue(admission, instance);
    assert.deepEqual(admit(admission), [sensor]);
    release(admission, sensor);
    countWaiting(admission, sensor, 'deferred', 1);
    assert.deepEqual(admit(admission), includeDeferred ? [] : [other]);
    if (includeDeferred) assert.deepEqual(codes(admission, other), ['pool_full']);
    countWaiting(admission, sensor, 'deferred', -1);
    assert.deepEqual(admit(admission), includeDeferred ? [other] : []);
  }
});

test('a task that is deferred or waits for an answer keeps its place under the limit of its task, as in Airflow 3.3', () => {
  for (const state of ['deferred', 'awaiting_input'] as const) {
    const admission = world(10, { default_pool: 10 });
    const [first, second] = [ready({ maxActiveTisPerDag: 1 }), ready({ maxActiveTisPerDag: 1 })];
    for (const instance of [first, second]) enqueue(admission, instance);
    assert.deepEqual(admit(admission), [first]);
    release(admission, first);
    countWaiting(admission, first, state, 1);
    assert.deepEqual(admit(admission), []);
    assert.deepEqual(codes(admission, second), ['max_active_tis_per_dag']);
    countWaiting(admission, first, state, -1);
    assert.deepEqual(admit(admission), [second]);
  }
});
