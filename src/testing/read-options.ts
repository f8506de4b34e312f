/** The options of a test, checked before anything runs. */
import { type Duration, parseDuration } from '@aquilon/sdk/runtime';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { RunDagOptions } from '@aquilon/sdk/testing';
import { AquilonError } from '#errors/aquilon-error.ts';

const OPTIONS: Readonly<Record<keyof RunDagOptions, true>> = {
  conf: true,
  logicalDate: true,
  runId: true,
  now: true,
  variables: true,
  connections: true,
  mock: true,
  allow: true,
  answers: true,
  takes: true,
  pools: true,
  dags: true,
  folder: true,
  limit: true,
  timeout: true,
};

/** Built-in bodies that reach nothing outside of the run. */
const HARMLESS: ReadonlySet<string> = new Set([
  'handler',
  'empty',
  'latest_only',
  'trigger_dag_run',
  'hitl',
  'date_time_sensor',
  'time_delta_sensor',
]);
/** What it looks for is in a database that the test does not have. */
const NEVER_ALLOWED: ReadonlySet<string> = new Set(['external_task_sensor']);

export interface ReadOptions {
  /** Epoch ms. */
  now: number;
  logicalDate: string | null;
  limitMs: number;
  timeoutMs: number;
  takesMs: ReadonlyMap<string, number>;
}

/** Throws `TEST_OPTION_INVALID` and `TEST_MOCK_UNKNOWN`. */
export function readOptions(dag: SerializedDag, options: RunDagOptions): ReadOptions {
  const wrong = (reason: string) => new AquilonError('TEST_OPTION_INVALID', { dag: dag.dagId, reason });
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown !== undefined)
    throw wrong(`there is no option ${unknown}; there are: ${Object.keys(OPTIONS).join(', ')}`);
  const known = dag.tasks.map(({ taskId }) => taskId);
  for (const option of ['mock', 'takes', 'answers'] as const) {
    const task = Object.keys(options[option] ?? {}).find((taskId) => !known.includes(taskId));
    if (task !== undefined)
      throw new AquilonError('TEST_MOCK_UNKNOWN', { dag: dag.dagId, option, task, known: known.join(', ') });
  }
  const noFunction = Object.entries(options.mock ?? {}).find(([, mock]) => typeof mock !== 'function');
  if (noFunction)
    throw wrong(`the mock of ${noFunction[0]} is ${JSON.stringify(noFunction[1])}; it must be a function`);
  const instant = (name: string, value: string | Date): number => {
    const at = value instanceof Date ? value.getTime() : Date.parse(withOffset(value));
    if (Number.isNaN(at))
      throw wrong(`${name} is ${JSON.stringify(value)}; it must be an instant such as 2026-01-31T06:00:00Z`);
    return at;
  };
  const duration = (name: string, value: Duration): number => {
    const ms = parseDuration(value);
    if (ms === undefined)
      throw wrong(`${name} is ${JSON.stringify(value)}; it must be a duration such as '30s' or '2h'`);
    return ms;
  };
  const date = options.logicalDate == null ? options.logicalDate : instant('logicalDate', options.logicalDate);
  const now = options.now === undefined ? (date ?? Date.now()) : instant('now', options.now);
  return {
    now,
    logicalDate: date === null ? null : new Date(date ?? now).toISOString(),
    limitMs: duration('limit', options.limit ?? '366d'),
    timeoutMs: duration('timeout', options.timeout ?? '60s'),
    takesMs: new Map(
      Object.entries(options.takes ?? {}).map(([taskId, takes]) => [taskId, duration(`takes.${taskId}`, takes)]),
    ),
  };
}

/** `2026-01-31` is an instant in UTC already; a time without an offset would be one of this machine. */
const withOffset = (text: string): string =>
  /T.*(Z|[+-]\d\d:?\d\d)$|^[^T ]*$/i.test(text) ? text : `${text.replace(' ', 'T')}Z`;

/** Throws `TEST_NEEDS_MOCK` where a task would do something outside of the test that the test does not allow. */
export function checkReach(dag: SerializedDag, options: RunDagOptions): void {
  const reaching = dag.tasks.filter(
    ({ taskId, body }) =>
      !HARMLESS.has(body) &&
      !Object.hasOwn(options.mock ?? {}, taskId) &&
      (NEVER_ALLOWED.has(body) || !options.allow?.includes(nameOfBody(body))),
  );
  if (reaching.length === 0) return;
  const tasks = reaching.map(({ taskId, body }) => `${taskId} (${nameOfBody(body)})`).join(', ');
  const names = [...new Set(reaching.map(({ body }) => body))]
    .filter((body) => !NEVER_ALLOWED.has(body))
    .map(nameOfBody);
  throw new AquilonError('TEST_NEEDS_MOCK', { dag: dag.dagId, tasks, allow: JSON.stringify(names) });
}

/** As the SDK exports it: `fileSensor` of `file_sensor`. */
const nameOfBody = (body: string): string => body.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
