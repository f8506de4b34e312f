/** /api/v2/importErrors: the DAG files that could not be loaded. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { equals, matches, startsWith } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import { pageOf } from '#api/list/page.ts';
import { component, Instant, OrderQuery, orNull, PageQuery, Pattern, ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import { notFound } from '#http/api-error.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

const ImportError = component('ImportErrorResponse', {
  import_error_id: Type.Integer(),
  timestamp: Instant,
  filename: Type.String(),
  bundle_name: orNull(Type.String()),
  stack_trace: Type.String(),
});
const ImportErrorCollection = component('ImportErrorCollectionResponse', {
  import_errors: Type.Array(ref(ImportError)),
  total_entries: Type.Integer(),
});

const columns = sql`import_error.id as import_error_id, import_error."timestamp", import_error.filename,
  import_error.bundle_name, import_error.stack_trace`;

const id = { column: sql`import_error.id`, type: 'integer' } as const;
const stackTrace = { column: sql`import_error.stack_trace`, type: 'text' } as const;
const ORDER: OrderRules = {
  columns: {
    id,
    import_error_id: id,
    timestamp: { column: sql`import_error."timestamp"`, type: 'timestamptz' },
    filename: { column: sql`import_error.filename`, type: 'text' },
    bundle_name: { column: sql`import_error.bundle_name`, type: 'text' },
    stack_trace: stackTrace,
    // Airflow's name of it.
    stacktrace: stackTrace,
  },
  fallback: ['id'],
  key: [id],
};

export function importErrorRoutes(app: App, { config, database }: RouteContext): void {
  const read = { config: { access: { action: 'read', resource: 'import_error' } } } as const;

  app.get(
    '/api/v2/importErrors',
    {
      ...read,
      schema: {
        operationId: 'get_import_errors',
        tags: ['Import Error'],
        querystring: Type.Object({
          ...PageQuery,
          ...OrderQuery,
          filename_pattern: Pattern,
          filename_prefix_pattern: Pattern,
          filename: Type.Optional(Type.String()),
          bundle_name: Type.Optional(Type.String()),
        }),
        response: { 200: ref(ImportErrorCollection) },
      },
    },
    async (request) => {
      const { query } = request;
      const where = [
        matches(sql`import_error.filename`, query.filename_pattern),
        startsWith(sql`import_error.filename`, query.filename_prefix_pattern),
        equals(sql`import_error.filename`, query.filename),
        equals(sql`import_error.bundle_name`, query.bundle_name),
      ];
      const order = orderOf(query.order_by, ORDER);
      const list = { columns, from: sql`import_error`, where, order };
      const { rows, total } = await selectPage<Static<typeof ImportError>>(database.query, list, pageOf(query, config));
      return { import_errors: rows, total_entries: total };
    },
  );

  app.get(
    '/api/v2/importErrors/:import_error_id',
    {
      ...read,
      schema: {
        operationId: 'get_import_error',
        tags: ['Import Error'],
        params: Type.Object({ import_error_id: Type.Integer() }),
        response: { 200: ref(ImportError) },
      },
    },
    async (request) => {
      const { import_error_id: wanted } = request.params;
      const { rows } = await sql<Static<typeof ImportError>>`
        select ${columns} from import_error where import_error.id = ${wanted}::bigint`.execute(database.query);
      const [row] = rows;
      if (!row) throw notFound('NOT_FOUND', `The ImportError with import_error_id: \`${wanted}\` was not found`);
      return row;
    },
  );
}
