/** Paths that nobody serves: 405 where another method is served, 404 otherwise, in Airflow's words. */
import type { FastifyInstance } from 'fastify';
import { AquilonError } from '#errors/aquilon-error.ts';
import { ApiError } from './api-error.ts';
import { sendError } from './errors.ts';

export function useUnknownRoutes(app: FastifyInstance): void {
  const served: { method: string; pattern: RegExp }[] = [];
  app.addHook('onRoute', (route) => {
    if (route.url === '/*') return;
    const pattern = patternOf(route.url);
    for (const method of [route.method].flat()) if (method !== 'HEAD') served.push({ method, pattern });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const allowed = [...new Set(served.filter((route) => route.pattern.test(path)).map((route) => route.method))];
    if (allowed.length > 0 && !allowed.includes(request.method)) {
      reply.header('allow', allowed.join(', '));
      const values = { path, method: request.method, allowed: allowed.join(', ') };
      return sendError(reply, new AquilonError('METHOD_NOT_ALLOWED', values));
    }
    if (path.startsWith('/api/')) {
      return reply.code(404).header('x-error-code', 'ROUTE_NOT_FOUND').send({ error: 'API route not found' });
    }
    return sendError(reply, new ApiError('ROUTE_NOT_FOUND', 'Not Found', { path, method: request.method }));
  });
}

/** `/dags/:dag_id/tasks` -> the paths that it matches. */
function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
