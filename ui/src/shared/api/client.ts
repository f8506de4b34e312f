/** The only place that asks the server. Types of each address come from the OpenAPI document. */
import { addressOf } from './address.ts';
import { ApiError, errorOf } from './errors.ts';
import type { ExtraOperations } from './extra-operations.ts';
import type { Operations } from './generated.ts';

type All = Operations & ExtraOperations;
export type OperationName = keyof All;

/** Path and body are asked for only where the address has them. */
type Needs<Name extends string, T> = [T] extends [undefined]
  ? unknown
  : keyof T extends never
    ? unknown
    : { [K in Name]: T };

export type Call<K extends OperationName> = Needs<'path', All[K]['path']> &
  Needs<'body', All[K]['body']> & { query?: All[K]['query']; signal?: AbortSignal };

export type Answer<K extends OperationName> = All[K]['answer'];

interface AnyCall {
  path?: object;
  query?: object;
  body?: unknown;
  signal?: AbortSignal;
}

/** What the session gives to each request; set once by the session, so that this file does not import it. */
export interface Credentials {
  csrfToken(): string | null;
  /** Called on 401: resolves once somebody has signed in again, with whether it is the same person. */
  renew(): Promise<boolean>;
}

let credentials: Credentials | null = null;
export const provideCredentials = (given: Credentials): void => {
  credentials = given;
};

/** Asks the server. Throws `ApiError`; a session that ended is renewed first, and the request is sent again. */
export async function call<K extends OperationName>(name: K, request: Call<K>): Promise<Answer<K>> {
  const given: AnyCall = request;
  const [method = 'GET', template = ''] = name.split(' ');
  const address = addressOf(template, given.path ?? {}, given.query ?? {});
  const send = () => ask(method, address, given.body, given.signal);
  let response = await send();
  if (response.status === 401 && !template.startsWith('/auth/') && credentials !== null) {
    const samePerson = await credentials.renew();
    if (!samePerson && method !== 'GET') throw new ApiError(401, '');
    response = await send();
  }
  const body: unknown = response.status === 204 ? undefined : await response.json().catch(() => null);
  if (!response.ok) throw errorOf(response.status, body, response.headers.get('x-error-code'));
  return body as Answer<K>;
}

async function ask(method: string, address: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const token = method === 'GET' ? null : credentials?.csrfToken();
  if (token) headers['x-csrf-token'] = token;
  try {
    return await fetch(address, {
      method,
      headers,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, '');
  }
}
