/** The REST API as commands use it: of the server that runs, or without one. */

import { openConfig } from '#composition/open-config.ts';
import { readServerFile } from '#composition/server-file.ts';
import type { Config } from '#config/config.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { namedIn, withHints } from './hints.ts';
import { tellRequest } from './verbose.ts';

export interface Client {
  /** The answer's JSON. Throws `REQUEST_REFUSED` with the server's words. */
  ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T>;
  /** Every entry of a list, page by page, or the first `limit`. `key` names the list in the answer. */
  all<T>(path: string, key: string, limit?: number): Promise<T[]>;
}

const PAGE = 100;
/** What Airflow's API does not have. */
const OWN = '/aquilon/';

interface Answer {
  status: number;
  text: string;
  header(name: string): unknown;
}

type Send = (method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<Answer>;

/** Runs `use` with a client, and closes what was opened for it. */
export async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const config = await openConfig();
  const { apiUrl, apiToken } = config.cli;
  if (apiUrl !== '') return withHints(httpClient({ url: apiUrl.replace(/\/+$/, ''), token: apiToken }), use);
  const server = readServerFile(config.home);
  if (server) return withHints(httpClient(server), use);
  const { openOffline } = await import('#composition/offline.ts');
  const offline = await openOffline(config);
  const { username, password } = offline.firstAdmin ?? {};
  if (password)
    process.stderr.write(`Made the administrator ${username} with the password ${password} (shown only now).\n`);
  try {
    return await withHints(clientOf(offline.request), use);
  } finally {
    await offline.close();
  }
}

/** The server that runs, or the one that the configuration names: asked for anew each time, as its token is renewed. Throws `SERVER_NOT_RUNNING`. */
export function runningServer({ cli: { apiUrl, apiToken }, home }: Config): Client {
  if (apiUrl !== '') return httpClient({ url: apiUrl.replace(/\/+$/, ''), token: apiToken });
  const server = readServerFile(home);
  if (!server) throw new AquilonError('SERVER_NOT_RUNNING', { home });
  return httpClient(server);
}

/** The API of a server that runs. */
export const httpClient = ({ url, token }: { url: string; token: string }): Client => clientOf(overHttp(url, token));

function overHttp(url: string, token: string): Send {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : null,
    });
    return {
      status: response.status,
      text: await response.text(),
      header: (name) => response.headers.get(name),
    };
  };
}

/** What the headers of an answer say of its error; empty where they say nothing. */
function errorIn({ header }: Answer): { code: string; remedy: string } {
  const text = (name: string) => String(header(name) ?? '');
  return { code: text('x-error-code'), remedy: decodeURIComponent(text('x-error-remedy')) };
}

function clientOf(send: Send): Client {
  const ask: Client['ask'] = async (method, path, body) => {
    const url = path.startsWith(OWN) ? path : `/api/v2${path}`;
    const since = performance.now();
    const answer = await send(method, url, body);
    const { status, text } = answer;
    tellRequest(method, url, status, since);
    if (status >= 400)
      throw new AquilonError('REQUEST_REFUSED', {
        status,
        reason: reasonOf(text),
        ...errorIn(answer),
        ...namedIn(path, body),
      });
    return (text === '' ? null : JSON.parse(text)) as never;
  };
  return {
    ask,
    async all<T>(path: string, key: string, limit = Number.POSITIVE_INFINITY): Promise<T[]> {
      const found: T[] = [];
      for (;;) {
        const page = `${path.includes('?') ? '&' : '?'}limit=${PAGE}&offset=${found.length}`;
        const entries = (await ask<Record<string, T[]>>('GET', path + page))[key] ?? [];
        // A server may be set to pages that are smaller than what is asked for: only an empty one is the end.
        if (entries.length === 0) return found;
        found.push(...entries);
        if (found.length >= limit) return found.slice(0, limit);
      }
    },
  };
}

function reasonOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
    if (Array.isArray(detail)) return detail.map((one) => `${(one.loc ?? []).join('.')}: ${one.msg}`).join('; ');
    return JSON.stringify(detail ?? text);
  } catch {
    return text.slice(0, 500);
  }
}

export const path = (strings: TemplateStringsArray, ...values: (string | number)[]): string =>
  strings.reduce((whole, part, at) => whole + encodeURIComponent(values[at - 1] ?? '') + part);
