/** Requests as authors write them: addresses below a connection, data, and what may be said of them in a message. */
import type { Connection } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import { extraOf } from '#support/connection-extra.ts';
import type { HttpRequest } from './http-request.ts';

/** As Airflow's HttpHook: the host may say the protocol, else the schema does; the url is a path below it. */
export function throughConnection(connection: Connection, asked: HttpRequest): HttpRequest {
  const { host, schema, port, login, password } = connection;
  const place = host?.includes('://') ? host : `${schema ?? 'http'}://${host ?? ''}`;
  const base = `${place}${port === null ? '' : `:${port}`}`;
  const url = `${base.replace(/\/+$/, '')}/${asked.url.replace(/^\/+/, '')}`;
  const user = Buffer.from(`${login}:${password ?? ''}`).toString('base64');
  const own = Object.entries(extraOf(connection)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const headers = { ...Object.fromEntries(own), ...(login === null ? {} : { authorization: `Basic ${user}` }) };
  return { ...asked, url, headers: { ...headers, ...asked.headers } };
}

/** With the type of what is sent as JSON, unless the author says another. */
export function headersFor(given: Record<string, string>, data: Json): Record<string, string> {
  const named = Object.keys(given).some((name) => name.toLowerCase() === 'content-type');
  const isJson = data !== null && typeof data !== 'string';
  return isJson && !named ? { 'content-type': 'application/json', ...given } : given;
}

/** An address may carry a password or a key. */
export function withoutSecrets(address: string): string {
  const url = URL.parse(address);
  return url === null ? 'an address' : `${url.origin}${url.pathname}`;
}
