/** `GET /ui/config`: what the web page has to know of the configuration to offer what works, at the address and under the names of Airflow's page. */
import { Type } from 'typebox';
import { component, ref } from '#api/list/schemas.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

const PageConfig = component('PageConfig', {
  /** `[core] test_connection`: `enabled`, `disabled` or `hidden`. */
  test_connection: Type.String(),
  /** Ours: whether `[api] expose_config` shows the configuration. */
  expose_config: Type.Boolean(),
});

export function pageRoutes(app: App, { config }: RouteContext): void {
  app.get(
    '/ui/config',
    {
      config: { access: 'signed_in' },
      schema: { operationId: 'get_page_config', tags: ['Config'], response: { 200: ref(PageConfig) } },
    },
    async () => ({
      test_connection: config.core.testConnection,
      expose_config: config.api.exposeConfig !== 'False',
    }),
  );
}
