/**
 * Who starts next. Ready instances stand in lanes, one for each run and pool; each pool keeps its lanes in a heap by the priority of
 * their first. Admitting one costs the logarithm of the number of lanes, whatever the number of waiting tasks.
 *
 * A lane whose run may start nothing more (limit of active tasks, DAG switched off) is set aside with the run, and comes back when
 * the run may. A pool that is full is not looked into at all. Within a pool the order is strict: a task that needs more slots than are
 * free is waited for, so that many small tasks cannot starve it.
 */
import { createHeap, type Heap } from './heap.ts';
import type { Reason } from './reasons.ts';
import type { Instance, Run } from './run.ts';

export interface Pool {
  readonly name: string;
  slots: number;
  used: number;
  readonly lanes: Heap<Lane>;
}

/** In its pool's heap, or set aside in `run.parked`; in neither while nothing waits in it. */
export interface Lane {
  readonly run: Run;
  readonly pool: Pool;
  readonly waiting: Heap<Instance>;
}

export interface Admission {
  readonly pools: Map<string, Pool>;
  /** Attempts that hold a slot of the executor, and how many may. */
  active: number;
  parallelism: number;
}

export const createAdmission = (parallelism: number): Admission => ({ pools: new Map(), active: 0, parallelism });

export function setPool(admission: Admission, name: string, slots: number): void {
  const pool = admission.pools.get(name);
  if (pool) pool.slots = slots;
  else admission.pools.set(name, { name, slots, used: 0, lanes: createHeap(laneBefore) });
}

/** Puts a ready instance in line. A pool that does not exist has no slots: the instance waits until somebody makes it. */
export function enqueue(admission: Admission, instance: Instance): void {
  const lane = laneOf(admission, instance);
  lane.waiting.update(instance);
  // Its first may be another now, and with it the rank of the lane.
  if (!lane.run.parked.has(lane)) lane.pool.lanes.update(lane);
}

/** Takes an instance out of line: it was marked or cleared while it waited. */
export function withdraw(instance: Instance): void {
  const lane = instance.run.lanes.get(instance.node.task.pool);
  if (!lane?.waiting.has(instance)) return;
  lane.waiting.remove(instance);
  if (lane.waiting.size === 0) dropLane(lane);
  else if (lane.pool.lanes.has(lane)) lane.pool.lanes.update(lane);
}

/** A run is gone: so are its lanes. */
export function withdrawRun(run: Run): void {
  for (const lane of run.lanes.values()) dropLane(lane);
  run.lanes.clear();
}

/** Takes as many as there is room for, best first. */
export function admit(admission: Admission): Instance[] {
  const admitted: Instance[] = [];
  while (admission.active < admission.parallelism) {
    const lane = bestLane(admission);
    const instance = lane?.waiting.pop();
    if (!lane || !instance) break;
    if (lane.waiting.size === 0) dropLane(lane);
    else lane.pool.lanes.update(lane);
    occupy(admission, instance);
    admitted.push(instance);
  }
  return admitted;
}

/** An attempt takes its slots. */
export function occupy(admission: Admission, instance: Instance): void {
  const pool = poolOf(admission, instance.node.task.pool);
  pool.used += instance.node.task.poolSlots;
  admission.active += 1;
  instance.run.active += 1;
}

/** An attempt gives its slots back; its run may start another. */
export function release(admission: Admission, instance: Instance): void {
  const pool = poolOf(admission, instance.node.task.pool);
  pool.used -= instance.node.task.poolSlots;
  admission.active -= 1;
  instance.run.active -= 1;
  unpark(instance.run);
}

/** The run may start again: its lanes go back to their pools. */
export function unpark(run: Run): void {
  if (run.paused || run.active >= run.maxActiveTasks) return;
  for (const lane of run.parked) lane.pool.lanes.update(lane);
  run.parked.clear();
}

/** Everything that keeps a ready instance from starting at this moment; empty only if it could start. */
export function refusals(admission: Admission, instance: Instance): Reason[] {
  const { run } = instance;
  const { task } = instance.node;
  const reasons: Reason[] = [];
  if (run.paused) reasons.push({ code: 'dag_paused', message: `the DAG ${run.facts.dagId} is switched off` });
  if (run.active >= run.maxActiveTasks) {
    const message = `${run.active} of at most ${run.maxActiveTasks} tasks of this run are active (maxActiveTasks)`;
    reasons.push({ code: 'max_active_tasks', limit: run.maxActiveTasks, active: run.active, message });
  }
  const pool = admission.pools.get(task.pool);
  if (!pool || pool.slots === 0) {
    reasons.push({ code: 'pool_unknown', pool: task.pool, message: `there is no pool ${task.pool} with slots` });
  } else if (pool.used + task.poolSlots > pool.slots) {
    const message = `pool ${pool.name}: ${pool.used} of ${pool.slots} slots are in use, ${task.poolSlots} are needed`;
    reasons.push({
      code: 'pool_full',
      pool: pool.name,
      slots: pool.slots,
      used: pool.used,
      needed: task.poolSlots,
      message,
    });
  }
  if (admission.active >= admission.parallelism) {
    const message = `${admission.active} of at most ${admission.parallelism} tasks are active (parallelism)`;
    reasons.push({ code: 'parallelism', limit: admission.parallelism, active: admission.active, message });
  }
  const ahead = reasons.length === 0 ? aheadInPool(admission, instance) : 0;
  if (ahead > 0) {
    reasons.push({
      code: 'priority',
      ahead,
      message: `a task of higher priority waits for more slots of pool ${task.pool}`,
    });
  }
  return reasons;
}

/** 1 when the first of the pool's line is another instance that the pool has no room for yet. */
function aheadInPool(admission: Admission, instance: Instance): number {
  const pool = admission.pools.get(instance.node.task.pool);
  const first = pool?.lanes.peek()?.waiting.peek();
  return pool && first && first !== instance && pool.used + first.node.task.poolSlots > pool.slots ? 1 : 0;
}

/** The lane with the best first instance among the pools that have room. */
function bestLane(admission: Admission): Lane | undefined {
  let best: Lane | undefined;
  for (const pool of admission.pools.values()) {
    const lane = firstOpenLane(pool);
    const first = lane?.waiting.peek();
    if (!lane || !first || pool.used + first.node.task.poolSlots > pool.slots) continue;
    if (!best || laneBefore(lane, best)) best = lane;
  }
  return best;
}

/** The first lane of the pool whose run may start something; the others on the way are set aside with their runs. */
function firstOpenLane(pool: Pool): Lane | undefined {
  for (let lane = pool.lanes.peek(); lane; lane = pool.lanes.peek()) {
    if (!lane.run.paused && lane.run.active < lane.run.maxActiveTasks) return lane;
    pool.lanes.remove(lane);
    lane.run.parked.add(lane);
  }
  return undefined;
}

function dropLane(lane: Lane): void {
  lane.pool.lanes.remove(lane);
  lane.run.parked.delete(lane);
}

function laneOf(admission: Admission, instance: Instance): Lane {
  const { run } = instance;
  const name = instance.node.task.pool;
  let lane = run.lanes.get(name);
  if (!lane) {
    lane = { run, pool: poolOf(admission, name), waiting: createHeap(instanceBefore) };
    run.lanes.set(name, lane);
  }
  return lane;
}

function poolOf(admission: Admission, name: string): Pool {
  if (!admission.pools.has(name)) setPool(admission, name, 0);
  return admission.pools.get(name) as Pool;
}

/** Higher weight first, then the older run, then the order of the DAG file. */
function instanceBefore(a: Instance, b: Instance): boolean {
  if (a.node.weight !== b.node.weight) return a.node.weight > b.node.weight;
  if (a.run !== b.run) return runBefore(a.run, b.run);
  return a.node.index !== b.node.index ? a.node.index < b.node.index : a.mapIndex < b.mapIndex;
}

function laneBefore(a: Lane, b: Lane): boolean {
  const [first, second] = [a.waiting.peek(), b.waiting.peek()];
  if (!first || !second) return first !== undefined;
  return instanceBefore(first, second);
}

function runBefore(a: Run, b: Run): boolean {
  return a.facts.runAfter !== b.facts.runAfter
    ? a.facts.runAfter < b.facts.runAfter
    : a.facts.dagRunId < b.facts.dagRunId;
}
