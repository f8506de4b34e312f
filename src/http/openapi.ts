/** Our own description of the API, made from the schemas of the routes, at /openapi.json. */
import fastifySwagger from '@fastify/swagger';
import { addRefusals, refusalsOf } from './refusals.ts';
import type { App } from './server-parts.ts';

export async function useOpenApi(app: App, version: string): Promise<void> {
  addRefusals(app);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Aquilon', version, description: 'Paths and schemas of the REST API v2 of Apache Airflow.' },
      components: {
        securitySchemes: {
          HTTPBearer: { type: 'http', scheme: 'bearer' },
          HTTPBasic: { type: 'http', scheme: 'basic' },
          Session: { type: 'apiKey', in: 'cookie', name: 'aquilon_session' },
        },
      },
      security: [{ HTTPBearer: [] }, { HTTPBasic: [] }, { Session: [] }],
    },
    transform: ({ schema, url, route }) => {
      const declared = { method: [route.method].flat().join(), access: route.config?.access, schema };
      const given = (schema.response ?? { 200: {} }) as object;
      return { url, schema: { ...schema, response: { ...given, ...refusalsOf(declared) } } };
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `schema-${index}`),
    },
  });
}

export function serveOpenApi(app: App): void {
  let text: string | undefined;
  app.get('/openapi.json', { config: { access: 'signed_in' }, schema: { hide: true } }, (_request, reply) => {
    text ??= JSON.stringify(app.swagger());
    return reply.type('application/json').send(text);
  });
}
