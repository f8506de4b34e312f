/** GET /docs: the document of the API for people. Who may read the document may read this. */
import { Type } from 'typebox';
import { sendRaw } from '#http/send-raw.ts';
import type { App } from '#http/server-parts.ts';
import type { ApiDocument } from './document.ts';
import { renderDocs } from './render.ts';
import { STYLE } from './style.ts';

export function docsRoutes(app: App): void {
  const config = { access: 'signed_in' } as const;
  const querystring = Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })) });
  app.get('/docs', { config, schema: { hide: true, querystring } }, ({ query }, reply) => {
    reply.header('cache-control', 'private, no-cache');
    sendRaw(reply, 'text/html; charset=utf-8', renderDocs(app.swagger() as unknown as ApiDocument, query.q ?? ''));
    return reply;
  });
  app.get('/docs/style.css', { config, schema: { hide: true } }, (_request, reply) => {
    sendRaw(reply.header('cache-control', 'private, max-age=3600'), 'text/css; charset=utf-8', STYLE);
    return reply;
  });
}
