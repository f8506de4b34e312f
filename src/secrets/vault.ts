/** Airflow's `VaultBackend`: HashiCorp Vault's key-value engine over HTTP. A question waits no longer than its time, whatever Vault does. */
import { AquilonError } from '#errors/aquilon-error.ts';
import type { SecretsBackend } from './backend.ts';
import { connectionText, variableText } from './entries.ts';
import { requestJson } from './request-json.ts';

export interface Vault {
  /** `https://vault.example:8200` */
  url: string;
  namespace: string | null;
  auth: { kind: 'token'; token: string } | { kind: 'approle'; mountPoint: string; roleId: string; secretId: string };
  mountPoint: string;
  /** Null: it is not asked for any. */
  variablesPath: string | null;
  connectionsPath: string | null;
  configPath: string | null;
  engineVersion: 1 | 2;
  /** For one question, sign-in included. */
  timeoutMs: number;
}

interface Session {
  token: string;
  /** Monotonic, ms. */
  goodUntil: number;
}

/** A lease is given up before its end by this share of it. */
const EARLY = 0.1;

export function createVault(vault: Vault): SecretsBackend {
  const name = 'VaultBackend';
  let session: Session | undefined =
    vault.auth.kind === 'token' ? { token: vault.auth.token, goodUntil: Number.POSITIVE_INFINITY } : undefined;

  const send = (path: string, signal: AbortSignal, options: { token?: string; body?: object }) =>
    requestJson(`${vault.url}/v1/${path}`, {
      signal,
      ...(options.body ? { body: options.body } : {}),
      headers: {
        ...(options.token === undefined ? {} : { 'x-vault-token': options.token }),
        ...(vault.namespace === null ? {} : { 'x-vault-namespace': vault.namespace }),
      },
    });

  async function signIn(signal: AbortSignal): Promise<Session> {
    if (session && performance.now() < session.goodUntil) return session;
    if (vault.auth.kind === 'token') throw new Error('it has no token');
    const { mountPoint, roleId, secretId } = vault.auth;
    const body = { role_id: roleId, secret_id: secretId };
    const { status, body: answer } = await send(`auth/${pathOf(mountPoint)}/login`, signal, { body });
    const { client_token: token, lease_duration: lease } = objectOf(objectOf(answer).auth);
    if (status !== 200 || typeof token !== 'string') throw new Error(`the sign-in by AppRole failed: ${told(status)}`);
    // A lease of 0 has no end.
    const seconds = typeof lease === 'number' && lease > 0 ? lease : Number.POSITIVE_INFINITY;
    session = { token, goodUntil: performance.now() + seconds * 1000 * (1 - EARLY) };
    return session;
  }

  async function read(path: string, signal: AbortSignal): Promise<Record<string, unknown> | null> {
    const infix = vault.engineVersion === 2 ? '/data' : '';
    const whole = `${pathOf(vault.mountPoint)}${infix}/${path}`;
    const used = await signIn(signal);
    let answer = await send(whole, signal, { token: used.token });
    if (answer.status === 403 && vault.auth.kind === 'approle') {
      // The token may have been revoked: a new one tells.
      session = undefined;
      answer = await send(whole, signal, { token: (await signIn(signal)).token });
    }
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw new Error(told(answer.status));
    const { data } = objectOf(answer.body);
    const found = vault.engineVersion === 2 ? objectOf(data).data : data;
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : null;
  }

  async function ask(folder: string | null, wanted: string): Promise<Record<string, unknown> | null> {
    // A name that would lead out of the folder is none of it.
    if (folder === null || wanted === '' || wanted.split('/').some((part) => /^\.{0,2}$/.test(part))) return null;
    const signal = AbortSignal.timeout(vault.timeoutMs);
    try {
      return await read(`${folder === '' ? '' : `${pathOf(folder)}/`}${pathOf(wanted)}`, signal);
    } catch (error) {
      const reason = signal.aborted ? `no answer within ${vault.timeoutMs / 1000} s` : reasonOf(error);
      throw new AquilonError('SECRETS_BACKEND_FAILED', { backend: name, what: wanted, reason });
    }
  }

  async function askText(folder: string | null, wanted: string): Promise<string | null> {
    const { value } = (await ask(folder, wanted)) ?? {};
    return value === undefined || value === null ? null : variableText(value);
  }

  return {
    name,
    getVariable: (key) => askText(vault.variablesPath, key),
    getConfig: (option) => askText(vault.configPath, option),
    async getConnection(connId) {
      const found = await ask(vault.connectionsPath, connId);
      return found === null ? null : connectionText(connId, found.conn_uri ?? found);
    },
  };
}

const pathOf = (text: string): string => text.split('/').map(encodeURIComponent).join('/');

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Vault's own words may hold what was asked; the status tells enough. */
function told(status: number): string {
  if (status === 400) return 'it answers 400, the request is wrong; is kv_engine_version right?';
  if (status === 403) return 'it answers 403, the token may not read this';
  if (status === 503) return 'it answers 503, it is sealed or in maintenance';
  if (status >= 300 && status < 400) return `it answers ${status}, another address; give that one as url`;
  return `it answers ${status}`;
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code === undefined ? message : `${message} (${cause.code})`;
}
