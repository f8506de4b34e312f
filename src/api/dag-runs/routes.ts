/** /api/v2/dags/{dag_id}/dagRuns: trigger, list, get, note, mark, delete. */

import { Type } from 'typebox';
import { findDag } from '#api/dags/find-dag.ts';
import { DagPath, UpdateMask } from '#api/dags/schemas.ts';
import { list, pageOfBody } from '#api/list/lists.ts';
import { ref } from '#api/list/schemas.ts';
import { idsOf, requireAll } from '#api/list/wildcard.ts';
import { answerOnce, IdempotencyHeaders } from '#api/requests/answer-once.ts';
import { badRequest } from '#http/api-error.ts';
import { audited } from '#http/audit.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import { bulkRunsRoute } from './bulk.ts';
import { createParamsCheck } from './check-params.ts';
import { clearPartitionsRoute } from './clear-partitions.ts';
import { clearRunRoute } from './clear-run.ts';
import { clearRunsRoute } from './clear-runs.ts';
import { findRun, refuseRunning, updateRunNote } from './find-run.ts';
import { forgetDeleted } from './forget-deleted.ts';
import { runList } from './list-runs.ts';
import { partitionDays } from './partition-days.ts';
import { type RunRow, toRun } from './run-row.ts';
import { DagRun, DagRunCollection, DagRunListQuery, DagRunsBatch, PatchRun, RunPath, TriggerRun } from './schemas.ts';
import { triggerCommand } from './trigger-run.ts';
import { waitRunRoute } from './wait-run.ts';

const tags = ['DagRun'];

export function dagRunRoutes(app: App, context: RouteContext): void {
  const { config, database, scheduler } = context;
  const params = createParamsCheck();

  app.post(
    '/api/v2/dags/:dag_id/dagRuns',
    {
      config: { access: { action: 'create', resource: 'dag_run' } },
      schema: {
        operationId: 'trigger_dag_run',
        tags,
        params: DagPath,
        headers: IdempotencyHeaders,
        body: TriggerRun,
        response: { 200: ref(DagRun) },
      },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      return answerOnce(context, request, {
        command: () => triggerCommand(database, params, dagId, request.body),
        answer: async ({ runId }) => toRun(await findRun(database, dagId, runId ?? '')),
      });
    },
  );

  app.get(
    '/api/v2/dags/:dag_id/dagRuns',
    {
      config: { access: { action: 'read', resource: 'dag_run' } },
      schema: {
        operationId: 'get_dag_runs',
        tags,
        params: DagPath,
        querystring: DagRunListQuery,
        response: { 200: ref(DagRunCollection) },
      },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      const { query } = request;
      if (dagId !== '~') await findDag(database, dagId);
      const partitionDate = await partitionDays(database, dagId, query);
      const runs = runList({ ...query, dagIds: idsOf(dagId), ...partitionDate }, query.order_by);
      const { rows, totals } = await list<RunRow>(database.query, runs, query, config);
      return { dag_runs: rows.map(toRun), ...totals };
    },
  );

  app.post(
    '/api/v2/dags/:dag_id/dagRuns/list',
    {
      config: { access: { action: 'read', resource: 'dag_run' } },
      schema: {
        operationId: 'get_list_dag_runs_batch',
        tags,
        params: DagPath,
        body: DagRunsBatch,
        response: { 200: ref(DagRunCollection) },
      },
    },
    async (request) => {
      const { body } = request;
      requireAll('dag_id', request.params.dag_id);
      const order = body.order_by ? [body.order_by] : undefined;
      const runs = runList({ ...body, dagIds: body.dag_ids, state: body.states }, order);
      const { rows, totals } = await list<RunRow>(database.query, runs, pageOfBody(body), config);
      return { dag_runs: rows.map(toRun), ...totals };
    },
  );

  app.get(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id',
    {
      config: { access: { action: 'read', resource: 'dag_run' } },
      schema: { operationId: 'get_dag_run', tags, params: RunPath, response: { 200: ref(DagRun) } },
    },
    async (request) => toRun(await findRun(database, request.params.dag_id, request.params.dag_run_id)),
  );

  app.patch(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id',
    {
      config: { access: { action: 'update', resource: 'dag_run' } },
      schema: {
        operationId: 'patch_dag_run',
        tags,
        params: RunPath,
        querystring: Type.Object(UpdateMask),
        body: PatchRun,
        response: { 200: ref(DagRun) },
      },
    },
    async (request) => {
      const { dag_id: dagId, dag_run_id: runId } = request.params;
      const { body } = request;
      const mask = request.query.update_mask;
      const unknown = mask?.find((field) => field !== 'state' && field !== 'note');
      if (unknown !== undefined) throw badRequest(`update_mask names ${unknown}: only state and note can be updated`);
      const isMeant = (field: 'state' | 'note') => body[field] !== undefined && (mask?.includes(field) ?? true);
      const run = await findRun(database, dagId, runId);
      const note = isMeant('note') ? { note: body.note ?? null } : undefined;
      if (isMeant('state') && body.state)
        await scheduler.submit(
          { kind: 'set_run_state', dagRunId: run.id, state: body.state, ...note },
          actorOf(request),
        );
      else if (note) await audited(request, database, (sql) => updateRunNote(sql, run.id, note.note));
      return toRun(await findRun(database, dagId, runId));
    },
  );

  app.delete(
    '/api/v2/dags/:dag_id/dagRuns/:dag_run_id',
    {
      config: { access: { action: 'delete', resource: 'dag_run' } },
      schema: { operationId: 'delete_dag_run', tags, params: RunPath, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { dag_id: dagId, dag_run_id: runId } = request.params;
      const run = await findRun(database, dagId, runId);
      const command = { kind: 'delete_run', dagRunId: run.id, unlessRunning: true } as const;
      await forgetDeleted(context, [run], () =>
        scheduler.submit(command, actorOf(request)).catch((error) => refuseRunning(error, dagId, runId)),
      );
      return reply.code(204).send(null);
    },
  );

  clearRunRoute(app, context);
  clearRunsRoute(app, context);
  clearPartitionsRoute(app, context);
  bulkRunsRoute(app, context);
  waitRunRoute(app, context);
}
