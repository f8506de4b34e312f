/**
 * Tests of DAGs: `runDag` runs one in memory, with the decisions of the real scheduler and a clock of its own. What does it is the product; this
 * entry finds it.
 */
import type { Connection } from './context.ts';
import type { Dag } from './dag.ts';
import type { Duration } from './duration.ts';
import type { NoticeEvent } from './notice-context.ts';
import type { Json } from './serialized.ts';

/** Takes the named arguments of the task it stands for; of an operator, its rendered options. May be asynchronous, ask `getContext()`, and throw. */
export type Mock = (inputs: never) => unknown;

/** What is chosen; or with values of the params, by whom (default `test`), and after how long on the clock of the run (default: at once). */
export type TestAnswer =
  | string
  | string[]
  | { chosenOptions: string | string[]; paramsInput?: { [name: string]: Json }; by?: string; after?: Duration };

export interface RunDagOptions {
  /** Configuration of the run. It overwrites the params, and must fit their schemas. */
  conf?: { [key: string]: Json };
  /** ISO 8601, UTC where it has no offset; null: none. Default: `now`. */
  logicalDate?: string | Date | null;
  /** Default: as a run has it that somebody asks for. */
  runId?: string;
  /** Where the clock of the run begins. Default: the logical date, else the present. */
  now?: string | Date;
  /** What is no text is given as JSON. There are no others. */
  variables?: { [key: string]: Json };
  /** As an address (`postgres://user:password@host/db`), as JSON, or by fields. There are no others. */
  connections?: { [connId: string]: string | Partial<Omit<Connection, 'connId' | 'uri' | 'extraDejson'>> };
  /** Functions in the place of the bodies of tasks, by task id. */
  mock?: { [taskId: string]: Mock };
  /** Built-in operators that may reach outside of the test without a mock, by their names in the SDK: `bash`, `fileSensor`, ... */
  allow?: readonly string[];
  /** Answers to tasks that ask people, by task id. Without one a task waits until its time is over. */
  answers?: { [taskId: string]: TestAnswer };
  /** How long tasks take on the clock of the run, by task id. Default: no time. */
  takes?: { [taskId: string]: Duration };
  /** Slots by name. Default: 128 for each. */
  pools?: { [name: string]: number };
  /** Other DAGs that run when they are triggered, by a task or by events of assets. Triggered runs of DAGs that are not here are recorded only. */
  dags?: readonly Dag[];
  /** Where template files are looked for: the folder of the DAG file. Default: the working directory. */
  folder?: string;
  /** Most time that may pass on the clock of the run. Default 366 days. */
  limit?: Duration;
  /** Most time that may pass on the clock of the machine. Default 60 s. */
  timeout?: Duration;
}

export interface TestError {
  /** Of the product's catalogue: `TASK_FAILED`, `TASK_TIMEOUT`, `SENSOR_TIMEOUT`, ... */
  code: string;
  message: string;
  stack?: string;
}

/** Secrets are masked. */
export interface TestLogLine {
  at: Date;
  level: 'debug' | 'info' | 'warning' | 'error' | 'critical';
  event: string;
  logger: string;
  fields: { readonly [name: string]: unknown };
}

export interface TestAttempt {
  /** 1 at the first try. */
  tryNumber: number;
  state: 'success' | 'failed' | 'skipped';
  startedAt: Date;
  endedAt: Date;
  /** How often it looked for what it waits for; 1 where it does not wait. */
  looks: number;
  /** Of a failed one. */
  error?: TestError;
  /** Why it was skipped. */
  reason?: string;
  logs: TestLogLine[];
}

export interface TestTask {
  /** `task`, or `task[2]` of a mapped one. */
  name: string;
  taskId: string;
  /** -1: not mapped. */
  mapIndex: number;
  /** As in the product: `success`, `failed`, `skipped`, `upstream_failed`, `removed`. */
  state: string | null;
  attempts: TestAttempt[];
  /** By key. */
  xcoms: { readonly [key: string]: Json };
  /** Of all attempts. */
  logs: TestLogLine[];
  /** Rendered template fields by Airflow's names; undefined where the task has none or did not start. */
  rendered: { readonly [field: string]: Json } | undefined;
  /** The value under the key; undefined where there is none. Default key: `return_value`. */
  xcom(key?: string): Json | undefined;
  /** Of the last attempt. */
  error: TestError | undefined;
}

export interface TestAssetEvent {
  asset: { name: string; uri: string; group: string };
  extra: { readonly [key: string]: Json };
  at: Date;
  taskId: string | null;
  partitionKey: string | null;
}

/** Somebody would have been told: a function was called, of anything else the texts were rendered. */
export interface TestNotice {
  /** When it happened, on the clock of the run. */
  at: Date;
  event: NoticeEvent;
  dagId: string;
  runId: string;
  /** `task`, or `task[2]` of a mapped one; null: it is told of the run. */
  task: string | null;
  tryNumber: number | null;
  kind: 'email' | 'slack' | 'slack_webhook' | 'webhook' | 'function';
  /** Rendered, with the product's texts where the author gave none; of a function its name. */
  options: { readonly [name: string]: Json };
  /** What the function threw, or what is wrong with a template. The product gives such a notice up. */
  error?: TestError;
  logs: TestLogLine[];
}

export interface TriggeredRun {
  dagId: string;
  runId: string;
  conf: { readonly [key: string]: Json };
  logicalDate: string | null;
  /** Undefined where its DAG is not among `dags`. */
  state: string | undefined;
}

export interface DagTestResult {
  dagId: string;
  runId: string;
  state: 'success' | 'failed';
  /** By name: `task`, or `task[2]` of a mapped one. */
  tasks: { readonly [name: string]: TestTask };
  /** Names of tasks as their attempts began; one that was tried again is there again. */
  order: string[];
  /** On the clock of the run, milliseconds. */
  duration: number;
  /** By name and key. */
  xcoms: { readonly [name: string]: { readonly [key: string]: Json } };
  /** Of all tasks, in the order in which they were written. */
  logs: (TestLogLine & { task: string })[];
  assetEvents: TestAssetEvent[];
  triggered: TriggeredRun[];
  /** In the order in which they were written; also those of other `dags`. Nothing was sent. */
  notices: TestNotice[];
  /** Throws where there is none, with the names that there are. */
  task(taskId: string, mapIndex?: number): TestTask;
  /** The instances of a mapped task, in their order. */
  mapped(taskId: string): TestTask[];
  /** Throws unless the run succeeded, with all that went wrong. */
  expectSuccess(): void;
  /** What became of each task, to be read by people. */
  toString(): string;
}

export type RunDag = (dag: Dag, options?: RunDagOptions) => Promise<DagTestResult>;

/**
 * Runs the DAG in memory: nothing is stored, nothing waits for real. Retries, sensors and time-outs of days take no time. Functions of the author
 * run in this process. Resolves with what became of the run, also where it failed.
 *
 * Rejects with `TEST_OPTION_INVALID`, `TEST_MOCK_UNKNOWN`, `TEST_NEEDS_MOCK`, `PARAMS_INVALID`, `DAG_INVALID`; and with `TEST_RUN_STUCK`, which says
 * what waits for what, where the run cannot go on.
 */
export const runDag: RunDag = async (dag, options = {}) => (await product()).runDag(dag, options);

let found: Promise<{ runDag: RunDag }> | undefined;

/** Installed beside this package; else in the clone that this package is a folder of. */
function product(): Promise<{ runDag: RunDag }> {
  found ??= (import(addressOfProduct()) as Promise<{ runDag: RunDag }>).catch((cause: unknown) => {
    throw new Error(
      `@aquilon/sdk/testing runs DAGs with the product, which cannot be loaded: ${(cause as Error).message}. Install it beside the SDK: npm install --save-dev aquilon`,
      { cause },
    );
  });
  return found;
}

function addressOfProduct(): string {
  try {
    return import.meta.resolve('aquilon/testing');
  } catch {
    return new URL('../../src/testing/run-dag.ts', import.meta.url).href;
  }
}
