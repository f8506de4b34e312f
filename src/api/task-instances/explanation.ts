/** .../taskInstances/{task_id}/explanation: why it does not run, who holds what it waits for, when it is expected to start; and what ended its tries. */
import { type Static, Type } from 'typebox';
import { component, Instant, orNull, ref } from '#api/list/schemas.ts';
import { selectUsualDurations, type UsualDurationRow } from '#db/queries/usual-durations.ts';
import type { UsualDuration } from '#domain/forecast.ts';
import { isFinished, type MaybeTaskState } from '#domain/states.ts';
import { CATALOGUE } from '#errors/catalogue.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import type { Explanation, TaskHolder } from '#scheduler/commands.ts';
import { authorFrames } from '#support/author-frames.ts';
import { findInstance, type InstanceKey, keyOf, selectTries } from './find-instance.ts';
import type { TryRow } from './instance-row.ts';
import { MapIndexQuery, TaskInstancePath } from './schemas.ts';

const HolderResponse = component('TaskHolderResponse', {
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  /** Null: the run as a whole. */
  task_id: orNull(Type.String()),
  map_index: orNull(Type.Integer()),
  state: orNull(Type.String()),
  start_date: orNull(Instant),
});

const ReasonResponse = component('WaitReasonResponse', {
  code: Type.String(),
  message: Type.String(),
  /** The figures behind the message. */
  details: Type.Record(Type.String(), Type.Unknown()),
  /** The first of them; `holders_total` counts all. */
  holders: Type.Array(ref(HolderResponse)),
  holders_total: Type.Integer(),
});

const FailedTry = component('FailedTryResponse', {
  try_number: Type.Integer(),
  code: Type.String(),
  message: Type.String(),
  /** What to do about it, where the catalogue of errors knows more than to read the log. */
  remedy: orNull(Type.String()),
  /** Where the author's code threw. */
  location: orNull(Type.Object({ file: Type.String(), line: Type.Integer(), name: orNull(Type.String()) })),
  exit_code: orNull(Type.Integer()),
  signal: orNull(Type.String()),
  /** Bytes. */
  peak_memory: orNull(Type.Integer()),
  hostname: orNull(Type.String()),
  start_date: orNull(Instant),
  end_date: orNull(Instant),
  /** Who decided it: the worker, a recovery, a user. */
  decided_by: orNull(Type.String()),
});

const RunningTry = component('RunningTryResponse', {
  try_number: Type.Integer(),
  /** How many tries it may take; the first counts. */
  tries: Type.Integer(),
  start_date: orNull(Instant),
  /** When its executionTimeout ends it; null: it has none. */
  timeout_at: orNull(Instant),
  hostname: orNull(Type.String()),
  pid: orNull(Type.Integer()),
});

const ExplanationResponse = component('TaskInstanceExplanationResponse', {
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  task_id: Type.String(),
  map_index: Type.Integer(),
  try_number: Type.Integer(),
  state: orNull(Type.String()),
  reasons: Type.Array(ref(ReasonResponse)),
  /** Null: it runs, has ended, or nobody can tell. */
  expected_start: orNull(Instant),
  /** What the expectation takes for granted, or who has to act first. */
  assumptions: Type.Array(Type.String()),
  /** The try that runs now. */
  running: orNull(ref(RunningTry)),
  /** Why it ended without a try: an upstream failed, a branch went another way. */
  not_run: orNull(Type.Object({ code: Type.String(), message: Type.String() })),
  failed_tries: Type.Array(ref(FailedTry)),
});

const NOBODY_SCHEDULES = {
  code: 'no_scheduler',
  message:
    'the scheduler of this server does not work at the moment: see /api/v2/monitor/health, and the log of the server',
  details: {},
  holders: [],
  holders_total: 0,
};

export function explanationRoute(app: App, { database, scheduler }: RouteContext): void {
  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/explanation',
    {
      config: { access: { action: 'read', resource: 'task_instance' } },
      schema: {
        operationId: 'get_task_instance_explanation',
        tags: ['Task Instance'],
        params: TaskInstancePath,
        querystring: Type.Object(MapIndexQuery),
        response: { 200: ref(ExplanationResponse) },
      },
    },
    async ({ params, query }) => {
      const key = keyOf(params, query.map_index);
      const row = await findInstance(database, key);
      const usual = usualDurations(await selectUsualDurations(database.pool, null));
      const { taskId, mapIndex } = key;
      const found = scheduler.explainWithHolders(row.dag_run_id, { taskId, mapIndex }, usual);
      const state = found ? found.state : (row.state as MaybeTaskState);
      const reasons = found?.reasons.map(toReason) ?? (isFinished(state) ? [] : [NOBODY_SCHEDULES]);
      return {
        dag_id: key.dagId,
        dag_run_id: key.runId,
        task_id: taskId,
        map_index: mapIndex,
        try_number: row.try_number,
        state,
        reasons,
        expected_start: instantOf(found?.forecast?.at ?? null),
        assumptions: found?.forecast?.assumes ?? [],
        running: state === 'running' ? toRunningTry(row, found) : null,
        not_run: row.try_number === 0 && row.error ? toCause(row.error) : null,
        failed_tries: await failedTries(key),
      };
    },
  );

  async function failedTries(key: InstanceKey): Promise<Static<typeof FailedTry>[]> {
    const tries = (await selectTries(database, key)).filter((one) => one.error !== null && one.try_number > 0);
    if (tries.length === 0) return [];
    const deciders = await selectDeciders(tries[0]?.dag_run_id ?? 0, key);
    return tries.map((one) => toFailedTry(one, deciders.get(one.try_number) ?? null)).reverse();
  }

  /** By number of the try: who brought its end about. */
  async function selectDeciders(dagRunId: number, { taskId, mapIndex }: InstanceKey): Promise<Map<number, string>> {
    const { rows } = await database.pool.query<{ try_number: number; by: string }>(
      `select distinct on (try_number) try_number, by from event
       where dag_run_id = $1 and task_id = $2 and map_index = $3 and to_state in ('failed', 'up_for_retry', 'skipped')
       order by try_number, seq desc`,
      [dagRunId, taskId, mapIndex],
    );
    return new Map(rows.map((row) => [row.try_number, row.by]));
  }
}

function usualDurations(rows: readonly UsualDurationRow[]): UsualDuration {
  const known = new Map(rows.map((row) => [keyOfTask(row.dag_id, row.task_id), row.duration * 1000]));
  return (dagId, taskId) => known.get(keyOfTask(dagId, taskId));
}

/** Ids hold no line break. */
const keyOfTask = (dagId: string, taskId: string): string => `${dagId}\n${taskId}`;

const instantOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function toReason({ reason, holders, held }: Explanation['reasons'][number]): Static<typeof ReasonResponse> {
  const { code, message, ...details } = reason;
  return { code, message, details, holders: holders.map(toHolder), holders_total: held };
}

const toHolder = ({ dagId, runId, taskId, mapIndex, state, startedAt }: TaskHolder): Static<typeof HolderResponse> => ({
  dag_id: dagId,
  dag_run_id: runId,
  task_id: taskId,
  map_index: mapIndex,
  state,
  start_date: instantOf(startedAt),
});

function toRunningTry(row: TryRow, found: Explanation | undefined): Static<typeof RunningTry> {
  const timeoutMs = found?.executionTimeoutMs ?? null;
  return {
    try_number: row.try_number,
    tries: row.max_tries + 1,
    start_date: row.start_date,
    timeout_at:
      timeoutMs === null || row.start_date === null ? null : instantOf(Date.parse(row.start_date) + timeoutMs),
    hostname: row.hostname,
    pid: found?.pid ?? row.pid,
  };
}

const toCause = ({ code, message }: Record<string, unknown>) => ({ code: String(code), message: String(message) });

function toFailedTry(row: TryRow, decidedBy: string | null): Static<typeof FailedTry> {
  const { code, message, stack, exitCode, signal, peakRss } = row.error ?? {};
  const [frame] = typeof stack === 'string' ? authorFrames(stack) : [];
  return {
    try_number: row.try_number,
    code: String(code),
    message: String(message),
    remedy: remedyOf(String(code)),
    location: frame ? { file: frame.file, line: frame.line, name: frame.name } : null,
    exit_code: typeof exitCode === 'number' ? exitCode : null,
    signal: typeof signal === 'string' ? signal : null,
    peak_memory: typeof peakRss === 'number' ? peakRss : null,
    hostname: row.hostname,
    start_date: row.start_date,
    end_date: row.end_date,
    decided_by: decidedBy,
  };
}

/** That of the error's own code. One that names values which the try did not keep says too little, and `TASK_FAILED` nothing. */
function remedyOf(code: string): string | null {
  const entry = Object.entries(CATALOGUE).find(([known]) => known === code && code !== 'TASK_FAILED')?.[1];
  return entry && !/\{\w+\}/.test(entry.remedy) ? entry.remedy : null;
}
