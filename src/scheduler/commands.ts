/**
 * What the API, the CLI and running tasks ask of the scheduler. It is the only writer of run and task states:
 * a command becomes part of the next commit, and its promise resolves after that commit.
 * A refusal rejects with an `AquilonError` of the catalogue (`RUN_EXISTS`, `RUN_NOT_FOUND`, `DAG_NOT_FOUND`, ...).
 */
import type { Json } from '@aquilon/sdk/serialized';
import type { Drained } from '#domain/admission.ts';
import type { AuditEntry } from '#domain/audit.ts';
import type { ReprocessBehavior } from '#domain/backfill.ts';
import type { Forecast, UsualDuration } from '#domain/forecast.ts';
import type { Reason } from '#domain/reasons.ts';
import type { MaybeTaskState, RunState, TaskState } from '#domain/states.ts';
import type { Work, XComValue } from '#queue/executor.ts';

/** Who asked: for the audit and the event log. */
export interface Actor {
  user: string | null;
  via: 'rest_api' | 'ui' | 'cli' | 'operator' | 'timetable' | 'test';
  /** Written in the commit of the command. Absent: nobody has asked through the API. */
  audit?: AuditEntry;
}

export interface TriggerRun {
  kind: 'trigger_run';
  dagId: string;
  /** Absent: made from the run type and the logical date (or run_after), as Airflow does: `manual__2026-01-01T00:00:00+00:00`. */
  runId?: string;
  /** ISO 8601 with offset, or null. */
  logicalDate: string | null;
  dataIntervalStart?: string | null;
  dataIntervalEnd?: string | null;
  runAfter?: string;
  conf: { [key: string]: Json };
  note?: string | null;
  runType?: 'manual' | 'operator_triggered' | 'asset_materialization';
  partitionKey?: string | null;
  /** When the run exists: clear it instead of refusing. */
  resetExisting?: boolean;
}

/** Sets the state of a run; its unfinished tasks are ended (failed: running ones killed and failed, the rest skipped). */
export interface SetRunState {
  kind: 'set_run_state';
  dagRunId: number;
  state: RunState;
  /** Written with the state. Absent: the run keeps the one that it has. */
  note?: string | null;
}

export interface SetRunNote {
  kind: 'set_run_note';
  dagRunId: number;
  note: string | null;
}

/** One task instance of a run. `mapIndex` -1: not mapped. */
export interface TaskKey {
  taskId: string;
  mapIndex: number;
}

/** A note for task instances; null takes theirs away. */
export interface TaskNote {
  tasks: TaskKey[];
  note: string | null;
}

/** Writes a note, also on instances of tasks that the run's version of the DAG does not have any more. */
export interface SetTaskNote extends TaskNote {
  kind: 'set_task_note';
  dagRunId: number;
}

/** Marks task instances as success, failed or skipped; running ones are killed first. */
export interface SetTaskState {
  kind: 'set_task_state';
  dagRunId: number;
  tasks: TaskKey[];
  state: Extract<TaskState, 'success' | 'failed' | 'skipped'>;
  /** Written with the states. */
  taskNote?: TaskNote | undefined;
}

/** How a run that runs again is to differ from before. */
export interface RunEdit {
  /** Instead of the conf that it has. */
  conf?: { [key: string]: Json };
  /** By task id: the pool of its further attempts. */
  pools?: { [taskId: string]: string };
  /** Id of the version of its DAG. */
  versionId?: string;
}

/** Clears task instances: running ones are killed and run again, the others go back to `null`; the run goes on. */
export interface ClearTasks {
  kind: 'clear_tasks';
  dagRunId: number;
  tasks: TaskKey[];
  /** Run the cleared tasks on the newest version of the DAG. */
  runOnLatestVersion?: boolean;
  /** What the run is to have otherwise from now on. Refused while anything of it is under way. */
  edit?: RunEdit;
  /** The run's own state after it: default `queued`. `null` leaves it. */
  runState?: 'queued' | 'running' | null;
  /** Of the run. Absent: it keeps the one that it has. */
  note?: string | null;
  taskNote?: TaskNote | undefined;
}

/** Keeps a value under a key of a task instance. A value in the object store lies there already. */
export interface SetXCom {
  kind: 'set_xcom';
  dagRunId: number;
  task: TaskKey;
  key: string;
  value: XComValue;
  /** What it is refused for otherwise: that there is one of this key, or that there is none. */
  only: 'new' | 'existing';
}

export interface DeleteXCom {
  kind: 'delete_xcom';
  dagRunId: number;
  task: TaskKey;
  key: string;
}

export interface DeleteRun {
  kind: 'delete_run';
  dagRunId: number;
  /** Refused while the run is running. Default: what runs of it is ended first. */
  unlessRunning?: boolean;
}

/** Task instances with all that is known of them, of a run that has ended. A run that goes on later makes them anew. */
export interface DeleteTasks {
  kind: 'delete_tasks';
  dagRunId: number;
  tasks: TaskKey[];
}

/** The run belongs to no partition any more. */
export interface ClearPartition {
  kind: 'clear_partition';
  dagRunId: number;
}

/** The DAG with its versions and runs. Refused while a task of it is under way. */
export interface DeleteDag {
  kind: 'delete_dag';
  dagId: string;
}

export interface SetPaused {
  kind: 'set_paused';
  dagId: string;
  paused: boolean;
}

/** Answers the question of a task instance that awaits input; who asks is who answers. */
export interface AnswerTask {
  kind: 'answer_task';
  dagRunId: number;
  task: TaskKey;
  /** Of the try that asked. */
  attemptId: string;
  chosenOptions: string[];
  paramsInput: { [name: string]: Json };
}

/** Runs for the dates of a range. */
export interface CreateBackfill {
  kind: 'create_backfill';
  dagId: string;
  /** ISO 8601 with offset. */
  from: string;
  to: string;
  runBackwards: boolean;
  /** Null: new runs get an empty one, those that run again keep theirs. */
  conf: { [key: string]: Json } | null;
  reprocessBehavior: ReprocessBehavior;
  maxActiveRuns: number;
  /** Of runs that run again; new ones are of the newest version anyway. */
  runOnLatestVersion: boolean;
}

/** Pausing holds what is queued back. Cancelling fails it, and makes no more; what runs goes on. */
export interface ChangeBackfill {
  kind: 'change_backfill';
  dagId: string;
  backfillId: number;
  change: 'pause' | 'unpause' | 'cancel';
}

/** A pool was made, changed or deleted: the scheduler reads all of them again. */
export interface PoolsChanged {
  kind: 'pools_changed';
}

/** The executor takes nothing new from now on, or does again. */
export interface WorkerDrained {
  kind: 'worker_drained';
  drained: Drained | null;
}

/** A DAG was loaded, changed or vanished: the scheduler reads its row again. */
export interface DagsChanged {
  kind: 'dags_changed';
  dagIds: string[];
}

/** An event of an asset that no task raised. */
export interface CreateAssetEvent {
  kind: 'create_asset_event';
  name: string;
  uri: string;
  extra: { [key: string]: Json };
  partitionKey?: string | null;
  /** The watcher that saw it, and what it saw. */
  watcher?: { id: number; state: Json };
}

/** What was queued for these DAGs by events of these assets makes no run. */
export interface DeleteQueuedEvents {
  kind: 'delete_queued_events';
  queued: { dagId: string; name: string; uri: string }[];
}

export type Command =
  | CreateAssetEvent
  | DeleteQueuedEvents
  | TriggerRun
  | SetRunState
  | SetRunNote
  | SetTaskState
  | SetTaskNote
  | ClearTasks
  | SetXCom
  | DeleteXCom
  | DeleteRun
  | DeleteTasks
  | ClearPartition
  | DeleteDag
  | AnswerTask
  | SetPaused
  | DagsChanged
  | CreateBackfill
  | ChangeBackfill
  | PoolsChanged
  | WorkerDrained;

/** Commands of which several may be carried out together. */
export type JointCommand = SetTaskState | SetTaskNote | ClearTasks | SetRunNote | ClearPartition | SetPaused;

/** What a command gives back. `changed`: the task instances that it moved. */
export interface CommandResult {
  dagRunId: number | null;
  runId: string | null;
  changed: TaskKey[];
  /** Of the backfill that was made. */
  backfillId?: number;
  /** Number of the event that was raised. */
  assetEventId?: number;
}

/** Names a request: while it is remembered, a second one of the same key changes nothing, and gets what the first one made. */
export interface RequestKey {
  /** Whose keys they are. */
  scope: string;
  key: string;
  /** Hash of what is asked. Under the key of another request it is refused: `REQUEST_KEY_REUSED`. */
  fingerprint: string;
}

/** A committed change, as the event log holds it: the live stream of the UI and of /api/v2/events is made of these. */
export interface StateEvent {
  seq: number;
  /** epoch ms */
  at: number;
  kind: 'task' | 'run' | 'dag';
  dagId: string;
  runId: string | null;
  taskId: string | null;
  mapIndex: number | null;
  tryNumber: number | null;
  from: string | null;
  to: string | null;
}

/** A task instance, or a run as a whole, that has what another waits for, or is it. */
export interface TaskHolder {
  dagId: string;
  runId: string;
  /** Null: the run as a whole. */
  taskId: string | null;
  mapIndex: number | null;
  state: string | null;
  /** epoch ms */
  startedAt: number | null;
}

/** Why a task instance does not run. Without reasons it runs or has ended. */
export interface Explanation {
  state: MaybeTaskState;
  /** `held`: how many there are; the first of them are named. */
  reasons: { reason: Reason; holders: TaskHolder[]; held: number }[];
  /** When it is expected to start. */
  forecast: Forecast | null;
  /** How long a try may run; null: without end. */
  executionTimeoutMs: number | null;
  /** The process of the try that runs; null: not known yet. */
  pid: number | null;
}

/** `tasksBefore`: all that had to end before it, one after another. */
export interface FoundWork {
  work: Work;
  tasksBefore: string[];
}

export interface SchedulerPort {
  submit(command: Command, actor: Actor, request?: RequestKey): Promise<CommandResult>;
  /** All of them in one commit, or none: rejects with what the first is refused for. Of marks that change nothing at all nothing is written. */
  submitAll(commands: readonly JointCommand[], actor: Actor): Promise<CommandResult[]>;
  /**
   * What a worker is given of a task instance, also long after its run has ended. `versionId`: the task as that version of the DAG has it. Undefined
   * where the run, the version or the instance is gone.
   */
  findWork(
    dagRunId: number,
    key: TaskKey,
    as: { versionId: string; conf?: Work['run']['conf'] | undefined },
  ): Promise<FoundWork | undefined>;
  /** Called after each commit with what it changed; returns the function that ends the subscription. */
  subscribe(listener: (events: readonly StateEvent[]) => void): () => void;
  /** Why a task instance does not run; undefined where the run is not open, or where another server schedules. */
  explain(dagRunId: number, key: TaskKey): { state: MaybeTaskState; reasons: Reason[] } | undefined;
  /** The same, with who holds what it waits for. */
  explainWithHolders(dagRunId: number, key: TaskKey, usual: UsualDuration): Explanation | undefined;
  health(): { status: 'healthy' | 'unhealthy'; latestHeartbeat: string | null; reason?: string };
}
