/** Connections as Airflow writes them into the environment: an address, or JSON. The rules are those of its page "Managing Connections". */
import type { Connection } from '@aquilon/sdk';
import { AquilonError } from '#errors/aquilon-error.ts';

const EXTRA_KEY = '__extra__';
export type ConnectionFields = Omit<Connection, 'connId' | 'uri' | 'extraDejson'>;

/** Throws `CONNECTION_INVALID`; its message never holds the text. */
export function parseConnection(connId: string, text: string): Connection {
  try {
    return connectionOf(connId, text.trimStart().startsWith('{') ? fieldsOfJson(text) : fieldsOfUri(text.trim()));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message;
    throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason });
  }
}

/** With its address. */
export const connectionOf = (connId: string, fields: ConnectionFields): Connection => ({
  connId,
  ...fields,
  extraDejson: objectOf(fields.extra),
  uri: uriOf(fields),
});

function objectOf(extra: string | null): Connection['extraDejson'] {
  try {
    const value: unknown = JSON.parse(extra ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Connection['extraDejson'])
      : {};
  } catch {
    return {};
  }
}

function fieldsOfJson(text: string): ConnectionFields {
  const given = JSON.parse(text) as Record<string, unknown>;
  const known = ['conn_type', 'description', 'host', 'schema', 'login', 'password', 'port', 'extra'];
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`it has the unknown field ${unknown[0]}; known are ${known.join(', ')}`);
  const text_ = (name: string) => (given[name] === undefined || given[name] === null ? null : String(given[name]));
  const { extra } = given;
  return {
    connType: text_('conn_type') === null ? null : typeOf(String(given.conn_type)),
    description: text_('description'),
    host: text_('host'),
    schema: text_('schema'),
    login: text_('login'),
    password: text_('password'),
    port: portOf(text_('port')),
    extra: extra === undefined || extra === null || typeof extra === 'string' ? (extra ?? null) : JSON.stringify(extra),
  };
}

/** `type://login:password@host:port/schema?name=value`, each part percent-encoded; `type://http://host` gives the host a protocol. */
function fieldsOfUri(text: string): ConnectionFields {
  const parts = /^([^:/?#]*):\/\/(?:([a-z][\w+.-]*):\/\/)?([^/?#]*)(?:\/([^?#]*))?(?:\?(.*))?$/is.exec(text);
  if (parts === null)
    throw new Error('it is neither JSON nor an address such as type://login:password@host:port/schema');
  const [, type = '', protocol, authority = '', path, query] = parts;
  const at = authority.lastIndexOf('@');
  const [login, password] = at < 0 ? [null, null] : splitOnce(authority.slice(0, at), ':');
  const place = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1));
  if (place === null) throw new Error('its port is no number');
  const host = decode(place[1]?.replace(/^\[|\]$/g, '') || null);
  return {
    connType: typeOf(type),
    description: null,
    host: protocol === undefined ? host : `${protocol}://${host ?? ''}`,
    schema: decode(path || null),
    login: decode(login || null),
    password: decode(password),
    port: portOf(place[2] || null),
    extra: query === undefined ? null : extraOf(new URLSearchParams(query)),
  };
}

function splitOnce(text: string, mark: string): [string, string | null] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

const decode = (text: string | null): string | null => (text === null ? null : decodeURIComponent(text));

/** As Airflow: `postgresql` is the type `postgres`, and dashes stand for underscores. */
function typeOf(scheme: string): string {
  return scheme === 'postgresql' ? 'postgres' : scheme.replaceAll('-', '_');
}

function portOf(text: string | null): number | null {
  if (text === null) return null;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('its port is no number from 0 to 65535');
  return port;
}

const extraOf = (query: URLSearchParams): string =>
  query.get(EXTRA_KEY) ?? JSON.stringify(Object.fromEntries(query.entries()));

/** Airflow's `Connection.get_uri()`. */
function uriOf({ connType, host, schema, login, password, port, extra }: ConnectionFields): string {
  const [protocol, name] = host?.includes('://') ? (host.split('://', 2) as [string, string]) : [null, host];
  const user = `${encode(login)}${password === null ? '' : `:${encode(password)}`}`;
  const authority = login === null && password === null ? '' : `${user}@`;
  const place = `${encode(name)}${port === null ? '' : `${name || authority ? '' : '@'}:${port}`}`;
  const path = schema === null || schema === '' ? '' : `/${encode(schema)}`;
  const type = connType === null ? '//' : `${connType.toLowerCase().replaceAll('_', '-')}://`;
  const query = extra === null || extra === '' ? '' : `${path === '' ? '/?' : '?'}${queryOf(extra)}`;
  return `${type}${protocol === null || protocol === connType ? '' : `${protocol}://`}${authority}${place}${path}${query}`;
}

const encode = (text: string | null): string =>
  encodeURIComponent(text ?? '').replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** By name where all values are texts; else the JSON as a whole. */
function queryOf(extra: string): string {
  try {
    const entries = Object.entries(JSON.parse(extra) as Record<string, unknown>);
    if (entries.length > 0 && entries.every(([, value]) => typeof value === 'string'))
      return new URLSearchParams(entries as [string, string][]).toString();
  } catch {
    // It is no JSON: kept as it is.
  }
  return new URLSearchParams({ [EXTRA_KEY]: extra }).toString();
}
