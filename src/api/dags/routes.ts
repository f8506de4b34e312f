/** /api/v2/dags: list, get, details, switch on and off. */
import { Type } from 'typebox';
import { pageOf } from '#api/list/page.ts';
import { ref } from '#api/list/schemas.ts';
import { principalOf } from '#http/access.ts';
import { badRequest } from '#http/api-error.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';
import type { SetPaused } from '#scheduler/commands.ts';
import { toDagDetails } from './dag-details.ts';
import { toDag } from './dag-row.ts';
import { dagToChangeNotFound, findDag, findDagDetails, selectDag } from './find-dag.ts';
import { listDags } from './list-dags.ts';
import {
  Dag,
  DagBulkQuery,
  DagCollection,
  DagDetails,
  DagListQuery,
  DagPatch,
  DagPath,
  UpdateMask,
} from './schemas.ts';

const tags = ['DAG'];

export function dagRoutes(app: App, context: RouteContext): void {
  const { config, database, keys, scheduler } = context;
  const read = { config: { access: { action: 'read', resource: 'dag' } } } as const;
  const update = { config: { access: { action: 'update', resource: 'dag' } } } as const;

  app.get(
    '/api/v2/dags',
    {
      ...read,
      schema: { operationId: 'get_dags', tags, querystring: DagListQuery, response: { 200: ref(DagCollection) } },
    },
    async (request) => {
      const { rows, total } = await listDags(
        database,
        request.query,
        pageOf(request.query, config),
        principalOf(request).username,
      );
      return { dags: rows.map((row) => toDag(row, keys)), total_entries: total };
    },
  );

  app.get(
    '/api/v2/dags/:dag_id',
    { ...read, schema: { operationId: 'get_dag', tags, params: DagPath, response: { 200: ref(Dag) } } },
    async (request) => toDag(await findDag(database, request.params.dag_id), keys),
  );

  app.get(
    '/api/v2/dags/:dag_id/details',
    { ...read, schema: { operationId: 'get_dag_details', tags, params: DagPath, response: { 200: ref(DagDetails) } } },
    async (request) => {
      const found = await findDagDetails(database, request.params.dag_id, principalOf(request).username);
      return toDagDetails(found, keys, config);
    },
  );

  app.patch(
    '/api/v2/dags/:dag_id',
    {
      ...update,
      schema: {
        operationId: 'patch_dag',
        tags,
        params: DagPath,
        querystring: Type.Object(UpdateMask),
        body: DagPatch,
        response: { 200: ref(Dag) },
      },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      checkMask(request.query.update_mask);
      const row = await selectDag(database, dagId);
      if (!row) throw dagToChangeNotFound(dagId);
      await scheduler.submit({ kind: 'set_paused', dagId, paused: request.body.is_paused }, actorOf(request));
      return toDag(await findDag(database, dagId), keys);
    },
  );

  app.patch(
    '/api/v2/dags',
    {
      ...update,
      schema: {
        operationId: 'patch_dags',
        tags,
        querystring: DagBulkQuery,
        body: DagPatch,
        response: { 200: ref(DagCollection) },
      },
    },
    async (request) => {
      const { query } = request;
      checkMask(query.update_mask);
      // Airflow's rule: without a pattern nothing is meant, whatever else is filtered.
      if (query.dag_id_pattern === undefined && query.dag_id_prefix_pattern === undefined) {
        return { dags: [], total_entries: 0 };
      }
      const { rows, total } = await listDags(database, query, pageOf(query, config), principalOf(request).username);
      const commands = rows.map(
        ({ dag_id: dagId }): SetPaused => ({ kind: 'set_paused', dagId, paused: request.body.is_paused }),
      );
      await scheduler.submitAll(commands, actorOf(request));
      const changed = await Promise.all(rows.map(({ dag_id: dagId }) => findDag(database, dagId)));
      return { dags: changed.map((row) => toDag(row, keys)), total_entries: total };
    },
  );
}

function checkMask(mask: readonly string[] | undefined): void {
  if (mask?.some((field) => field !== 'is_paused')) {
    throw badRequest('Only `is_paused` field can be updated through the REST API');
  }
}
