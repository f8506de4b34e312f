/** What a running task can ask: `getContext()`. The product puts it in place around each attempt. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AssetEvent, AssetEventQuery, OutletEvents } from './asset-events.ts';
import type { Asset, AssetAlias, AssetRef } from './assets.ts';
import type { Json } from './serialized.ts';

export interface TaskLogger {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warning(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface TriggerDagRunRequest {
  dagId: string;
  /** Default: made from the time. */
  runId?: string;
  logicalDate?: string | null;
  conf?: { [key: string]: Json };
  /** When the run exists: run it again instead of failing. */
  resetDagRun?: boolean;
}

/** How to reach another system. Its password is masked in logs and rendered fields from the moment a task asks for it. */
export interface Connection {
  connId: string;
  connType: string | null;
  description: string | null;
  host: string | null;
  schema: string | null;
  login: string | null;
  password: string | null;
  port: number | null;
  /** JSON, as a text. */
  extra: string | null;
  /** What stands in `extra`; empty where that is no JSON object. */
  extraDejson: { [name: string]: Json };
  /** All of it as an address: `postgres://user:password@host:5432/database`. */
  uri: string;
}

/** Texts by name, kept outside of the DAG file. */
export interface Variables {
  /** Fails with `VARIABLE_NOT_FOUND` where there is none and no `fallback` is given. */
  get(key: string): Promise<string>;
  get<F extends string | null>(key: string, fallback: F): Promise<string | F>;
  /** What the JSON of the variable says. Fails with `VARIABLE_NOT_FOUND` as `get` does, and with `VARIABLE_INVALID` where it is no JSON. */
  getJson<T extends Json = Json>(key: string): Promise<T>;
  getJson<T extends Json, F extends Json>(key: string, fallback: F): Promise<T | F>;
  /**
   * Writes the variable into the database; a text as it is, everything else as JSON. One of the same key in the environment of the server or in
   * a secrets backend goes before it. Without a description the one that is there stays.
   */
  set(key: string, value: Json, options?: { description?: string }): Promise<void>;
  /** Deletes the variable from the database; one that is not there is no error. */
  delete(key: string): Promise<void>;
}

export interface Connections {
  /** Fails with `CONNECTION_NOT_FOUND` where there is none. */
  get(connId: string): Promise<Connection>;
}

/** `P`: what the author says that the params are; the schemas of the DAG see to it that they are. */
export interface TaskContext<P = { [name: string]: Json }> {
  dag: { dagId: string };
  run: {
    runId: string;
    runType: string;
    /** The logical date of the run, null for one that has none. */
    logicalDate: Date | null;
    dataIntervalStart: Date | null;
    dataIntervalEnd: Date | null;
    runAfter: Date;
    startDate: Date | null;
    conf: { [key: string]: Json };
    triggeringUser: string | null;
    /** The partition that the run is for; null: none. */
    partitionKey: string | null;
  };
  task: {
    taskId: string;
    mapIndex: number;
    /** 1 at the first try. */
    tryNumber: number;
    maxTries: number;
    attemptId: string;
  };
  /** The DAG's params, overwritten by the run's conf. */
  params: P;
  logger: TaskLogger;
  variables: Variables;
  connections: Connections;
  /** Names that `mapIndexTemplate` may use beside Airflow's; a task may add some while it runs. */
  templateValues: { [name: string]: Json };
  /** Aborted when the attempt is to end: time-out, mark, clear, shutdown. `signal.reason` says why. */
  signal: AbortSignal;
  /** Keeps a value under a key of this task instance, at once. */
  xcomPush(key: string, value: Json): Promise<void>;
  /** The value that another task of this run kept; undefined where there is none. Default key: `return_value`. */
  xcomPull(from: { taskId: string; key?: string; mapIndex?: number }): Promise<Json | undefined>;
  /** Starts a run of another DAG; resolves when it is in the database. */
  triggerDagRun(request: TriggerDagRunRequest): Promise<{ runId: string }>;
  /** State of a run of any DAG: `queued`, `running`, `success`, `failed`, or null where there is none. */
  dagRunState(run: { dagId: string; runId: string }): Promise<string | null>;
  /**
   * What this task will tell of its outlets when it succeeds: `outletEvents(report).extra = { rows }`, `outletEvents(alias).add(asset(...))`.
   * Throws `ASSET_NOT_DECLARED` for what is not among its `outlets`.
   */
  outletEvents: OutletEvents;
  /** Earlier events of an asset, or those that came under an alias, the earliest first. Throws `ASSET_NOT_DECLARED` for what is not among `inlets`. */
  inletEvents(inlet: Asset | AssetAlias | AssetRef, query?: AssetEventQuery): Promise<AssetEvent[]>;
  /** The events that this run was made for, the earliest first; none where it was made for another reason. */
  triggeringAssetEvents(): Promise<AssetEvent[]>;
}

const STORAGE = Symbol.for('@aquilon/sdk/context');

interface Holder {
  [STORAGE]?: AsyncLocalStorage<TaskContext>;
}

/** One for the process, even where the SDK was loaded twice. */
function storage(): AsyncLocalStorage<TaskContext> {
  const holder = globalThis as Holder;
  holder[STORAGE] ??= new AsyncLocalStorage<TaskContext>();
  return holder[STORAGE];
}

/** The context of the attempt that is running. Throws outside of a task. */
export function getContext<P = { [name: string]: Json }>(): TaskContext<P> {
  const context = storage().getStore();
  if (context) return context as TaskContext<P>;
  throw new Error(
    'getContext() was called outside of a running task. Call it inside of a task function, not at the top level of the DAG file.',
  );
}

/** Runs `body` with `context` in place. For the product; authors have no use for it. */
export function runWithContext<T>(context: TaskContext, body: () => T): T {
  return storage().run(context, body);
}
