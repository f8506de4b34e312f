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

/** In its pool's heap, or set aside; in neither while nothing waits in it. */
export interface Lane {
  readonly run: Run;
  readonly pool: Pool;
  readonly waiting: Heap<Instance>;
  /** Of the one task whose instances wait in it, where that has limits of its own. */
  readonly limits: readonly TaskLimit[];
  /** Where it is set aside: with its run, or with a limit that is reached. */
  aside: Set<Lane> | null;
}

/** How many instances of one task may be active at once, and the lanes that wait for that. */
export interface TaskLimit {
  readonly code: 'max_active_tis_per_dag' | 'max_active_tis_per_dagrun';
  active: number;
  max: number;
  readonly aside: Set<Lane>;
}

export interface Admission {
  readonly pools: Map<string, Pool>;
  /** Limits of single tasks over all runs of their DAG, by both ids. */
  readonly limits: Map<string, TaskLimit>;
  /** Attempts that hold a slot of the executor, and how many may. */
  active: number;
  parallelism: number;
}

export const createAdmission = (parallelism: number): Admission => ({
  pools: new Map(),
  limits: new Map(),
  active: 0,
  parallelism,
});

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
  if (!lane.aside) lane.pool.lanes.update(lane);
}

/** Takes an instance out of line: it was marked or cleared while it waited. */
export function withdraw(instance: Instance): void {
  const lane = instance.run.lanes.get(laneKey(instance));
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
  for (const limit of limitsOf(admission, instance)) limit.active += 1;
}

/** An attempt gives its slots back; its run may start another. */
export function release(admission: Admission, instance: Instance): void {
  const pool = poolOf(admission, instance.node.task.pool);
  pool.used -= instance.node.task.poolSlots;
  admission.active -= 1;
  instance.run.active -= 1;
  for (const limit of limitsOf(admission, instance)) {
    limit.active -= 1;
    takeBack(limit.aside);
  }
  unpark(instance.run);
}

/** Lanes that were set aside stand in their pools again. */
function takeBack(aside: Set<Lane>): void {
  for (const lane of aside) {
    lane.aside = null;
    lane.pool.lanes.update(lane);
  }
  aside.clear();
}

function setAside(lane: Lane, where: Set<Lane>): void {
  lane.pool.lanes.remove(lane);
  lane.aside = where;
  where.add(lane);
}

/** The limits of the instance's own task. */
function limitsOf(admission: Admission, { run, node: { task } }: Instance): TaskLimit[] {
  const limits: TaskLimit[] = [];
  const { maxActiveTisPerDag: perDag, maxActiveTisPerDagrun: perRun } = task;
  if (perDag !== undefined)
    limits.push(limitOf(admission.limits, `${run.facts.dagId} ${task.taskId}`, 'max_active_tis_per_dag', perDag));
  if (perRun !== undefined) limits.push(limitOf(run.limits, task.taskId, 'max_active_tis_per_dagrun', perRun));
  return limits;
}

function limitOf(limits: Map<string, TaskLimit>, key: string, code: TaskLimit['code'], max: number): TaskLimit {
  const known = limits.get(key);
  if (known) {
    known.max = max;
    return known;
  }
  const made = { code, active: 0, max, aside: new Set<Lane>() };
  limits.set(key, made);
  return made;
}

/** The run may start again: its lanes go back to their pools. */
export function unpark(run: Run): void {
  if (run.paused || run.active >= run.maxActiveTasks) return;
  takeBack(run.parked);
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
  for (const { code, active, max } of limitsOf(admission, instance)) {
    if (active < max) continue;
    const message = `${active} of at most ${max} instances of ${task.taskId} are active`;
    reasons.push({ code, limit: max, active, message });
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
    const full = lane.limits.find(({ active, max }) => active >= max);
    if (lane.run.paused || lane.run.active >= lane.run.maxActiveTasks) setAside(lane, lane.run.parked);
    else if (full) setAside(lane, full.aside);
    else return lane;
  }
  return undefined;
}

function dropLane(lane: Lane): void {
  lane.pool.lanes.remove(lane);
  lane.aside?.delete(lane);
  lane.aside = null;
}

function laneOf(admission: Admission, instance: Instance): Lane {
  const { run } = instance;
  const key = laneKey(instance);
  let lane = run.lanes.get(key);
  if (!lane) {
    const pool = poolOf(admission, instance.node.task.pool);
    lane = { run, pool, waiting: createHeap(instanceBefore), limits: limitsOf(admission, instance), aside: null };
    run.lanes.set(key, lane);
  }
  return lane;
}

/** Tasks of a run that use the same pool share a lane; one with limits of its own must not hold up the others. */
function laneKey({ node: { task } }: Instance): string {
  const isLimited = task.maxActiveTisPerDag !== undefined || task.maxActiveTisPerDagrun !== undefined;
  return isLimited ? `${task.pool} ${task.taskId}` : task.pool;
}

function poolOf(admission: Admission, name: string): Pool {
  if (!admission.pools.has(name)) setPool(admission, name, 0);
  return admission.pools.get(name) as Pool;
}

/** Runs of backfills after all others; then the higher weight, the older run, the order of the DAG file. */
function instanceBefore(a: Instance, b: Instance): boolean {
  const isLate = a.run.facts.backfillId !== null;
  if (isLate !== (b.run.facts.backfillId !== null)) return !isLate;
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
