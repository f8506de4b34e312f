/** /api/v2/dagTags: the tags that are in use. */
import { sql } from 'kysely';
import { Type } from 'typebox';
import { matches, startsWith } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import { pageOf } from '#api/list/page.ts';
import { component, OrderQuery, PageQuery, Pattern, ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

const DagTagCollection = component('DAGTagCollectionResponse', {
  tags: Type.Array(Type.String()),
  total_entries: Type.Integer(),
});

const name = { column: sql`tag.name`, type: 'text' } as const;
const ORDER: OrderRules = { columns: { name }, fallback: ['name'], key: [name] };

export function dagTagRoutes(app: App, { config, database }: RouteContext): void {
  app.get(
    '/api/v2/dagTags',
    {
      config: { access: { action: 'read', resource: 'dag' } },
      schema: {
        operationId: 'get_dag_tags',
        tags: ['DAG'],
        querystring: Type.Object({
          ...PageQuery,
          ...OrderQuery,
          tag_name_pattern: Pattern,
          tag_name_prefix_pattern: Pattern,
        }),
        response: { 200: ref(DagTagCollection) },
      },
    },
    async (request) => {
      const { query } = request;
      const list = {
        columns: sql`tag.name`,
        from: sql`(select distinct unnest(dag.tags) as name from dag) tag`,
        where: [
          matches(sql`tag.name`, query.tag_name_pattern),
          startsWith(sql`tag.name`, query.tag_name_prefix_pattern),
        ],
        order: orderOf(query.order_by, ORDER),
      };
      const { rows, total } = await selectPage<{ name: string }>(database.query, list, pageOf(query, config));
      return { tags: rows.map((row) => row.name), total_entries: total };
    },
  );
}
