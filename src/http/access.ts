/**
 * Deny by default. Every route declares its rule; one without makes the start fail, and so does a public one that is not on the list.
 * The list is compared for equality: a prefix or a suffix opens nothing.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Authentication, authenticate } from './auth/authenticate.ts';
import { type Access, authorize } from './auth/authorize.ts';
import type { Principal } from './auth/roles.ts';

/** `/*` is the web page: files of ui/dist and nothing else. */
const PUBLIC_ROUTES: ReadonlySet<string> = new Set([
  'POST /auth/token',
  'POST /auth/token/cli',
  'GET /auth/login',
  'POST /auth/login',
  'GET /api/v2/auth/login',
  'GET /api/v2/version',
  'GET /api/v2/monitor/health',
  'GET /*',
]);

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

export function useAccessRules(app: FastifyInstance, auth: Authentication): void {
  app.decorateRequest('principal', null);
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      const name = `${method === 'HEAD' ? 'GET' : method} ${route.url}`;
      const access = route.config?.access;
      if (!access) throw new Error(`The route ${name} declares no access rule.`);
      if (access === 'public' && !PUBLIC_ROUTES.has(name)) throw new Error(`The route ${name} may not be public.`);
    }
  });
  app.addHook('onRequest', async (request) => {
    // What no route answers is refused as unknown: there is nothing to protect.
    if (request.is404) return;
    const access = request.routeOptions.config.access;
    if (!access) throw new Error(`The route ${request.routeOptions.url} declares no access rule.`);
    if (access === 'public') return;
    request.principal = await authenticate(request, auth);
    authorize(request.principal, access);
  });
}

/** The signed-in user of a route that is not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Error(`${request.url} has no principal: its access rule was not applied.`);
  return request.principal;
}
