/**
 * What a running task may ask of the server. Local children ask over IPC, remote workers will over HTTP with a per-task token.
 * The composition root binds it to the database and the scheduler, so that worker/ knows neither.
 */
import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import type { RunFacts, Work, XComValue } from '#queue/executor.ts';

export interface XComRef {
  dagRunId: number;
  taskId: string;
  mapIndex: number;
  key: string;
}

export interface TriggerRequest {
  dagId: string;
  runId?: string;
  logicalDate?: string | null;
  conf?: { [key: string]: Json };
  /** When the run id exists: clear and rerun it instead of failing. */
  resetDagRun?: boolean;
}

export interface AssetEventsWanted {
  /** Of an asset, null: whatever it is. */
  of: { name: string | null; uri: string | null } | { alias: string };
  /** ISO 8601, both included; null: no bound. */
  after: string | null;
  before: string | null;
  /** Null: 1,000. */
  limit: number | null;
}

/** `timestamp` is ISO 8601. */
export interface AssetEventFound {
  id: number;
  asset: { name: string; uri: string; group: string };
  extra: { [key: string]: Json };
  timestamp: string;
  source: { dagId: string; runId: string; taskId: string; mapIndex: number } | null;
  partitionKey: string | null;
}

/** What became of the templates of a task; what is absent stays as it is. Secrets are masked, long texts are cut. */
export interface RenderedTask {
  fields?: { [name: string]: Json };
  mapIndexName?: string;
}

/** Tasks of another DAG, or, where `taskIds` and `groupId` are null, its run. `logicalDate` is ISO 8601. */
export interface ExternalWanted {
  dagId: string;
  logicalDate: string;
  taskIds: string[] | null;
  groupId: string | null;
  checkExistence: boolean;
}

/** `isComplete`: there is a state for everything that is wanted. `missing`: what the DAG does not have, where that was asked for. */
export interface ExternalStates {
  states: (string | null)[];
  isComplete: boolean;
  missing: string | null;
}

/** Dates are ISO 8601. */
export interface PreviousSuccess {
  dataIntervalStart: string | null;
  dataIntervalEnd: string | null;
  startDate: string | null;
  endDate: string | null;
}

export interface TaskServices {
  /** The stored value, or undefined where there is none. */
  getXCom(ref: XComRef): Promise<XComValue | undefined>;
  /** What the instances of a mapped task keep under the key, in their order. */
  getXComs(ref: { dagRunId: number; taskId: string; key: string }): Promise<XComValue[]>;
  /** Written at once; refused when the attempt is no longer the current one. */
  pushXCom(work: Work, key: string, value: XComValue): Promise<void>;
  /** Resolves after the commit of the new run. Errors carry a catalogue code. */
  triggerDagRun(work: Work, request: TriggerRequest): Promise<{ runId: string; dagRunId: number }>;
  /** Null where there is none. */
  getVariable(key: string): Promise<string | null>;
  /** In the database; without a description the one that is there stays. Rejects with `VARIABLE_INVALID`, `FERNET_KEY_MISSING`. */
  setVariable(key: string, value: string, description?: string): Promise<void>;
  /** From the database. */
  deleteVariable(key: string): Promise<void>;
  /** Null where there is none; rejects with `CONNECTION_INVALID`. */
  getConnection(connId: string): Promise<Connection | null>;
  /** Kept for the attempt's task instance; of an attempt that is no longer the current one, nothing is. */
  keepRendered(work: Work, rendered: RenderedTask): Promise<void>;
  getDagRunState(dagId: string, runId: string): Promise<string | null>;
  getExternalStates(wanted: ExternalWanted): Promise<ExternalStates>;
  /** Tells the DAGs of which a run or a task has ended, after the commit that says so. Returns what ends it. */
  onDagMoved(listener: (dagIds: readonly string[]) => void): () => void;
  /** False: the schedule of the DAG has a newer tick that is due already. A run that somebody asked for is always the latest. */
  isLatestRun(work: Work): Promise<boolean>;
  /** The newest events that are asked for, the earliest first. */
  getAssetEvents(wanted: AssetEventsWanted): Promise<AssetEventFound[]>;
  /** The events that the run was made for, the earliest first. */
  getTriggeringAssetEvents(dagRunId: number): Promise<AssetEventFound[]>;
  /** Of the runs of the DAG with an earlier logical date that have succeeded, the latest; null: there is none, or the run has no such date. */
  getPreviousSuccess(run: Pick<RunFacts, 'dagId' | 'logicalDate'>): Promise<PreviousSuccess | null>;
  /** The DAG file's frozen sources: see dags/snapshot.ts. `name`: as `Work` has it. Where a commit is kept, they lie in its folder. */
  getSnapshot(name: string): Promise<DagSnapshot>;
}

/** The files a DAG file was loaded from: absolute path -> text. Imports between them resolve inside the snapshot. */
export interface DagSnapshot {
  hash: string;
  entry: string;
  files: { [path: string]: string };
  /** Absolute paths: of the folder that it was loaded from, and of the one that stands for it where a commit is kept. */
  moved?: { from: string; to: string };
}
