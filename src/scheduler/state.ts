/** What the scheduler holds in memory: the DAGs, the open runs, the attempts under way. All of it can be read again from the store. */

import type { TimetableQuestion } from '@aquilon/sdk/serialized';
import { type Admission, createAdmission, type Drained } from '#domain/admission.ts';
import { type AssetInbox, type Listened, listenedBy } from '#domain/assets.ts';
import { buildGraph, type Graph } from '#domain/graph.ts';
import { createHeap, type Heap } from '#domain/heap.ts';
import type { Instance, Run } from '#domain/run.ts';
import type { DataInterval, Tick } from '#domain/timetable.ts';
import type { PlannedRun, RecentRun, StoredBackfill, StoredDag } from './store.ts';

/** Runs that share a limit of active ones. */
export interface RunLine {
  /** Runs in the state `running`. */
  active: number;
  /** Runs that wait for their place, the first one first. */
  readonly queued: Heap<Run>;
}

/** The line of a DAG is that of its runs which belong to no backfill. */
export interface DagEntry extends RunLine {
  stored: StoredDag;
  graph: Graph;
  /** Those that go on, and those that have ended while runs of theirs are open, by number. */
  readonly backfills: Map<number, BackfillEntry>;
  tick: Tick | null;
  /** The tick is due, and waits until fewer runs are open. */
  tickHeld: boolean;
  /** What its own timetable was asked last, until the answer is here. */
  question: TimetableQuestion | null;
  /** How often in a row its own timetable failed. */
  timetableFailures: number;
  /** Of the newest run made by the schedule. */
  lastInterval: DataInterval | null;
  /** The assets that its schedule names; null where it names none. */
  listened: Listened | null;
  /** What came in of them since the last run that they made, by the partition key of that run; without partitions under `NO_PARTITION`. */
  readonly inboxes: Map<string, AssetInbox>;
  /** Attempts in a row that lost their process, of the version that it has now. */
  crashes: number;
  /** The newest runs, newest first, where the DAG is switched off after so many that failed; else none. */
  recentRuns: RecentRun[];
}

export interface BackfillEntry extends RunLine {
  stored: StoredBackfill;
  /** The dates whose turn has not come, the next one first. */
  pending: PlannedRun[];
}

/** Stands for the key where a DAG does not run by partitions. */
export const NO_PARTITION = '';

export type Timer =
  | { at: number; kind: 'tick'; dagId: string; tick: Tick }
  | { at: number; kind: 'run_after'; run: Run }
  | { at: number; kind: 'deadline'; dagRunId: number; number: number }
  /** Its own timetable failed: it is asked again. */
  | { at: number; kind: 'ask_timetable'; dagId: string }
  | { at: number; kind: 'wait_over'; instance: Instance }
  /** Of an attempt that waits for an instant, or for an answer until then. */
  | { at: number; kind: 'moment' | 'wait_timeout'; instance: Instance; attemptId: string }
  /** `startedAt`: of the start that it was set at; a run that was cleared since has another. */
  | { at: number; kind: 'run_timeout'; run: Run; startedAt: number };

export interface SchedulerState {
  /** An event that is for runs of more partition keys of one DAG is for none. */
  readonly maxPartitionKeys: number;
  /** Attempts in a row that may lose their process until their DAG is put in quarantine; 0: any number. */
  readonly quarantineAfter: number;
  readonly dags: Map<string, DagEntry>;
  readonly runs: Map<number, Run>;
  /** Attempts that were handed to the executor and are not yet reported as finished. */
  readonly attempts: Map<string, Instance>;
  /** Attempts that were given up by a mark and whose process is not gone yet, by task instance: the next attempt waits for it. */
  readonly ending: Map<string, string>;
  readonly admission: Admission;
  /** Schedules follow the wall clock, which may jump; delays follow the monotonic one, which does not. */
  readonly wallTimers: Heap<Timer>;
  readonly delayTimers: Heap<Timer>;
  /** DAGs in which a run gave its place back after a commit: looked at in the next turn, which comes at once. */
  readonly freed: Set<DagEntry>;
  /** Open runs whose tasks depend on the run before, by DAG; and those of them whose run before is to be read. */
  readonly askers: Map<string, Set<Run>>;
  readonly pastWanted: Set<Run>;
  /** DAGs by the assets and aliases that their schedules name. */
  readonly listeners: { assets: Map<string, Set<DagEntry>>; aliases: Map<string, Set<DagEntry>> };
  /** DAGs whose inbox has changed, or that may have room for a run again: looked at in this turn, or in the next. */
  readonly assetsMoved: Set<DagEntry>;
  /** Backfills that have dates left to make runs for. */
  readonly filling: Set<BackfillEntry>;
  /** By run: the numbers of its deadlines that are neither missed nor void. */
  readonly deadlines: Map<number, Set<number>>;
  /** Graphs by DAG version: the runs of one version share one. */
  readonly graphs: Map<string, Graph>;
}

export function createState(
  parallelism: number,
  maxPartitionKeys: number,
  quarantineAfter: number,
  drained: Drained | null = null,
): SchedulerState {
  return {
    maxPartitionKeys,
    quarantineAfter,
    dags: new Map(),
    runs: new Map(),
    attempts: new Map(),
    ending: new Map(),
    admission: createAdmission(parallelism, drained),
    wallTimers: createHeap((a, b) => a.at < b.at),
    delayTimers: createHeap((a, b) => a.at < b.at),
    freed: new Set(),
    askers: new Map(),
    pastWanted: new Set(),
    listeners: { assets: new Map(), aliases: new Map() },
    assetsMoved: new Set(),
    filling: new Set(),
    deadlines: new Map(),
    graphs: new Map(),
  };
}

/** Names a task instance, whichever object stands for it: a run that had ended is loaded anew. */
export const keyOf = ({ run, node, mapIndex }: Instance): string =>
  `${run.facts.dagRunId} ${mapIndex} ${node.task.taskId}`;

/** Enters a DAG, or its newest version. Runs that are open stay on the version they have. */
export function setDag(state: SchedulerState, stored: StoredDag): DagEntry {
  const known = state.dags.get(stored.dagId);
  const graph = graphOf(state, stored.versionId, () => buildGraph(stored.serialized));
  if (known) {
    if (known.stored.versionId !== stored.versionId) {
      dropUnusedGraph(state, known.stored.versionId);
      known.crashes = 0;
    }
    known.stored = stored;
    known.recentRuns = stored.recentRuns;
    known.graph = graph;
    listen(state, known);
    return known;
  }
  const entry: DagEntry = {
    stored,
    graph,
    active: 0,
    queued: createHeap(runBefore),
    backfills: new Map(),
    tick: null,
    tickHeld: false,
    question: null,
    timetableFailures: 0,
    lastInterval: stored.lastInterval,
    listened: null,
    inboxes: new Map(),
    crashes: 0,
    recentRuns: stored.recentRuns,
  };
  state.dags.set(stored.dagId, entry);
  listen(state, entry);
  return entry;
}

/** The DAG is deleted. */
export function dropDag(state: SchedulerState, entry: DagEntry): void {
  forgetListener(state, entry);
  for (const backfill of entry.backfills.values()) state.filling.delete(backfill);
  entry.backfills.clear();
  state.assetsMoved.delete(entry);
  state.freed.delete(entry);
  state.askers.delete(entry.stored.dagId);
  state.dags.delete(entry.stored.dagId);
}

/** Enters the DAG under the assets that its present schedule names. A DAG that is gone listens no more. */
function listen(state: SchedulerState, entry: DagEntry): void {
  const { listeners } = state;
  const { stale, serialized } = entry.stored;
  forgetListener(state, entry);
  entry.listened = serialized.assetSchedule && !stale ? listenedBy(serialized.assetSchedule) : null;
  const enter = (under: Map<string, Set<DagEntry>>, key: string) => {
    const entries = under.get(key);
    if (entries) entries.add(entry);
    else under.set(key, new Set([entry]));
  };
  for (const key of entry.listened?.assets ?? []) enter(listeners.assets, key);
  for (const alias of entry.listened?.aliases ?? []) enter(listeners.aliases, alias);
}

function forgetListener({ listeners }: SchedulerState, entry: DagEntry): void {
  for (const key of entry.listened?.assets ?? []) listeners.assets.get(key)?.delete(entry);
  for (const alias of entry.listened?.aliases ?? []) listeners.aliases.get(alias)?.delete(entry);
}

/** Enters a backfill of a DAG that is known. */
export function setBackfill(state: SchedulerState, stored: StoredBackfill, pending: PlannedRun[]): BackfillEntry {
  const before = stored.runBackwards ? (a: Run, b: Run) => runBefore(b, a) : runBefore;
  const entry: BackfillEntry = { stored, pending, active: 0, queued: createHeap(before) };
  state.dags.get(stored.dagId)?.backfills.set(stored.id, entry);
  if (pending.length > 0) state.filling.add(entry);
  return entry;
}

/** Where the run has, or waits for, its place. */
export function lineOf(entry: DagEntry, { facts: { backfillId } }: Run): RunLine {
  return (backfillId !== null && entry.backfills.get(backfillId)) || entry;
}

export function graphOf(state: SchedulerState, versionId: string, build: () => Graph): Graph {
  let graph = state.graphs.get(versionId);
  if (!graph) {
    graph = build();
    state.graphs.set(versionId, graph);
  }
  return graph;
}

/** An older version's graph is kept as long as an open run needs it; a later run of it (a clear) builds it again. */
function dropUnusedGraph(state: SchedulerState, versionId: string): void {
  for (const run of state.runs.values()) if (run.versionId === versionId) return;
  state.graphs.delete(versionId);
}

function runBefore(a: Run, b: Run): boolean {
  if (a.facts.runAfter !== b.facts.runAfter) return a.facts.runAfter < b.facts.runAfter;
  return a.facts.dagRunId < b.facts.dagRunId;
}
