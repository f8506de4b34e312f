/** /aquilon/quarantine: lets DAGs and their files out by hand. Airflow has no such address. */
import { Type } from 'typebox';
import { component, ref } from '#api/list/schemas.ts';
import { releaseFiles } from '#db/queries/crashed-files.ts';
import { selectQuarantinedDags } from '#db/queries/quarantine.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { audited } from '#http/audit.ts';
import { type App, actorOf, type RouteContext } from '#http/server-parts.ts';

const Released = component('QuarantineReleaseResponse', {
  dag_ids: Type.Array(Type.String()),
  filenames: Type.Array(Type.String()),
});

export function quarantineRoutes(app: App, { database, dagProcessor, scheduler }: RouteContext): void {
  app.post(
    '/aquilon/quarantine/release',
    {
      config: { access: { action: 'update', resource: 'dag' } },
      schema: {
        operationId: 'release_from_quarantine',
        tags: ['DAG'],
        body: Type.Object({ target: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
        response: { 200: ref(Released) },
      },
    },
    async (request) => {
      const { target } = request.body;
      const dagIds = await selectQuarantinedDags(database.pool, target);
      const files = await audited(request, database, async (sql) => {
        const released = await releaseFiles(sql, target);
        if (dagIds.length + released.length === 0) throw new AquilonError('NOT_IN_QUARANTINE', { target });
        return released;
      });
      for (const dagId of dagIds)
        await scheduler.submit({ kind: 'set_paused', dagId, paused: false }, actorOf(request, { dagId }));
      // Nobody waits for it: it may take its whole time-out once more.
      if (files.length > 0) void dagProcessor?.reload(files.map(({ fileloc }) => fileloc));
      return { dag_ids: dagIds, filenames: files.map(({ filename }) => filename) };
    },
  );
}
