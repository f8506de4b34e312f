/** From a request to who asks: a bearer token, HTTP Basic, or the session cookie of the UI, in this order. */
import type { FastifyRequest } from 'fastify';
import type { Database } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { isAttemptToken, verifyAttemptToken } from './attempt-token.ts';
import type { Keys } from './keys.ts';
import type { Principal } from './roles.ts';
import type { SignIn } from './sign-in.ts';
import type { Tokens } from './tokens.ts';

export const SESSION_COOKIE = 'aquilon_session';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface Authentication {
  database: Database;
  keys: Keys;
  tokens: Tokens;
  signIn: SignIn;
}

/** Null: the request brings nothing. What it brings and is wrong throws: a bad token is not the same as none. */
export async function authenticate(request: FastifyRequest, auth: Authentication): Promise<Principal | null> {
  const header = request.headers.authorization;
  if (header !== undefined) return fromHeader(header, request, auth);
  const cookie = request.cookies[SESSION_COOKIE];
  if (!cookie) return null;
  const principal = await auth.tokens.verify('session', cookie);
  // A session that has ended is none: the UI then shows its sign-in page.
  if (principal && !SAFE_METHODS.has(request.method)) requireCsrfToken(request, principal, auth.keys);
  return principal;
}

async function fromHeader(header: string, request: FastifyRequest, auth: Authentication): Promise<Principal> {
  const [scheme = '', ...rest] = header.split(' ');
  const credentials = rest.join(' ').trim();
  if (scheme.toLowerCase() === 'basic') return fromBasic(credentials, request, auth);
  if (scheme.toLowerCase() !== 'bearer') throw new AquilonError('UNAUTHENTICATED');
  const principal = await verifyBearer(credentials, auth);
  if (!principal) throw new AquilonError('TOKEN_INVALID');
  return principal;
}

/** Of a user or of an attempt. */
export function verifyBearer(token: string, { database, keys, tokens }: Authentication): Promise<Principal | null> {
  return isAttemptToken(token) ? verifyAttemptToken(database, keys, token) : tokens.verify('bearer', token);
}

async function fromBasic(credentials: string, request: FastifyRequest, auth: Authentication): Promise<Principal> {
  const [username = '', ...password] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  if (username.includes('\0')) throw new AquilonError('CREDENTIALS_INVALID');
  const user = await auth.signIn.checkAgain(username, password.join(':'), request.ip);
  return { username: user.username, role: user.role, by: 'basic', tokenId: null, expiresAt: Number.POSITIVE_INFINITY };
}

/** The browser sends the cookie by itself, whoever asks for it; only our own page can read and send this token. */
function requireCsrfToken(request: FastifyRequest, principal: Principal, keys: Keys): void {
  const token = request.headers['x-csrf-token'];
  if (typeof token === 'string' && keys.isSignature('csrf', principal.tokenId ?? '', token)) return;
  throw new AquilonError('CSRF_INVALID');
}

/** The token that a request was signed in by, for `isStillValid` of the route context. */
export function tokenOf(request: {
  headers: { authorization?: string | undefined };
  cookies: Record<string, string | undefined>;
}) {
  return request.headers.authorization?.replace(/^bearer\s+/i, '') ?? request.cookies[SESSION_COOKIE];
}
