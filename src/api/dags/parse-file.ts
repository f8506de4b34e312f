/** PUT /api/v2/parseDagFile/{file_token}: loads a DAG file anew, changed or not. The token is the `file_token` of its DAGs. */
import { sql } from 'kysely';
import { Type } from 'typebox';
import { notFound } from '#http/api-error.ts';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

export function parseFileRoute(app: App, { dagProcessor, database, keys }: RouteContext): void {
  app.put(
    '/api/v2/parseDagFile/:file_token',
    {
      config: { access: { action: 'update', resource: 'dag' } },
      schema: {
        operationId: 'reparse_dag_file',
        tags: ['DAG Parsing'],
        params: Type.Object({ file_token: Type.String() }),
        response: { 201: Type.Null() },
      },
    },
    async (request, reply) => {
      const [text = '', signature = ''] = request.params.file_token.split('.');
      const fileloc = keys.isSignature('file', text, signature) ? await selectFileloc(text) : undefined;
      if (fileloc === undefined) throw notFound('NOT_FOUND', 'File not found');
      await audited(request, database, async () => undefined);
      // Nobody waits for it: it may take its whole time-out.
      void dagProcessor?.reload([fileloc]);
      return reply.code(201).send(null);
    },
  );

  /** Undefined where no DAG comes from the file any more. */
  async function selectFileloc(text: string): Promise<string | undefined> {
    const { bundle_name: bundle, relative_fileloc: name } = JSON.parse(Buffer.from(text, 'base64url').toString());
    const { rows } = await sql<{ fileloc: string }>`
      select dag.fileloc from dag
      where dag.bundle_name = ${bundle}::text and dag.relative_fileloc = ${name}::text limit 1`.execute(database.query);
    return rows[0]?.fileloc;
  }
}
