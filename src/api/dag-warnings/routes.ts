/** /api/v2/dagWarnings: what is wrong with DAGs that were loaded all the same. Worked out when it is asked for, so it is never out of date. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { equals } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import { pageOf } from '#api/list/page.ts';
import { component, Instant, OrderQuery, PageQuery, ref } from '#api/list/schemas.ts';
import { type ListQuery, selectPage } from '#api/list/select-page.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

/** Airflow's. Assets cannot be in conflict here, and a DAG whose versions vary by themselves is not looked for. */
const WarningType = Type.Enum(['asset conflict', 'non-existent pool', 'runtime varying value']);

const WarningListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  dag_id: Type.Optional(Type.String()),
  warning_type: Type.Optional(WarningType),
});

const Warning = component('DAGWarningResponse', {
  dag_id: Type.String(),
  warning_type: WarningType,
  message: Type.String(),
  timestamp: Instant,
  dag_display_name: Type.String(),
});
const WarningCollection = component('DAGWarningCollectionResponse', {
  dag_warnings: Type.Array(ref(Warning)),
  total_entries: Type.Integer(),
});

/** In Airflow's words. */
const warnings = sql`(select dag.dag_id, 'non-existent pool' as warning_type,
    'Dag ''' || dag.dag_id || ''' references non-existent pools: [' || string_agg(distinct quote_literal(task ->> 'pool'), ', ') || ']' as message,
    coalesce(dag.last_parsed_time, dag_version.created_at) as "timestamp", dag.display_name as dag_display_name
  from dag
  join dag_version on dag_version.id = dag.current_version_id
  cross join jsonb_array_elements(dag_version.serialized -> 'tasks') as task
  where not dag.is_stale and not exists (select from slot_pool where slot_pool.pool = task ->> 'pool')
  group by dag.dag_id, dag_version.created_at) warning`;

const columns = sql`warning.dag_id, warning.warning_type, warning.message, warning."timestamp", warning.dag_display_name`;

const dagId = { column: sql`warning.dag_id`, type: 'text' } as const;
const type = { column: sql`warning.warning_type`, type: 'text' } as const;
const ORDER: OrderRules = {
  columns: {
    dag_id: dagId,
    warning_type: type,
    message: { column: sql`warning.message`, type: 'text' },
    timestamp: { column: sql`warning."timestamp"`, type: 'timestamptz' },
  },
  fallback: ['dag_id'],
  key: [dagId, type],
};

const warningList = (query: Static<typeof WarningListQuery>): ListQuery => ({
  columns,
  from: warnings,
  where: [equals(dagId.column, query.dag_id), equals(type.column, query.warning_type)],
  order: orderOf(query.order_by, ORDER),
});

export function dagWarningRoutes(app: App, { config, database }: RouteContext): void {
  app.get(
    '/api/v2/dagWarnings',
    {
      config: { access: { action: 'read', resource: 'dag' } },
      schema: {
        operationId: 'list_dag_warnings',
        tags: ['DagWarning'],
        querystring: WarningListQuery,
        response: { 200: ref(WarningCollection) },
      },
    },
    async ({ query }) => {
      const { rows, total } = await selectPage<Static<typeof Warning>>(
        database.query,
        warningList(query),
        pageOf(query, config),
      );
      return { dag_warnings: rows, total_entries: total };
    },
  );
}
