/** The HTTP server: puts the parts of this folder in order. The composition root brings the routes of the API and calls `listen`. */
import fastifyCookie from '@fastify/cookie';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify from 'fastify';
import { useAccessRules } from './access.ts';
import { useAudit } from './audit.ts';
import { type Authentication, verifyBearer } from './auth/authenticate.ts';
import { loadKeys } from './auth/keys.ts';
import { authRoutes } from './auth/routes.ts';
import { createSignIn } from './auth/sign-in.ts';
import { createTokens } from './auth/tokens.ts';
import { docsRoutes } from './docs/routes.ts';
import { useErrorResponses } from './errors.ts';
import { useJsonBodies } from './json-body.ts';
import { usePlainJsonType } from './json-type.ts';
import { serveOpenApi, useOpenApi } from './openapi.ts';
import { useSecurityHeaders } from './security-headers.ts';
import type { App, RouteContext, Routes, ServerParts } from './server-parts.ts';
import { useUnknownRoutes } from './unknown-routes.ts';
import { refuseUnreadable } from './unreadable.ts';
import { createValidatorCompiler } from './validation.ts';
import { useWebPage } from './web-page.ts';

/** Largest body, bytes. */
const BODY_LIMIT = 2 * 1024 * 1024;
/** Run ids have up to 250 characters, each up to nine when it is encoded. */
const LONGEST_PARAMETER = 2_500;

/** `close()` ends the streams first and then waits for what is being answered. */
export async function createHttpServer(parts: ServerParts & { routes: readonly Routes[] }): Promise<App> {
  const logger = parts.logger.child('http');
  const app: App = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    // As in Airflow: HEAD is refused; a HEAD of a stream would never end.
    exposeHeadRoutes: false,
    // The whole request must have arrived by then: a client that drips its bytes holds nothing for long.
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseUnreadable,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
  }).withTypeProvider<TypeBoxTypeProvider>();

  const keys = await loadKeys(parts.config);
  const tokens = createTokens({ config: parts.config, database: parts.database, keys });
  const auth: Authentication = { database: parts.database, keys, tokens, signIn: createSignIn(parts) };
  const context: RouteContext = { ...parts, logger, keys, ...streamsOf(app), isStillValid: revalidator(auth) };

  app.setValidatorCompiler(createValidatorCompiler());
  // Responses are built by our own code field by field; a compiled serialiser would only cost start time.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  useErrorResponses(app, logger, BODY_LIMIT);
  useJsonBodies(app);
  usePlainJsonType(app);
  useUnknownRoutes(app);
  useSecurityHeaders(app);
  await app.register(fastifyCookie);
  useAccessRules(app, auth);
  useAudit(app, parts.config);
  await useOpenApi(app, parts.version);
  // In the root and not in a scope of their own: there Fastify would build a validator of its own for the added schemas.
  authRoutes(app, auth);
  for (const routes of parts.routes) routes(app, context);
  serveOpenApi(app);
  docsRoutes(app);
  await useWebPage(app, parts.uiFolder);
  await app.ready();
  return app;
}

/** Streams never end by themselves, and `close` would wait for them. */
function streamsOf(app: App): Pick<RouteContext, 'onStop'> {
  const ends = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of ends) end();
  });
  return {
    onStop(end) {
      ends.add(end);
      return () => ends.delete(end);
    },
  };
}

function revalidator(auth: Authentication): RouteContext['isStillValid'] {
  return async (principal, token) => {
    if (principal.by === 'basic' || !token) return true;
    const now = await (principal.by === 'bearer' ? verifyBearer(token, auth) : auth.tokens.verify(principal.by, token));
    return now?.role === principal.role;
  };
}
