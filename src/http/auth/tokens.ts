/**
 * Bearer tokens and session cookies: JWTs signed with HS256 and nothing else, each kind with its own key and audience.
 * A token falls with its user's password and with the user; signing out puts its id on the list of revoked ones.
 */
import { createHash } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { uuidv7 } from '#support/uuid.ts';
import type { Keys } from './keys.ts';
import { isRole, type Principal } from './roles.ts';

export type TokenKind = 'bearer' | 'session';

const ISSUER = 'aquilon';
const AUDIENCES: Readonly<Record<TokenKind, string>> = { bearer: 'aquilon-api', session: 'aquilon-ui' };
/** A verified token is believed for this long before user and revocation are looked up again, milliseconds. */
const BELIEF = 1_000;
const MOST_CACHED = 2_000;

interface Claims {
  username: string;
  tokenId: string;
  expiresAt: number;
  /** Changes with the password. */
  fingerprint: string;
}

interface Believed {
  claims: Claims;
  principal: Principal;
  until: number;
}

export interface Tokens {
  issue(kind: TokenKind, user: { username: string; passwordHash: string }): Promise<IssuedToken>;
  /** Who the token speaks for, or null: forged, expired, revoked, or its user is gone. */
  verify(kind: TokenKind, token: string): Promise<Principal | null>;
  revoke(principal: Principal): Promise<void>;
}

export interface IssuedToken {
  token: string;
  tokenId: string;
  /** Seconds that it is good for. */
  lifetime: number;
}

export function createTokens(parts: { config: Config; database: Database; keys: Keys }): Tokens {
  const { config, database, keys } = parts;
  const believed = new Map<string, Believed>();

  async function read(kind: TokenKind, token: string): Promise<Claims | null> {
    try {
      const { payload } = await jwtVerify(token, keys[kind], {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCES[kind],
        requiredClaims: ['sub', 'jti', 'exp', 'iat', 'fpr'],
      });
      return {
        username: String(payload.sub),
        tokenId: String(payload.jti),
        expiresAt: Number(payload.exp),
        fingerprint: String(payload.fpr),
      };
    } catch {
      // Whatever is wrong with it, the client learns only that it is invalid.
      return null;
    }
  }

  async function look(kind: TokenKind, claims: Claims): Promise<Principal | null> {
    const row = await readTokenUser(database, claims);
    if (!row?.is_active || row.is_revoked || fingerprintOf(row.password_hash) !== claims.fingerprint) return null;
    return {
      username: claims.username,
      role: isRole(row.role) ? row.role : 'Public',
      by: kind,
      tokenId: claims.tokenId,
      expiresAt: claims.expiresAt,
    };
  }

  return {
    async issue(kind, user) {
      const lifetime = config.api.jwtExpirationTime;
      const tokenId = uuidv7();
      const token = await new SignJWT({ fpr: fingerprintOf(user.passwordHash) })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(user.username)
        .setJti(tokenId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCES[kind])
        .setIssuedAt()
        .setExpirationTime(`${lifetime}s`)
        .sign(keys[kind]);
      return { token, tokenId, lifetime };
    },

    async verify(kind, token) {
      const now = performance.now();
      const key = `${kind} ${token}`;
      const known = believed.get(key);
      if (known && known.until > now && known.claims.expiresAt * 1000 > Date.now()) return known.principal;
      believed.delete(key);
      const claims = await read(kind, token);
      const principal = claims && (await look(kind, claims));
      if (!claims || !principal) return null;
      if (believed.size >= MOST_CACHED) believed.delete(believed.keys().next().value ?? '');
      believed.set(key, { claims, principal, until: now + BELIEF });
      return principal;
    },

    async revoke(principal) {
      if (!principal.tokenId) return;
      await insertRevokedToken(database, principal.tokenId, principal.expiresAt);
      for (const [key, one] of believed) if (one.claims.tokenId === principal.tokenId) believed.delete(key);
    },
  };
}

/** Tells two passwords apart without telling anything about either. */
function fingerprintOf(passwordHash: string): string {
  return createHash('sha256').update(passwordHash).digest('base64url').slice(0, 16);
}

async function readTokenUser(database: Database, claims: Claims) {
  const { rows } = await database.pool.query<{
    role: string;
    is_active: boolean;
    password_hash: string;
    is_revoked: boolean;
  }>({
    name: 'read_token_user',
    text: `select app_user.role, app_user.is_active, app_user.password_hash,
                  exists (select from revoked_token where revoked_token.jti = $2::text) as is_revoked
           from app_user
           where app_user.username = $1::text`,
    values: [claims.username, claims.tokenId],
  });
  return rows[0];
}

/** Tokens that have expired by themselves since need no entry any more. */
async function insertRevokedToken(database: Database, tokenId: string, expiresAt: number): Promise<void> {
  await database.pool.query(
    `with expired as (delete from revoked_token where revoked_token.expires_at < now())
     insert into revoked_token (jti, expires_at) values ($1::text, to_timestamp($2::double precision))
     on conflict (jti) do nothing`,
    [tokenId, expiresAt],
  );
}
