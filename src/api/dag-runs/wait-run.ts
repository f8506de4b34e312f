/**
 * GET .../dagRuns/{dag_run_id}/wait: a line of JSON with the state of the run at once, at each change, and every `interval` seconds; the last one,
 * when the run has ended, has the results that were asked for. What changes is told by the scheduler: nothing is asked again and again.
 */
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { only, Words } from '#api/list/schemas.ts';
import { readValue, selectReturnValues } from '#api/xcoms/xcom-value.ts';
import { isRunFinished, type RunState } from '#domain/states.ts';
import { chooseType } from '#http/accept.ts';
import { principalOf } from '#http/access.ts';
import { tokenOf } from '#http/auth/authenticate.ts';
import { sendRaw } from '#http/send-raw.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { findRun, selectRun } from './find-run.ts';
import type { RunRow } from './run-row.ts';
import { RunPath } from './schemas.ts';

const NDJSON = 'application/x-ndjson';
/** The longest time that a timer takes, milliseconds. */
const LONGEST_WAIT = 2 ** 31 - 1;
/** Without an event the run and the right to see it are looked up again after this time, milliseconds: another server may have taken the run over. */
const LOOK_AGAIN = 15_000;

export function waitRunRoute(app: App, context: RouteContext): void {
  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/wait',
    {
      config: { access: { action: 'read', resource: 'dag_run' } },
      schema: {
        operationId: 'wait_dag_run_until_finished',
        tags: ['DagRun'],
        params: RunPath,
        querystring: Type.Object({
          interval: Type.Number({ exclusiveMinimum: 0 }),
          result: Words,
        }),
        response: { 200: only(NDJSON) },
      },
    },
    async (request, reply) => {
      const { interval, result } = request.query;
      const { dag_id: dagId, dag_run_id: runId } = request.params;
      await findRun(context.database, dagId, runId);
      const [principal, token] = [principalOf(request), tokenOf(request)];
      const waiting = { dagId, runId, everyMs: Math.min(interval * 1000, LONGEST_WAIT), taskIds: result ?? [] };
      const left = new AbortController();
      reply.raw.once('close', () => left.abort());
      const states = statesUntilEnd(context, waiting, () => context.isStillValid(principal, token), left.signal);
      // The official client asks for JSON and breaks on any type that it does not know; Airflow names none.
      const isNamed = chooseType(request.headers.accept, [NDJSON, 'application/json']) !== 'application/json';
      sendRaw(reply, isNamed ? NDJSON : null, Readable.from(states));
      return reply;
    },
  );
}

interface Waiting {
  dagId: string;
  runId: string;
  everyMs: number;
  /** Their results are told. */
  taskIds: readonly string[];
}

async function* statesUntilEnd(
  context: RouteContext,
  { dagId, runId, everyMs, taskIds }: Waiting,
  isAllowed: () => Promise<boolean>,
  left: AbortSignal,
): AsyncGenerator<string> {
  const { clock, database, scheduler } = context;
  let isOver = left.aborted;
  let hasChanged = false;
  let wake = () => {};
  const end = () => {
    isOver = true;
    wake();
  };
  left.addEventListener('abort', end, { once: true });
  const takeBack = context.onStop(end);
  const unsubscribe = scheduler.subscribe((events) => {
    if (!events.some((event) => event.kind === 'run' && event.dagId === dagId && event.runId === runId)) return;
    hasChanged = true;
    wake();
  });
  const pause = () =>
    new Promise<void>((resolve) => {
      const callOff = clock.after(everyMs, resolve);
      wake = () => {
        callOff();
        resolve();
      };
      if (isOver || hasChanged) wake();
    });
  try {
    let run = await selectRun(database, dagId, runId);
    let lookedAt = clock.monotonic();
    // A run that was deleted meanwhile has no end to tell.
    while (run && !isOver) {
      yield await line(context, run, taskIds);
      if (isRunFinished(run.state as RunState)) return;
      await pause();
      const isLong = clock.monotonic() - lookedAt >= LOOK_AGAIN;
      if (isLong && !(await isAllowed())) return;
      if (!hasChanged && !isLong) continue;
      hasChanged = false;
      lookedAt = clock.monotonic();
      run = await selectRun(database, dagId, runId);
    }
  } finally {
    left.removeEventListener('abort', end);
    unsubscribe();
    takeBack();
  }
}

async function line(context: RouteContext, run: RunRow, taskIds: readonly string[]): Promise<string> {
  const { state } = run;
  const results =
    isRunFinished(state as RunState) && taskIds.length > 0 ? await resultsOf(context, run.id, taskIds) : {};
  return `${JSON.stringify(Object.keys(results).length > 0 ? { state, results } : { state })}\n`;
}

/** By task; of a mapped task a list. What returned nothing is absent. */
async function resultsOf(context: RouteContext, dagRunId: number, taskIds: readonly string[]) {
  const results: Record<string, unknown> = {};
  const rows = await selectReturnValues(context.database, dagRunId, taskIds);
  for (const [taskId, ofTask] of Map.groupBy(rows, (row) => row.task_id)) {
    const values = [];
    for (const row of ofTask) values.push(await readValue(row, context));
    results[taskId] = ofTask.some((row) => row.map_index >= 0) ? values : values[0];
  }
  return results;
}
