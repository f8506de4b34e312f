/** .../taskInstances/{task_id}/replay, a path of our own: all that is needed to run an attempt again on another machine. No secret is in it. */
import type { Json } from '@aquilon/sdk/serialized';
import { Type } from 'typebox';
import { component, Instant, Integer32, orNull, ref } from '#api/list/schemas.ts';
import { findInstance, findTry, keyOf, selectTries } from '#api/task-instances/find-instance.ts';
import { MapIndexQuery, TaskInstancePath } from '#api/task-instances/schemas.ts';
import { selectConfAt, selectKeptXCom } from '#db/queries/replays.ts';
import { selectPreviousSuccess, selectSnapshot } from '#db/queries/task-services.ts';
import { sourcesOfName } from '#domain/run-sources.ts';
import { notFound } from '#http/api-error.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import type { Work } from '#queue/executor.ts';
import { jsonHash } from '#support/json-hash.ts';
import { givenXComs, readValue } from './inputs.ts';

const Any = Type.Unsafe<Json>({});

const Replay = component('ReplayResponse', {
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  task_id: Type.String(),
  map_index: Type.Integer(),
  try_number: Type.Integer(),
  state: orNull(Type.String()),
  start_date: orNull(Instant),
  error: orNull(Any),
  version_number: orNull(Type.Integer()),
  /** Run, task and mapped arguments as a worker gets them. */
  work: Any,
  snapshot: Type.Object({
    hash: Type.String(),
    entry: Type.String(),
    files: Type.Record(Type.String(), Type.String()),
  }),
  xcoms: Type.Array(
    Type.Object({
      task_id: Type.String(),
      map_index: Type.Integer(),
      key: Type.String(),
      value: Any,
      sha256: Type.String(),
      timestamp: Instant,
    }),
  ),
  rendered_fields: Any,
  returned_sha256: orNull(Type.String()),
  /** The latest successful run with an earlier logical date, as it is now. */
  previous_success: orNull(
    Type.Object({
      data_interval_start: orNull(Instant),
      data_interval_end: orNull(Instant),
      start_date: orNull(Instant),
      end_date: orNull(Instant),
    }),
  ),
});

export function replayRoutes(app: App, context: RouteContext): void {
  const { database, scheduler, objects } = context;
  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/replay',
    {
      config: { access: { action: 'read', resource: 'dag_code' } },
      schema: {
        operationId: 'get_replay',
        tags: ['Task Instance'],
        params: TaskInstancePath,
        querystring: Type.Object({ ...MapIndexQuery, task_try_number: Type.Optional(Integer32({ minimum: 1 })) }),
        response: { 200: ref(Replay) },
      },
    },
    async ({ params, query }) => {
      const key = keyOf(params, query.map_index);
      const instance = await findInstance(database, key);
      const number = query.task_try_number;
      const attempt =
        number === undefined ? (await selectTries(database, key)).at(-1) : await findTry(database, key, number);
      if (attempt?.try_number === 0)
        throw notFound('NOT_FOUND', `${params.task_id} was never tried in this run: there is nothing to run again`);
      const conf = attempt && (await selectConfAt(database.pool, instance.dag_run_id, attempt.start_date));
      const found = await scheduler.findWork(instance.dag_run_id, key, { versionId: attempt?.version_id ?? '', conf });
      const snapshot =
        found && (await selectSnapshot(database.pool, sourcesOfName(found.work.snapshotHash).snapshotHash));
      if (!attempt || !found || !snapshot)
        throw notFound('NOT_FOUND', `What ${params.task_id} was run with is not kept any more`);
      const { work } = found;
      const own = { dagRunId: instance.dag_run_id, ...key, key: 'return_value' };
      const returned = attempt.state === 'success' ? await selectKeptXCom(database.pool, own) : undefined;
      return {
        dag_id: key.dagId,
        dag_run_id: key.runId,
        task_id: key.taskId,
        map_index: key.mapIndex,
        try_number: attempt.try_number,
        state: attempt.state,
        start_date: attempt.start_date,
        error: attempt.error as Json,
        version_number: attempt.version_number,
        work: { ...work, tryNumber: attempt.try_number, maxTries: attempt.max_tries } as unknown as Json,
        snapshot,
        xcoms: await givenXComs(context, found),
        rendered_fields: (instance.rendered_fields ?? {}) as Json,
        previous_success: (await previousSuccess(context, work.run)) ?? null,
        returned_sha256: returned ? jsonHash(await readValue(returned, objects)) : null,
      };
    },
  );
}

const previousSuccess = async ({ database }: RouteContext, { dagId, logicalDate }: Work['run']) =>
  logicalDate === null ? undefined : selectPreviousSuccess(database.pool, dagId, logicalDate);
