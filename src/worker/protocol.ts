/**
 * The messages between the server and a task process, over the IPC channel of `fork`. Both sides check what comes in.
 * One attempt at a time: `run` -> (`request`/`reply`)* -> `finished`. A no-op costs one message each way.
 */
import type { Json } from '@aquilon/sdk/serialized';
import type { Outcome, Work, XComValue } from '#queue/executor.ts';
import type { MailSettings } from '#support/mail.ts';
import type { DebugAddress } from './debugger.ts';
import type { AssetEventsWanted, DagSnapshot, ExternalWanted, RenderedTask, TriggerRequest } from './services.ts';

/** What a task process is told on its command line: nothing in it is secret. */
export interface TaskProcessSettings {
  storageFolder: string;
  /** Mails are written here when no mail server is configured. */
  outboxFolder: string;
  cacheFolder: string;
  /** `[workers] keep_environments`. */
  keepEnvironmentsDays: number;
  /** `[xcom] inline_limit` and `size_limit`, bytes. */
  inlineLimit: number;
  sizeLimit: number;
  /** Most elements of a list that is mapped over. */
  maxMapLength: number;
  /** Characters of a rendered field that are kept. */
  maxTemplatedFieldLength: number;
  /** Largest log of one attempt, bytes. */
  logLimit: number;
  /** Attempts wait for a debugger there. */
  debug?: DebugAddress | undefined;
  /** Words in names that tell of a secret, beside the usual ones: `[core] sensitive_var_conn_names`. */
  sensitiveNames: string;
}

/** The REST API for the code of an attempt: read only, and only while the attempt runs. */
export interface ApiAccess {
  url: string;
  token: string;
}

/** An argument on its way: a value, one element of a list that lies in the object store, one value of an object, or several of them. */
export type InputValue =
  | XComValue
  | { kind: 'element'; of: XComValue; index: number }
  | { kind: 'field'; of: InputValue; name: string }
  | { kind: 'list'; items: InputValue[] };

export type ToChild =
  | {
      kind: 'run';
      work: Work;
      /** Sent with the first attempt of a snapshot only; the child keeps it. */
      snapshot?: DagSnapshot;
      /** XComs of the inputs by argument name; one that was never pushed is absent. */
      inputs: { [name: string]: InputValue };
      /** Of a task that is mapped over objects of arguments: this one's. */
      row?: InputValue | undefined;
      /** Absolute path of the attempt's log file; the child appends to it. */
      logFile: string;
      api?: ApiAccess | undefined;
      mail?: MailSettings;
      /** Texts of the template files that the task reads, by their paths from the folder of the DAG file. */
      templates?: { [path: string]: string };
      /** Texts of the further files that its operator reads, by their absolute paths. */
      scripts?: { [path: string]: string };
    }
  | { kind: 'abort'; attemptId: string; code: string; message: string }
  | { kind: 'reply'; id: number; value?: Json | XComValue; error?: { code: string; message: string } }
  | { kind: 'exit' };

/** What a task asks of the server while it runs; each is answered by a `reply` with the same id. */
export type TaskRequest =
  | { op: 'get_xcom'; taskId: string; mapIndex: number; key: string; runId?: string }
  /** What the instances of a mapped task keep under the key: a list. */
  | { op: 'get_xcoms'; taskId: string; key: string }
  | { op: 'get_variable'; key: string }
  | { op: 'set_variable'; key: string; value: string; description?: string }
  | { op: 'delete_variable'; key: string }
  | { op: 'get_connection'; connId: string }
  | { op: 'set_rendered'; rendered: RenderedTask }
  | { op: 'push_xcom'; key: string; value: XComValue }
  | { op: 'trigger_dag_run'; request: TriggerRequest }
  | { op: 'get_dag_run_state'; dagId: string; runId: string }
  | { op: 'is_latest_run' }
  | ({ op: 'get_asset_events' } & AssetEventsWanted)
  | { op: 'get_triggering_asset_events' }
  | { op: 'get_previous_success' }
  | { op: 'get_external_states'; wanted: ExternalWanted };

/**
 * How long an aborted attempt may take before SIGTERM. `none`: nobody listens to its signal; `some`: the author's code
 * has looked at it; `all`: a built-in body ends by itself, and only SIGKILL follows.
 */
export type Patience = 'none' | 'some' | 'all';

/** What the process has used at the end of an attempt. */
export interface ProcessUse {
  /** From its start on, with children that have ended. */
  cpuSeconds: number;
  /** Resident now, bytes. */
  memory: number;
  /** The largest of the attempt, bytes; null: not known, but no more than that of an attempt before. */
  peakMemory: number | null;
}

export type FromChild =
  /** After the start; and after a `finished` that was not `idle`, once nothing of that attempt is left. */
  | { kind: 'ready' /** Used so far, with children that have ended. */; cpuSeconds?: number }
  | { kind: 'aborting'; attemptId: string; patience: Patience }
  | { kind: 'log_failed'; attemptId: string; message: string }
  | { kind: 'request'; attemptId: string; id: number; request: TaskRequest }
  | {
      kind: 'finished';
      attemptId: string;
      at: number;
      outcome: Outcome;
      use: ProcessUse;
      /** True when the task started other processes: the pool then looks for what it left behind. */
      spawned: boolean;
      /** False when timers, servers or the like of the attempt are still there: no new attempt before `ready`. */
      idle: boolean;
    };
