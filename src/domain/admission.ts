/**
 * Who starts next. Ready instances stand in lanes, one for each run and pool; each pool keeps its lanes in a heap by the priority of
 * their first. Admitting one costs the logarithm of the number of lanes, whatever the number of waiting tasks.
 *
 * A lane whose run may start nothing more (limit of active tasks, DAG switched off) is set aside with the run, and comes back when
 * the run may. A pool that is full is not looked into at all. Within a pool the order is strict: a task that needs more slots than are
 * free is waited for, so that many small tasks cannot starve it; one that needs more than the pool has is passed over until that changes.
 *
 * So that nothing waits forever under a stream of tasks of higher priority, one start in `ELDEST_EVERY` of a pool goes to the lane that
 * has waited longest, and so do pools take their turns (docs/adr/admission-order.md).
 */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { createHeap, type Heap } from './heap.ts';
import type { Instance, Run } from './run.ts';

export const ELDEST_EVERY = 50;

export interface Pool {
  readonly name: string;
  /** False: tasks name it, and nobody has made it. */
  exists: boolean;
  /** Infinity: as many as there are tasks. */
  slots: number;
  /** Deferred instances hold their slots too. */
  includeDeferred: boolean;
  /** Slots of active attempts, and of deferred ones. */
  used: number;
  deferred: number;
  readonly lanes: Heap<Lane>;
  /** How many attempts have started from it. */
  starts: number;
  /** How many have started from other pools, one after the other, while one of its own could have. */
  passedOver: number;
  /** Lanes whose instances need more slots than it has. */
  readonly tooWide: Set<Lane>;
}

/** In its pool's heap, or set aside; in neither while nothing waits in it. */
export interface Lane {
  readonly run: Run;
  readonly pool: Pool;
  readonly waiting: Heap<Instance>;
  /** Number of starts of the pool when it was served last, or began to wait. */
  since: number;
  /** Of the one task whose instances wait in it, where that has limits of its own. */
  readonly limits: readonly TaskLimit[];
  /** Where it is set aside: with its run, or with a limit that is reached. */
  aside: Set<Lane> | null;
}

/** How many instances of one task may be active or waiting at once, and the lanes that wait for that. */
export interface TaskLimit {
  readonly code: 'max_active_tis_per_dag' | 'max_active_tis_per_dagrun';
  /** Active attempts, and those that wait: deferred, or for an answer. */
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
  /** Set: the executor takes nothing new. */
  drained: Drained | null;
}

/** A person wants the executor to take nothing new; what it runs goes on to its end. `since`: epoch ms. */
export interface Drained {
  readonly by: string;
  readonly since: number;
}

export const createAdmission = (parallelism: number, drained: Drained | null = null): Admission => ({
  pools: new Map(),
  limits: new Map(),
  active: 0,
  parallelism,
  drained,
});

/** Makes a pool or changes it. `slots` -1: without end. Nothing that runs is ended when there are fewer. */
export function setPool(admission: Admission, name: string, slots: number, includeDeferred = false): void {
  const pool = poolOf(admission, name);
  pool.exists = true;
  pool.slots = slots < 0 ? Number.POSITIVE_INFINITY : slots;
  pool.includeDeferred = includeDeferred;
  takeBack(pool.tooWide);
}

/** Nothing starts in it any more, until somebody makes it again. */
export function dropPool(admission: Admission, name: string): void {
  setPool(admission, name, 0);
  poolOf(admission, name).exists = false;
}

/** Slots that are taken. */
export const takenOf = ({ used, deferred, includeDeferred }: Pool): number =>
  includeDeferred ? used + deferred : used;

/** Puts a ready instance in line. A pool that does not exist has no slots: the instance waits until somebody makes it. */
export function enqueue(admission: Admission, instance: Instance): void {
  const lane = laneOf(admission, instance);
  if (lane.waiting.size === 0) lane.since = lane.pool.starts;
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
  if (admission.drained) return admitted;
  while (admission.active < admission.parallelism) {
    const lane = bestLane(admission);
    const instance = lane?.waiting.pop();
    if (!lane || !instance) break;
    const { pool } = lane;
    pool.starts += 1;
    lane.since = pool.starts;
    if (lane.waiting.size === 0) dropLane(lane);
    else pool.lanes.update(lane);
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

/**
 * An instance that waits is not active, but keeps its place under the limits of its task; a deferred one may hold the slots of its pool too, one that
 * waits for an answer does not. As in Airflow 3.3. `count` 1: it waits now, -1: no more.
 */
export function countWaiting(
  admission: Admission,
  instance: Instance,
  state: 'deferred' | 'awaiting_input',
  count: 1 | -1,
): void {
  const { task } = instance.node;
  if (state === 'deferred') poolOf(admission, task.pool).deferred += count * task.poolSlots;
  for (const limit of limitsOf(admission, instance)) {
    limit.active += count;
    if (count < 0) takeBack(limit.aside);
  }
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
export function limitsOf(admission: Admission, { run, node: { task } }: Instance): TaskLimit[] {
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

/** The lane that is served next: of a pool that was passed over often enough, else the one with the best first instance. */
function bestLane(admission: Admission): Lane | undefined {
  let best: Lane | undefined;
  const able: Pool[] = [];
  for (const pool of admission.pools.values()) {
    const lane = takenOf(pool) < pool.slots ? nextLane(pool) : undefined;
    const first = lane?.waiting.peek();
    if (!lane || !first || takenOf(pool) + first.node.task.poolSlots > pool.slots) {
      pool.passedOver = 0;
      continue;
    }
    able.push(pool);
    if (!best || poolBefore(lane, best)) best = lane;
  }
  for (const pool of able) pool.passedOver = pool === best?.pool ? 0 : pool.passedOver + 1;
  return best;
}

function poolBefore(a: Lane, b: Lane): boolean {
  const most = Math.max(a.pool.passedOver, b.pool.passedOver);
  return most < ELDEST_EVERY || a.pool.passedOver === b.pool.passedOver ? laneBefore(a, b) : a.pool.passedOver === most;
}

/** Whose turn it is in the pool: the best lane, and from time to time the one that has waited longest, of those that may start something. */
export function nextLane(pool: Pool): Lane | undefined {
  return (pool.starts % ELDEST_EVERY === ELDEST_EVERY - 1 ? eldestLane(pool) : undefined) ?? firstOpenLane(pool);
}

/** Looks at every lane of the pool: seldom enough to cost little for each start. */
function eldestLane(pool: Pool): Lane | undefined {
  let eldest: Lane | undefined;
  for (const lane of pool.lanes.items()) {
    if (eldest !== undefined && eldest.since <= lane.since) continue;
    if (hindrance(lane) === null) eldest = lane;
  }
  return eldest;
}

/** The first lane of the pool that may start something; the others on the way are set aside. */
function firstOpenLane(pool: Pool): Lane | undefined {
  for (let lane = pool.lanes.peek(); lane; lane = pool.lanes.peek()) {
    const where = hindrance(lane);
    if (where === null) return lane;
    setAside(lane, where);
  }
  return undefined;
}

/** What keeps the lane from starting anything: where it waits for that to end. Null: nothing but the pool's room. */
function hindrance({ run, pool, limits, waiting }: Lane): Set<Lane> | null {
  if (run.paused || run.active >= run.maxActiveTasks) return run.parked;
  if ((waiting.peek()?.node.task.poolSlots ?? 0) > pool.slots) return pool.tooWide;
  return limits.find(({ active, max }) => active >= max)?.aside ?? null;
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
    const limits = limitsOf(admission, instance);
    lane = { run, pool, waiting: createHeap(instanceBefore), since: pool.starts, limits, aside: null };
    run.lanes.set(key, lane);
  }
  return lane;
}

/** Tasks of a run that use the same pool share a lane; one with limits of its own, or of other width, must not hold up the others. */
function laneKey({ node: { task } }: Instance): string {
  const isLimited = task.maxActiveTisPerDag !== undefined || task.maxActiveTisPerDagrun !== undefined;
  if (isLimited) return `${task.pool}\n${task.taskId}`;
  return task.poolSlots === 1 ? task.pool : `${task.pool}\n\n${task.poolSlots}`;
}

export function poolOf(admission: Admission, name: string): Pool {
  const known = admission.pools.get(name);
  if (known) return known;
  const pool: Pool = {
    ...{ name, exists: false, slots: 0, includeDeferred: false, used: 0, deferred: 0, starts: 0, passedOver: 0 },
    lanes: createHeap(laneBefore),
    tooWide: new Set(),
  };
  admission.pools.set(name, pool);
  return pool;
}

/** Runs of backfills after all others; then the higher weight, the older run, the order of the DAG file. */
export function instanceBefore(a: Instance, b: Instance): boolean {
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

/** Whether a task of the DAG limits its own instances. */
export const hasTaskLimits = ({ tasks }: SerializedDag): boolean =>
  tasks.some((task) => task.maxActiveTisPerDag !== undefined || task.maxActiveTisPerDagrun !== undefined);
