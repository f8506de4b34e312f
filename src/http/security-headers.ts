/** Headers that hold for every answer. */
import type { FastifyInstance } from 'fastify';

/** No inline script, nothing from elsewhere, no frame around us. Styles: React sets them through the DOM, which needs no exception. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What depends on who asks; files of the page say for themselves how long they last. */
const ANSWERS = /^\/(api|auth|aquilon|ui)\//;

export function useSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    if (ANSWERS.test(request.url)) reply.header('cache-control', 'no-store');
  });
}
