/** /api/v2/version and /api/v2/monitor/health: public, and no secret in them. */
import { Type } from 'typebox';
import { component, orNull, ref } from '#api/list/schemas.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

const Version = component('VersionInfo', { version: Type.String(), git_version: orNull(Type.String()) });

const status = { status: orNull(Type.String()) };
const Health = component('HealthInfoResponse', {
  metadatabase: Type.Object(status),
  scheduler: Type.Object({ ...status, latest_scheduler_heartbeat: orNull(Type.String()) }),
  triggerer: Type.Object({ ...status, latest_triggerer_heartbeat: orNull(Type.String()) }),
  dag_processor: orNull(Type.Object({ ...status, latest_dag_processor_heartbeat: orNull(Type.String()) })),
});

/** A database that has not answered by then is not healthy, milliseconds. */
const PATIENCE = 5_000;

export function monitorRoutes(app: App, context: RouteContext): void {
  app.get(
    '/api/v2/version',
    {
      config: { access: 'public' },
      schema: { operationId: 'get_version', tags: ['Version'], response: { 200: ref(Version) } },
    },
    async () => ({ version: context.version, git_version: null }),
  );

  app.get(
    '/api/v2/monitor/health',
    {
      config: { access: 'public' },
      schema: { operationId: 'get_health', tags: ['Monitor'], response: { 200: ref(Health) } },
    },
    async () => {
      const scheduler = context.scheduler.health();
      const processor = context.dagProcessor?.health();
      return {
        metadatabase: { status: (await answers(context)) ? 'healthy' : 'unhealthy' },
        scheduler: { status: scheduler.status, latest_scheduler_heartbeat: scheduler.latestHeartbeat },
        // Waiting tasks wait in the server itself: there is no triggerer, as in an Airflow without one.
        triggerer: { status: null, latest_triggerer_heartbeat: null },
        dag_processor: processor
          ? { status: processor.status, latest_dag_processor_heartbeat: processor.latestHeartbeat }
          : null,
      };
    },
  );
}

async function answers({ database, clock }: RouteContext): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const callOff = clock.after(PATIENCE, () => resolve(false));
  database.pool.query('select 1').then(
    () => resolve(true),
    () => resolve(false),
  );
  const answered = await promise;
  callOff();
  return answered;
}
