/** The built web page: hashed files for ever, index.html for every path of the page itself. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { App } from './server-parts.ts';

const NOT_BUILT = 'The web page is not built. Stop Aquilon and run: npm start\nThe API is at /api/v2.\n';

export async function useWebPage(app: App, folder: string | null): Promise<void> {
  const isBuilt = folder !== null && existsSync(join(folder, 'index.html'));
  if (isBuilt) await app.register(fastifyStatic, { root: folder, serve: false, index: false, dotfiles: 'deny' });
  app.get('/*', { config: { access: 'public' }, schema: { hide: true } }, (request, reply) => {
    const path = decodeURI(request.url.split('?', 1)[0] ?? '/').slice(1);
    if (/^(api|auth|openapi|docs)(\/|$)/.test(path)) return reply.callNotFound();
    if (!isBuilt) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
    if (path.startsWith('static/')) return reply.sendFile(path, { maxAge: '365d', immutable: true });
    // A name with an extension at the top is a file; any other path is the page's own: ids of DAGs may have dots.
    if (/^[^/]+\.[a-z0-9]+$/i.test(path)) return reply.sendFile(path, { maxAge: 0 });
    return reply.sendFile('index.html', { cacheControl: false, maxAge: 0 }).header('cache-control', 'no-cache');
  });
}
