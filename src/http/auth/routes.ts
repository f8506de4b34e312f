/** `/auth/*`: tokens for programs, sessions for the web page. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { principalOf } from '#http/access.ts';
import type { App } from '#http/server-parts.ts';
import { type Authentication, SESSION_COOKIE } from './authenticate.ts';

const Login = Type.Object(
  { username: Type.String({ maxLength: 250 }), password: Type.String({ maxLength: 1024 }) },
  { additionalProperties: false },
);
const Token = Type.Object({ access_token: Type.String() });
const Session = Type.Object({ username: Type.String(), role: Type.String(), csrf_token: Type.String() });
/** To the page. */
const Elsewhere = { 307: Type.Null() };

const cookieOptions = (request: FastifyRequest) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: request.protocol === 'https',
});

export function authRoutes(app: App, auth: Authentication): void {
  const { tokens, signIn, keys } = auth;

  for (const url of ['/auth/token', '/auth/token/cli']) {
    app.post(
      url,
      { config: { access: 'public' }, schema: { tags: ['Auth'], body: Login, response: { 201: Token } } },
      async (request, reply) => {
        const user = await signIn.check(request.body.username, request.body.password, request.ip);
        const { token } = await tokens.issue('bearer', user);
        return reply.code(201).send({ access_token: token });
      },
    );
  }

  app.post(
    '/auth/login',
    { config: { access: 'public' }, schema: { tags: ['Auth'], body: Login, response: { 200: Session } } },
    async (request, reply) => {
      const user = await signIn.check(request.body.username, request.body.password, request.ip);
      const { token, tokenId, lifetime } = await tokens.issue('session', user);
      reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(request), maxAge: lifetime });
      return { username: user.username, role: user.role, csrf_token: keys.sign('csrf', tokenId) };
    },
  );

  app.get(
    '/auth/session',
    { config: { access: 'signed_in' }, schema: { tags: ['Auth'], response: { 200: Session } } },
    async (request) => {
      const principal = principalOf(request);
      return {
        username: principal.username,
        role: principal.role,
        csrf_token: principal.tokenId ? keys.sign('csrf', principal.tokenId) : '',
      };
    },
  );

  app.post(
    '/auth/logout',
    { config: { access: 'signed_in' }, schema: { tags: ['Auth'], response: { 204: Type.Null() } } },
    async (request, reply) => {
      await tokens.revoke(principalOf(request));
      reply.clearCookie(SESSION_COOKIE, cookieOptions(request));
      return reply.code(204).send(null);
    },
  );

  // Airflow's addresses: they revoke what they are called with and lead to the sign-in page.
  const leave = async (request: FastifyRequest, reply: FastifyReply) => {
    await tokens.revoke(principalOf(request));
    reply.clearCookie(SESSION_COOKIE, cookieOptions(request));
    return reply.redirect('/auth/login', 307);
  };
  for (const url of ['/auth/logout', '/api/v2/auth/logout']) {
    app.get(url, { config: { access: 'signed_in' }, schema: { tags: ['Auth'], response: Elsewhere } }, leave);
  }
  app.get(
    '/api/v2/auth/login',
    { config: { access: 'public' }, schema: { tags: ['Auth'], response: Elsewhere } },
    async (_request: FastifyRequest, reply: FastifyReply) => reply.redirect('/auth/login', 307),
  );
  app.get('/auth/login', { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) =>
    // The web page shows its sign-in form by itself.
    reply.redirect('/', 307),
  );
}
