/**
 * POST .../dagRuns/{dag_run_id}/rerun: tasks of a run run again, with another conf, with other pools, or on another version of the DAG.
 * GET .../dagRuns/{dag_run_id}/edits: what was changed so, by whom, when.
 */
import type { Json } from '@aquilon/sdk/serialized';
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { selectVersion, versionNotFound } from '#api/dag-versions/list-versions.ts';
import { selectSerialized } from '#api/dags/find-dag.ts';
import { component, Instant, Integer32, orNull, ref } from '#api/list/schemas.ts';
import { findPool } from '#api/pools/find-pool.ts';
import { selectInstancesOfRuns } from '#api/task-instances/find-instance.ts';
import type { InstanceRow } from '#api/task-instances/instance-row.ts';
import { withRelatives } from '#api/task-instances/relatives.ts';
import type { Database } from '#db/database.ts';
import { badRequest } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { createParamsCheck } from './check-params.ts';
import { findRun } from './find-run.ts';
import { type RunRow, toRun } from './run-row.ts';
import { DagRun, RunPath } from './schemas.ts';

const Conf = Type.Record(Type.String(), Type.Unknown());
const Change = Type.Object({ from: Type.Unknown(), to: Type.Unknown() });

const Rerun = Type.Object(
  {
    /** Default: all tasks. What comes after them runs again as well. */
    task_ids: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    only_failed: Type.Optional(Type.Boolean({ default: false })),
    /** Instead of the conf that the run has. */
    conf: Type.Optional(Conf),
    /** Pools by task id, of tasks that run again. */
    pools: Type.Optional(Type.Record(Type.String(), Type.String())),
    /** Number of the version of the DAG. Default: the one that the run stands on. */
    version_number: Type.Optional(Integer32({ minimum: 1 })),
    note: Type.Optional(orNull(Type.String({ maxLength: 1000 }))),
  },
  { additionalProperties: false },
);

const EditResponse = component('DagRunEditResponse', {
  when: Instant,
  user: orNull(Type.String()),
  /** What did not change is absent. */
  conf: Type.Optional(Change),
  pools: Type.Optional(Change),
  version_number: Type.Optional(Change),
});
const EditCollection = component('DagRunEditCollectionResponse', {
  edits: Type.Array(ref(EditResponse)),
  total_entries: Type.Integer(),
});

const FAILED = new Set<string | null>(['failed', 'upstream_failed']);

export function rerunRoutes(app: App, { database, scheduler }: RouteContext): void {
  const params = createParamsCheck();
  const tags = ['DagRun'];

  app.post(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/rerun',
    {
      config: { access: { action: 'update', resource: 'dag_run' } },
      schema: { operationId: 'rerun_dag_run', tags, params: RunPath, body: Rerun, response: { 200: ref(DagRun) } },
    },
    async (request) => {
      const { dag_id: dagId, dag_run_id: runId } = request.params;
      const { body } = request;
      const run = await findRun(database, dagId, runId);
      const tasks = await meantTasks(database, run, body);
      if (tasks.length === 0) throw badRequest(`No task of the run ${runId} is to run again: nothing was changed`);
      await checkPools(database, body.pools ?? {}, new Set(tasks.map((one) => one.task_id)));
      const versionId = await checkVersion(database, run, body);
      await scheduler.submit(
        {
          kind: 'clear_tasks',
          dagRunId: run.id,
          tasks: tasks.map((one) => ({ taskId: one.task_id, mapIndex: one.map_index })),
          ...(body.note === undefined ? {} : { note: body.note }),
          edit: {
            ...(body.conf ? { conf: body.conf as { [key: string]: Json } } : {}),
            ...(body.pools ? { pools: body.pools } : {}),
            ...(versionId === undefined ? {} : { versionId }),
          },
        },
        actorOf(request),
      );
      return toRun(await findRun(database, dagId, runId));
    },
  );

  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/edits',
    {
      config: { access: { action: 'read', resource: 'dag_run' } },
      schema: { operationId: 'get_dag_run_edits', tags, params: RunPath, response: { 200: ref(EditCollection) } },
    },
    async ({ params: { dag_id: dagId, dag_run_id: runId } }) => {
      const edits = await selectEdits(database, await findRun(database, dagId, runId));
      return { edits, total_entries: edits.length };
    },
  );

  /** The id of the version that is asked for; the conf must be what its params ask for. */
  async function checkVersion(
    database: Database,
    run: RunRow,
    body: Static<typeof Rerun>,
  ): Promise<string | undefined> {
    const wanted = body.version_number;
    const version = wanted === undefined ? undefined : await selectVersion(database, run.dag_id, wanted);
    if (wanted !== undefined && !version) throw await versionNotFound(database, run.dag_id, wanted);
    const number = wanted ?? run.version_number ?? undefined;
    const dag = await selectSerialized(database, run.dag_id, number);
    if (dag) params.check(`${run.dag_id} ${number}`, dag, (body.conf ?? run.conf ?? {}) as { [key: string]: Json });
    return version?.version_id ?? undefined;
  }
}

/** The named tasks and all after them, or all; of these, perhaps only what failed. */
async function meantTasks(database: Database, run: RunRow, body: Static<typeof Rerun>): Promise<InstanceRow[]> {
  const instances = await selectInstancesOfRuns(database, [run.id]);
  const dag = await selectSerialized(database, run.dag_id, body.version_number ?? run.version_number ?? undefined);
  const known = new Set([...(dag?.tasks.map(({ taskId }) => taskId) ?? []), ...instances.map((one) => one.task_id)]);
  for (const taskId of [...(body.task_ids ?? []), ...Object.keys(body.pools ?? {})])
    if (!known.has(taskId)) throw badRequest(`Task '${taskId}' not found in Dag '${run.dag_id}'`);
  const named = body.task_ids && withRelatives(dag, body.task_ids, { include_downstream: true });
  return instances.filter((one) => (!named || named.has(one.task_id)) && (!body.only_failed || FAILED.has(one.state)));
}

/** A pool that nobody has made would be waited for; one for a task that does not run again would change nothing. */
async function checkPools(
  database: Database,
  pools: Readonly<Record<string, string>>,
  again: ReadonlySet<string>,
): Promise<void> {
  for (const [taskId, pool] of Object.entries(pools)) {
    if (!again.has(taskId)) throw badRequest(`Task '${taskId}' does not run again, so its pool cannot be another`);
    await findPool(database, pool);
  }
}

async function selectEdits(database: Database, run: RunRow): Promise<Static<typeof EditResponse>[]> {
  const { rows } = await sql<{ when: string; user: string | null; edit: Record<string, Static<typeof Change>> }>`
    select event.at as when, event.why ->> 'user' as user, event.why -> 'edit' as edit from event
    where event.dag_run_id = ${run.id}::bigint and event.why ->> 'code' = 'RUN_EDITED' order by event.seq`.execute(
    database.query,
  );
  const { rows: versions } = await sql<{ id: string; version_number: number }>`
    select id, version_number from dag_version where dag_id = ${run.dag_id}`.execute(database.query);
  const numberOf = (id: unknown) => versions.find((one) => one.id === id)?.version_number ?? null;
  return rows.map(({ when, user, edit: { conf, pools, dag_version_id: version } }) => ({
    when,
    user,
    // A JSON column does not keep the order of the two.
    ...(conf ? { conf: { from: conf.from, to: conf.to } } : {}),
    ...(pools ? { pools: { from: pools.from, to: pools.to } } : {}),
    ...(version ? { version_number: { from: numberOf(version.from), to: numberOf(version.to) } } : {}),
  }));
}
