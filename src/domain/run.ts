/**
 * A run that is being worked on, in memory: what each task instance waits for is a handful of counters, so that the end of a task costs
 * its out-degree and never the size of the DAG.
 *
 * This file holds the shape and how it is built; moves.ts changes it. Both are free of input and output: the same
 * moves in the same order give the same states and the same transitions, which is what the simulation plays.
 */
import type { Json } from '@aquilon/sdk/serialized';
import type { Lane, TaskLimit } from './admission.ts';
import type { Cause } from './cause.ts';
import type { EditedPools } from './edits.ts';
import type { Graph, TaskNode } from './graph.ts';
import type { Quarantine } from './quarantine.ts';
import { isFinished, type MaybeTaskState, type RunState } from './states.ts';
import { countUpstream, noUpstreams, type RuleVerdict, type UpstreamCounts } from './trigger-rules.ts';
import type { WaitFor } from './wait-for.ts';

/** What is fixed about a run when it is made. Instants are epoch milliseconds. */
export interface RunFacts {
  readonly dagRunId: number;
  readonly dagId: string;
  readonly runId: string;
  readonly runType: string;
  readonly logicalDate: number | null;
  readonly dataIntervalStart: number | null;
  readonly dataIntervalEnd: number | null;
  readonly runAfter: number;
  /** `runAfter` lay in the future when the run was made. Else it is due, even when the clock is set back afterwards. */
  readonly isForLater: boolean;
  readonly conf: { [key: string]: Json };
  readonly triggeringUser: string | null;
  /** The partition that the run is for. Absent: none. */
  readonly partitionKey?: string | undefined;
  /** The instant that the key stands for. Absent: none. */
  readonly partitionDate?: number | undefined;
  /** The backfill that it belongs to. */
  readonly backfillId: number | null;
}

export interface Run {
  facts: RunFacts;
  state: RunState;
  /** When it began to run; null while queued. */
  startedAt: number | null;
  /** The DAG is switched off: nothing new of this run starts. */
  paused: boolean;
  /** Why it is, where that is no switch that somebody has set. */
  quarantine: Quarantine | null;
  versionId: string;
  snapshotHash: string;
  /** The commit of its bundle that it runs, as long as it stays on its version. Absent: none. */
  bundleVersion?: string | null;
  /** Where it runs again with other pools than its DAG says: the graph has them. */
  editedPools?: EditedPools | null;
  graph: Graph;
  /** By task number. */
  tasks: TaskOfRun[];
  /** Rows of tasks that its version does not have: another version may have them again. */
  strays: readonly StoredInstance[];
  unfinished: number;
  /** Attempts that hold a slot now (admission.ts counts them), and how many may. */
  active: number;
  maxActiveTasks: number;
  clearNumber: number;
  /** Waiting lines of admission, by pool; and those set aside until this run may start more. */
  readonly lanes: Map<string, Lane>;
  /** Limits of single tasks in this run, by task id. */
  readonly limits: Map<string, TaskLimit>;
  readonly parked: Set<Lane>;
  /** The run before it, by logical date, where tasks of this one depend on it; null: it is the first. Undefined: not known yet. */
  past: Run | null | undefined;
}

/** A task of a run: one instance, or, where it is mapped and its length is known, one for each element. */
export interface TaskOfRun {
  readonly node: TaskNode;
  instances: Instance[];
  /** Of its upstreams: the same for all its instances, unless it waits for others in its mapped group. */
  readonly counts: UpstreamCounts;
  /** What its trigger rule came to, and all its instances were told; null: they are to be looked at again. */
  told: RuleVerdict | null;
  /** Of its instances: those about which something is decided, and those that are `removed`. */
  decided: number;
  removed: number;
}

export interface Instance {
  readonly run: Run;
  readonly node: TaskNode;
  readonly mapIndex: number;
  state: MaybeTaskState;
  /** 0 before the first try. */
  tryNumber: number;
  /** Tries allowed in all, less one: a try may be followed by another while `tryNumber <= maxTries`. */
  maxTries: number;
  attemptId: string;
  /** Not before: set while up_for_retry and up_for_reschedule. */
  nextStartAt: number | null;
  scheduledAt: number | null;
  queuedAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  pid: number | null;
  /** Why the last attempt did not succeed. */
  error: Cause | null;
  /** It succeeded and chose: these tasks directly after it are skipped. Null: it passed over none. */
  skips: readonly string[] | null;
  /** It succeeded and returned something: how many elements that has, 0 where it is no list. Null: it returned nothing. */
  returnedLength: number | null;
  /** While deferred: what for. */
  waitFor: WaitFor | null;
  /** When it first began to wait: its time-out counts from there, over all its tries. A clear forgets it. */
  waitingSince: number | null;
  /** Handed to admission already, while its state is still to be written: it must not be handed over twice. */
  announced: boolean;
  /** Scheduled again after up_for_reschedule: the next attempt belongs to the same try. */
  rescheduled: boolean;
  readonly counts: UpstreamCounts;
}

/** What is stored of a task instance, beside the run and the task that it belongs to: the part that moves. */
export type InstanceFields = Pick<
  Instance,
  | 'state'
  | 'tryNumber'
  | 'maxTries'
  | 'attemptId'
  | 'nextStartAt'
  | 'scheduledAt'
  | 'queuedAt'
  | 'startedAt'
  | 'endedAt'
  | 'pid'
  | 'error'
  | 'skips'
  | 'returnedLength'
  | 'waitFor'
  | 'waitingSince'
>;

export interface StoredInstance extends InstanceFields {
  taskId: string;
  mapIndex: number;
  /** Attempts of it that went down with a server. */
  lostAttempts: number;
}

export interface RunSetup {
  facts: RunFacts;
  state: RunState;
  startedAt: number | null;
  paused: boolean;
  /** Absent: none. */
  quarantine?: Quarantine | null;
  versionId: string;
  snapshotHash: string;
  bundleVersion?: string | null;
  editedPools?: EditedPools | null;
  graph: Graph;
  maxActiveTasks: number;
  clearNumber: number;
}

/** A new run: every task of the graph once, nothing decided. */
export function createRun(setup: RunSetup, newId: () => string): Run {
  const run = emptyRun(setup);
  run.tasks = setup.graph.nodes.map((node) => {
    const counts = noUpstreams();
    return taskWith(node, counts, [newInstance(run, node, counts, -1, newId())]);
  });
  recount(run);
  return run;
}

/** A run as it was stored. Tasks that a newer version brought, and instances that a person has deleted, are made new: they are in `added`. */
export function restoreRun(
  setup: RunSetup,
  stored: readonly StoredInstance[],
  newId: () => string,
): { run: Run; added: Instance[] } {
  const run = emptyRun(setup);
  const rows = Map.groupBy(stored, (row) => row.taskId);
  const added: Instance[] = [];
  run.tasks = setup.graph.nodes.map((node) => {
    const counts = noUpstreams();
    const own = rows.get(node.task.taskId)?.toSorted((a, b) => a.mapIndex - b.mapIndex) ?? [];
    let instances = own.map((row) => {
      const ownCounts = node.isInner && row.mapIndex >= 0 ? noUpstreams() : counts;
      const instance = newInstance(run, node, ownCounts, row.mapIndex, row.attemptId);
      return Object.assign(instance, fieldsOf(row), { rescheduled: belongsToSameTry(row) });
    });
    const gaps = gapsIn(instances).map((mapIndex) =>
      newInstance(run, node, node.isInner ? noUpstreams() : counts, mapIndex, newId()),
    );
    added.push(...gaps);
    if (gaps.length > 0) instances = [...instances, ...gaps].sort((a, b) => a.mapIndex - b.mapIndex);
    if (instances.length > 0) return taskWith(node, counts, instances);
    const instance = newInstance(run, node, counts, -1, newId());
    added.push(instance);
    return taskWith(node, counts, [instance]);
  });
  const joined = added.flatMap((one) => joinGroup(one, newId));
  recount(run);
  run.strays = stored.filter(({ taskId }) => !setup.graph.byId.has(taskId));
  return { run, added: joined };
}

/** Each instance of a mapped task stands at the place of its index: those that are missing between the others. */
function gapsIn(instances: readonly Instance[]): number[] {
  const length = (instances.at(-1)?.mapIndex ?? -1) + 1;
  if (length === 0 || length === instances.length) return [];
  const there = new Set(instances.map(({ mapIndex }) => mapIndex));
  return Array.from({ length }, (_, at) => at).filter((at) => !there.has(at));
}

const taskWith = (node: TaskNode, counts: UpstreamCounts, instances: Instance[]): TaskOfRun => ({
  node,
  counts,
  instances,
  told: null,
  decided: 0,
  removed: 0,
});

/** A task that a newer version brought into a mapped group is expanded as the others there are. Returns its instances. */
function joinGroup(added: Instance, newId: () => string): Instance[] {
  const { run, node } = added;
  if (added.mapIndex >= 0) return [added];
  const others = node.group?.members.map((member) => run.tasks[member]?.instances ?? []) ?? [];
  const expanded = others.find(([first]) => first !== undefined && first.mapIndex >= 0);
  if (!expanded) return [added];
  const task = taskOf(added);
  task.instances = expanded.map(({ mapIndex }) =>
    newInstance(run, node, node.isInner ? noUpstreams() : task.counts, mapIndex, newId()),
  );
  return task.instances;
}

function emptyRun(setup: RunSetup): Run {
  return {
    ...setup,
    quarantine: setup.quarantine ?? null,
    tasks: [],
    strays: [],
    unfinished: 0,
    active: 0,
    lanes: new Map(),
    limits: new Map(),
    parked: new Set(),
    past: undefined,
  };
}

export function newInstance(
  run: Run,
  node: TaskNode,
  counts: UpstreamCounts,
  mapIndex: number,
  attemptId: string,
): Instance {
  return {
    run,
    node,
    mapIndex,
    state: null,
    tryNumber: 0,
    maxTries: node.task.retries,
    attemptId,
    nextStartAt: null,
    scheduledAt: null,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    pid: null,
    error: null,
    skips: null,
    returnedLength: null,
    waitFor: null,
    waitingSince: null,
    announced: false,
    rescheduled: false,
    counts,
  };
}

/** Scheduled again without having ended: after a reschedule, or because its worker went away before it began. */
function belongsToSameTry(row: StoredInstance): boolean {
  return row.state === 'scheduled' && row.tryNumber > 0 && row.queuedAt !== null && row.endedAt === null;
}

function fieldsOf(row: StoredInstance): InstanceFields {
  const { taskId: _taskId, mapIndex: _mapIndex, lostAttempts: _lost, ...fields } = row;
  return fields;
}

/** Counts everything anew from the states: after a load, and after a person has changed states. */
export function recount(run: Run): void {
  run.unfinished = 0;
  for (const task of run.tasks) {
    task.told = null;
    countUpstreams(task);
    task.decided = 0;
    task.removed = 0;
    for (const { state } of task.instances) {
      if (!isFinished(state)) run.unfinished += 1;
      if (state === 'removed') task.removed += 1;
      else if (state !== null) task.decided += 1;
    }
  }
}

/** Counts the upstreams of a task anew; where its instances have each their own, for each. */
export function countUpstreams(task: TaskOfRun): void {
  const [first] = task.instances;
  for (const instance of isSplit(task) ? task.instances : first ? [first] : []) {
    const { counts, node, run } = instance;
    Object.assign(counts, noUpstreams());
    for (const up of node.upstream) {
      const isSetup = run.graph.nodes[up]?.task.role === 'setup';
      const related = relatedInstances(instance, up);
      counts.total += related.length;
      if (isSetup) counts.setupTotal += related.length;
      for (const { state } of related) countUpstream(counts, state, isSetup);
    }
  }
}

/** Its instances wait each for their own element of the mapped group. */
export const isSplit = ({ node, instances: [first] }: TaskOfRun): boolean =>
  node.isInner && first !== undefined && first.mapIndex >= 0;

/** Of another task, the instances that this one has to do with: in one mapped group that of the same element, else all. */
export function relatedInstances({ run, node, mapIndex }: Instance, other: number): readonly Instance[] {
  const task = run.tasks[other];
  if (!task) return [];
  if (mapIndex < 0 || node.group === null || task.node.group !== node.group) return task.instances;
  const [first] = task.instances;
  if (first && first.mapIndex < 0) return task.instances;
  const same = task.instances[mapIndex];
  return same ? [same] : [];
}

export const allInstances = (run: Run): Instance[] => run.tasks.flatMap(({ instances }) => instances);

export const taskOf = ({ run, node }: Instance): TaskOfRun => run.tasks[node.index] as TaskOfRun;

/** The task ids among the direct upstreams that have not ended. */
export function pendingUpstreams(instance: Instance): string[] {
  const { node, run } = instance;
  const pending = node.upstream.filter((up) => relatedInstances(instance, up).some(({ state }) => !isFinished(state)));
  return pending.map((up) => run.graph.nodes[up]?.task.taskId ?? '');
}

/** The instance of that index; for `-1` that of a task which is not mapped, or whose length is not known yet. */
export function findInstance(run: Run, taskId: string, mapIndex: number): Instance | undefined {
  const node = run.graph.byId.get(taskId);
  return node && run.tasks[node.index]?.instances.find((one) => one.mapIndex === mapIndex);
}
