/** /api/v2/providers: packages of operators. One ships with the product; there are no others to install. */
import { Type } from 'typebox';
import { pageOf } from '#api/list/page.ts';
import { component, orNull, PageQuery, ref } from '#api/list/schemas.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

const Provider = component('ProviderResponse', {
  package_name: Type.String(),
  description: Type.String(),
  version: Type.String(),
  documentation_url: orNull(Type.String()),
});
const ProviderCollection = component('ProviderCollectionResponse', {
  providers: Type.Array(ref(Provider)),
  total_entries: Type.Integer(),
});

export function providerRoutes(app: App, { config, version }: RouteContext): void {
  const sdk = {
    package_name: '@aquilon/sdk',
    description: 'The operators and sensors that ship with Aquilon',
    version,
    documentation_url: null,
  };

  app.get(
    '/api/v2/providers',
    {
      config: { access: { action: 'read', resource: 'provider' } },
      schema: {
        operationId: 'get_providers',
        tags: ['Provider'],
        querystring: Type.Object(PageQuery),
        response: { 200: ref(ProviderCollection) },
      },
    },
    async ({ query }) => {
      const { limit, offset } = pageOf(query, config);
      return { providers: [sdk].slice(offset, offset + limit), total_entries: 1 };
    },
  );
}
