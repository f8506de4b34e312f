/** /aquilon/dags/reserialize: fetches bundles and loads their files now. Airflow's command line does so beside its API. */
import { Type } from 'typebox';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

export function bundleRoutes(app: App, { dagProcessor, database }: RouteContext): void {
  app.post(
    '/aquilon/dags/reserialize',
    {
      config: { access: { action: 'update', resource: 'dag' } },
      schema: {
        operationId: 'reserialize_dags',
        tags: ['DAG'],
        body: Type.Object({ bundle_names: Type.Array(Type.String()) }, { additionalProperties: false }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      // What was read anew is there when the files have been loaded: each in a transaction of its own.
      await dagProcessor?.reserialize(request.body.bundle_names);
      await audited(request, database, async () => undefined);
      return reply.status(204).send(null);
    },
  );
}
