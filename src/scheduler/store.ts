/**
 * What the scheduler keeps its state in: a port. `postgres-store.ts` is the real one; `testing/memory-store.ts` is for tests of DAGs
 * and for the simulation, which lets it crash, lose answers and be fenced. One conformance suite holds for both.
 */
import type { Json, SerializedDag } from '@aquilon/sdk/serialized';
import type { AuditEntry } from '#domain/audit.ts';
import type { ExceptionReason, ReprocessBehavior } from '#domain/backfill.ts';
import type { Cause } from '#domain/cause.ts';
import type { EditedPools } from '#domain/edits.ts';
import type { NoticeEvent, NoticeFacts } from '#domain/notices.ts';
import type { Quarantine } from '#domain/quarantine.ts';
import type { Answer, Question } from '#domain/question.ts';
import type { Reason } from '#domain/reasons.ts';
import type { InstanceFields, RunFacts, StoredInstance } from '#domain/run.ts';
import type { MaybeTaskState, RunState } from '#domain/states.ts';
import type { DataInterval, Tick } from '#domain/timetable.ts';
import type { EndedTry } from '#domain/transitions.ts';
import type { RunFacts as ToldRun, XComValue } from '#queue/executor.ts';
import type { Rows } from './rows-in-series.ts';

export interface StoredDag {
  dagId: string;
  paused: boolean;
  /** It was switched off because its attempts lost their process. */
  quarantine: Quarantine | null;
  stale: boolean;
  maxActiveRuns: number;
  maxActiveTasks: number;
  versionId: string;
  snapshotHash: string;
  /** The commit of its bundle that new runs are of. Absent: none. */
  bundleVersion?: string | null;
  serialized: SerializedDag;
  /** Data interval of the newest run that the schedule or a backfill made; null: none yet. */
  lastInterval: DataInterval | null;
  /** The DAG is switched off when so many of its newest runs have failed; 0: never. */
  maxConsecutiveFailedRuns: number;
  /** So many of its newest runs, by `runAfter`, newest first. */
  recentRuns: RecentRun[];
  /** How long its newest successful runs took, ms, newest first, as many as its deadlines look at. */
  runtimes: number[];
}

export interface RecentRun {
  dagRunId: number;
  runAfter: number;
  failed: boolean;
}

export interface StoredVersion {
  versionId: string;
  snapshotHash: string;
  /** The commit that its text is of. Absent: none. */
  bundleVersion?: string | null;
  serialized: SerializedDag;
}

export interface StoredRun {
  facts: RunFacts;
  state: RunState;
  startedAt: number | null;
  clearNumber: number;
  versionId: string;
  bundleVersion?: string | null;
  editedPools: EditedPools | null;
  instances: StoredInstance[];
}

export interface StoredPool {
  name: string;
  /** -1: without end. */
  slots: number;
  includeDeferred: boolean;
}

export interface StoredBackfill {
  id: number;
  dagId: string;
  from: number;
  to: number;
  /** Null: none was given. */
  conf: { [key: string]: Json } | null;
  paused: boolean;
  reprocessBehavior: ReprocessBehavior;
  maxActiveRuns: number;
  runBackwards: boolean;
  runOnLatestVersion: boolean;
  triggeringUser: string | null;
  createdAt: number;
  completedAt: number | null;
  updatedAt: number;
}

/** A date of a backfill. `ordinal`: its place in the order of the runs, from 1. */
export interface PlannedRun extends Tick {
  ordinal: number;
}

/** What became of a date: a run, or none and why; neither: its turn has not come. */
export interface BackfillDateRow extends PlannedRun {
  backfillId: number;
  dagRunId: number | null;
  reason: ExceptionReason | null;
}

export interface World {
  dags: StoredDag[];
  /** Those that go on, with the dates whose turn has not come, and those that have ended and have open runs. */
  backfills: { stored: StoredBackfill; pending: PlannedRun[] }[];
  pools: StoredPool[];
  /** Every run that is queued or running. */
  runs: StoredRun[];
  /** By DAG and asset. */
  arrivals: StoredArrival[];
  /** Of open runs, and not missed. */
  deadlines: DeadlineRow[];
}

/** A run that does not stand in the database yet, with its instances as this commit leaves them. */
export interface NewRun {
  facts: RunFacts;
  state: RunState;
  queuedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  triggeredBy: string;
  note: string | null;
  versionId: string;
  bundleVersion: string | null;
  waitReasons: Reason[] | null;
}

export interface RunRow {
  dagRunId: number;
  expected: RunState;
  state: RunState;
  queuedAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  clearNumber: number;
  versionId: string;
  bundleVersion: string | null;
  waitReasons: Reason[] | null;
  /** A backfill took the run over: it becomes one of its own. `conf` null: that of the run stays. */
  takenBy: { backfillId: number; conf: StoredBackfill['conf'] } | null;
  /** Somebody changed it before it runs again. What is null stays. */
  edited: {
    conf: RunFacts['conf'] | null;
    pools: EditedPools | null;
    unpartitioned: boolean;
    note: Note | null;
  } | null;
}

/** A note that somebody has written; null takes the old one away. */
export interface Note {
  readonly text: string | null;
}

export interface InstanceRow extends InstanceFields {
  dagRunId: number;
  taskId: string;
  mapIndex: number;
  /** The state the row must have: it does not, and the commit fails. `undefined`: the row is new. */
  expected: MaybeTaskState | undefined;
  dagId: string;
  pool: string;
  poolSlots: number;
  queue: string;
  priorityWeight: number;
  operator: string;
  hostname: string | null;
  versionId: string;
  /** The run stands on another version or has other pools: what the row says of its task is written too. */
  isRebuilt: boolean;
  /** The row as it stands belongs to a try that is over: it is copied to the history first, ended like this. */
  archive: EndedTry | null;
  /** Null: the row keeps the one that it has. */
  note: Note | null;
}

/** Instances of a task whose state stays, and that are changed in another way: `count` of them, from `mapIndex` on. */
export interface AmendedInstances {
  dagRunId: number;
  taskId: string;
  mapIndex: number;
  count: number;
  /** How much they returned. Absent: that stays. */
  returned?: { length: number | null };
  /** Null: each keeps the one that it has. */
  note: Note | null;
}

export interface EventRow {
  at: number;
  kind: 'task' | 'run' | 'dag';
  dagId: string;
  dagRunId: number | null;
  runId: string | null;
  taskId: string | null;
  mapIndex: number | null;
  attemptId: string | null;
  tryNumber: number | null;
  from: string | null;
  to: string | null;
  by: string;
  why: Cause | Reason[] | null;
}

/** Names an XCom. */
export interface XComKey {
  dagRunId: number;
  taskId: string;
  mapIndex: number;
  key: string;
}

export interface XComRow extends XComKey {
  value: XComValue;
}

export interface AssetEventRow {
  /** Given in advance where somebody waits for it; null: the database gives one. */
  id: number | null;
  /** The asset; it is made where there is none yet. */
  name: string;
  uri: string;
  group: string;
  extra: { [key: string]: Json };
  aliases: readonly string[];
  source: { dagId: string; taskId: string; runId: string; mapIndex: number } | null;
  at: number;
  /** Absent: none. */
  partitionKey: string | null;
  /** DAGs that it waits for runs of, with the partition keys of those runs. */
  readonly queueFor: Map<string, Set<string>>;
  /** Runs that are made for it in the same commit. */
  readonly consumedBy: number[];
}

export interface AnswerRow {
  attemptId: string;
  answer: Answer;
}

/** `answer`: it came in the commit that asks. */
export interface QuestionRow {
  attemptId: string;
  dagRunId: number;
  taskId: string;
  mapIndex: number;
  question: Question;
  askedAt: number;
  answer: Answer | null;
}

/** What a DAG was queued by the events of an asset, and has had no run for. */
export interface StoredArrival {
  dagId: string;
  /** Of the run that it is for. */
  partitionKey: string;
  name: string;
  uri: string;
  since: number;
  newest: number;
  aliases: string[];
  /** The partition keys of its events. */
  keys: string[];
  partitionDate: number | null;
}

/** One notifier is told of one thing that happened. */
export interface NoticeRow {
  id: string;
  /** Unique: one that is there already is not written again. */
  key: string;
  at: number;
  event: NoticeEvent;
  dagId: string;
  dagRunId: number;
  runId: string;
  taskId: string | null;
  mapIndex: number | null;
  tryNumber: number | null;
  versionId: string;
  notifier: string;
  /** Place of the notifier among those of the event. */
  number: number;
  told: { facts: NoticeFacts; run: ToldRun; maxTries: number | null };
}

/** When a run is late. `number`: of the deadline in its DAG. */
export interface DeadlineRow {
  dagRunId: number;
  number: number;
  due: number;
  missedAt: number | null;
}

/** `dagRunId`: of the run that the change makes; where that lost its place nothing is written. Null: it makes none. */
export interface AuditRow extends AuditEntry {
  dagRunId: number | null;
}

export interface TickRow {
  dagId: string;
  logicalDate: number | null;
  dataIntervalStart: number | null;
  dataIntervalEnd: number | null;
  runAfter: number | null;
}

/** A request that is not carried out again until `expiresAt`, and what it made. */
export interface RequestRow {
  scope: string;
  key: string;
  fingerprint: string;
  dagRunId: number | null;
  runId: string | null;
  backfillId?: number;
  expiresAt: number;
}

/** Everything that one commit changes. */
export interface Batch {
  newRuns: NewRun[];
  runs: RunRow[];
  instances: Rows<InstanceRow>;
  events: Rows<EventRow>;
  xcoms: XComRow[];
  /** What attempts ask people, from this commit on. */
  questions: QuestionRow[];
  /** To questions of earlier commits. */
  answers: AnswerRow[];
  /** Rows that stood for mapped tasks whose length was not known. */
  goneInstances: { dagRunId: number; taskId: string; mapIndex: number }[];
  /** XComs of these instances are gone: they run again. */
  clearedXComs: { dagRunId: number; taskId: string; mapIndex: number }[];
  deletedXComs: XComKey[];
  /** None of them stands in `instances`. */
  amended: AmendedInstances[];
  ticks: TickRow[];
  assetEvents: AssetEventRow[];
  /** Everything that was queued for the DAG under the partition key belongs to the run. */
  consumedQueues: { dagId: string; partitionKey: string; dagRunId: number }[];
  /** What watchers of assets saw. */
  watcherStates: { id: number; state: Json }[];
  /** What was queued for the DAG by events of the asset is given up: for runs of that partition key, or, without one, for all. */
  forgottenQueues: { dagId: string; name: string; uri: string; partitionKey?: string }[];
  /** By DAG, as the last switch of the turn left it. */
  paused: Map<string, { paused: boolean; quarantine: Quarantine | null }>;
  /** Each as it is now: new ones, and those that changed. */
  backfills: StoredBackfill[];
  backfillDates: BackfillDateRow[];
  notices: NoticeRow[];
  /** New ones, and those that are missed now. */
  deadlines: DeadlineRow[];
  /** Runs that have ended before those of their deadlines that are not missed. */
  goneDeadlines: number[];
  /** Versions that a run has had, and has no more. */
  leftVersions: string[];
  deletedRuns: number[];
  /** With their earlier tries and all that they have kept. */
  deletedInstances: { dagRunId: number; taskId: string; mapIndex: number }[];
  /** With their versions, runs and backfills. */
  deletedDags: string[];
  requests: RequestRow[];
  audit: AuditRow[];
}

export interface CommitResult {
  /** New runs that existed already, under their run id or their logical date: nothing of them was written. */
  lostRuns: number[];
  /** The number of the first event; the others follow without a gap in their order. Absent where there was none. */
  firstSeq: number;
}

export interface Store {
  /** Registers a scheduler; its epoch is greater than that of all before it. */
  register(host: { hostname: string; pid: number }, leaseMs: number): Promise<number>;
  /** Takes over every open run that no living scheduler owns, and reads what there is. */
  load(epoch: number): Promise<World>;
  /** Shows life. False: this epoch was declared dead. */
  renew(epoch: number, leaseMs: number): Promise<boolean>;
  /** True when no other scheduler is alive: dead ones are ended by it. */
  othersAreDead(epoch: number): Promise<boolean>;
  /** Ends the lease in good order. */
  resign(epoch: number): Promise<void>;
  loadDags(dagIds: readonly string[]): Promise<StoredDag[]>;
  loadRun(dagRunId: number): Promise<StoredRun | undefined>;
  loadVersion(versionId: string): Promise<StoredVersion | undefined>;
  hasXCom(xcom: XComKey): Promise<boolean>;
  findRun(
    dagId: string,
    key: { runId: string } | { logicalDate: number },
  ): Promise<{ dagRunId: number; runId: string } | undefined>;
  /** Undefined where it has expired, too. */
  findRequest(scope: string, key: string): Promise<Omit<RequestRow, 'scope' | 'key' | 'expiresAt'> | undefined>;
  /** The run of the greatest logical date before `before`, and not before `since`. `automated`: of those that nobody asked for. */
  findPreviousRun(
    dagId: string,
    range: { before: number; since: number | null; automated: boolean },
  ): Promise<number | undefined>;
  /** The runs of the DAG that have one of these logical dates. */
  runsOfDates(
    dagId: string,
    logicalDates: readonly number[],
  ): Promise<{ dagRunId: number; logicalDate: number; state: RunState }[]>;
  loadBackfill(id: number): Promise<StoredBackfill | undefined>;
  /** A number for a new backfill, never given twice. */
  reserveBackfillId(): Promise<number>;
  /** Of these numbers, those that runs have. */
  existingRuns(dagRunIds: readonly number[]): Promise<number[]>;
  pools(): Promise<StoredPool[]>;
  /** A number for an event of an asset, never given twice. */
  reserveAssetEventId(): Promise<number>;
  /** Numbers for new runs, never given twice. */
  reserveRunIds(count: number): Promise<number[]>;
  /**
   * All or nothing. `number` is one more than that of the commit before. Rejects with `LEASE_LOST` when the epoch is dead; with
   * `DATABASE_UNAVAILABLE` when it is not known whether the commit happened: `lastCommit` tells then.
   */
  commit(epoch: number, number: number, batch: Batch): Promise<CommitResult>;
  /** `lastSeq`: number of the newest event. */
  lastCommit(epoch: number): Promise<{ number: number; alive: boolean; lastSeq: number }>;
  close(): Promise<void>;
}
