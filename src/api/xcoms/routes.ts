/** .../taskInstances/{task_id}/xcomEntries: what tasks hand on. */
import type { Json } from '@aquilon/sdk/serialized';
import { type Static, Type } from 'typebox';
import { list } from '#api/list/lists.ts';
import {
  component,
  Instant,
  Integer32,
  instantRange,
  OrderQuery,
  orNull,
  PageQuery,
  Pattern,
  ref,
} from '#api/list/schemas.ts';
import { idsOf } from '#api/list/wildcard.ts';
import { TaskInstancePath } from '#api/task-instances/schemas.ts';
import { notFound } from '#http/api-error.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { selectXCom, type XComRow, xcomList } from './list-xcoms.ts';
import { readValue } from './xcom-value.ts';

const fields = {
  key: Type.String(),
  timestamp: Instant,
  logical_date: orNull(Instant),
  map_index: Type.Integer(),
  task_id: Type.String(),
  dag_id: Type.String(),
  run_id: Type.String(),
  dag_display_name: Type.String(),
  task_display_name: Type.String(),
  run_after: Instant,
};
const XCom = component('XComResponse', fields);
const XComCollection = component('XComCollectionResponse', {
  xcom_entries: Type.Array(ref(XCom)),
  total_entries: Type.Integer(),
});
export const XComWithValue = component('XComResponseNative', { ...fields, value: Type.Unsafe<Json>({}) });

const ListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  xcom_key: Type.Optional(Type.String()),
  map_index: Type.Optional(Integer32({ minimum: -1 })),
  map_index_filter: Type.Optional(Integer32()),
  xcom_key_pattern: Pattern,
  xcom_key_prefix_pattern: Pattern,
  dag_display_name_pattern: Pattern,
  dag_display_name_prefix_pattern: Pattern,
  run_id_pattern: Pattern,
  run_id_prefix_pattern: Pattern,
  task_id_pattern: Pattern,
  task_id_prefix_pattern: Pattern,
  ...instantRange('logical_date'),
  ...instantRange('run_after'),
});

export const base = '/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/xcomEntries';
const tags = ['XCom'];

export function xcomRoutes(app: App, context: RouteContext): void {
  const { config, database } = context;
  const read = { config: { access: { action: 'read', resource: 'xcom' } } } as const;

  app.get(
    base,
    {
      ...read,
      schema: {
        operationId: 'get_xcom_entries',
        tags,
        params: TaskInstancePath,
        querystring: ListQuery,
        response: { 200: ref(XComCollection) },
      },
    },
    async (request) => {
      const { dag_id: dagId, dag_run_id: runId, task_id: taskId } = request.params;
      const { query } = request;
      const filters = { ...query, dagIds: idsOf(dagId), runIds: idsOf(runId), taskIds: idsOf(taskId) };
      const page = { limit: query.limit, offset: query.offset };
      const { rows, totals } = await list<XComRow>(database.query, xcomList(filters, query.order_by), page, config);
      return { xcom_entries: rows.map(toXCom), total_entries: totals.total_entries };
    },
  );

  app.get(
    `${base}/:xcom_key`,
    {
      ...read,
      schema: {
        operationId: 'get_xcom_entry',
        tags,
        params: Type.Object({ ...TaskInstancePath.properties, xcom_key: Type.String() }),
        querystring: Type.Object({
          map_index: Type.Optional(Integer32({ minimum: -1, default: -1 })),
          deserialize: Type.Optional(Type.Boolean({ default: false })),
          stringify: Type.Optional(Type.Boolean({ default: false })),
        }),
        response: { 200: ref(XComWithValue) },
      },
    },
    async (request) => {
      const { dag_id: dagId, dag_run_id: runId, task_id: taskId, xcom_key: key } = request.params;
      const mapIndex = request.query.map_index ?? -1;
      const row = await selectXCom(database, { dagId, runId, taskId, mapIndex, key });
      if (!row) throw notFound('NOT_FOUND', `XCom entry with key: \`${key}\` not found`);
      const value = await readValue(row, context);
      return { ...toXCom(row), value: request.query.stringify ? JSON.stringify(value) : value };
    },
  );
}

export function toXCom(row: XComRow): Static<typeof XCom> {
  return {
    key: row.key,
    timestamp: row.timestamp,
    logical_date: row.logical_date,
    map_index: row.map_index,
    task_id: row.task_id,
    dag_id: row.dag_id,
    run_id: row.run_id,
    dag_display_name: row.dag_display_name ?? row.dag_id,
    task_display_name: row.task_id,
    run_after: row.run_after,
  };
}
