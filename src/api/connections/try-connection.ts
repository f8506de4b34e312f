/** `POST /connections/test`: reaches the other system once, within a bounded time. Off by default, because the server reaches what its users may not. */
import type { Connection } from '@aquilon/sdk';
import pg from 'pg';
import type { Static } from 'typebox';
import type { Config } from '#config/config.ts';
import { connectionOf } from '#config/connection.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import { ApiError } from '#http/api-error.ts';
import type { Connections } from '#secrets/connections.ts';
import { MASKED, SecretMask } from '#support/secret-mask.ts';
import type { ConnectionTest } from './schemas.ts';
import { type Body, fieldsOf } from './write-connection.ts';

/** For one try, ms. */
const LIMIT = 10_000;

const TRIES: Readonly<Record<string, (connection: Connection) => Promise<string>>> = {
  postgres: tryPostgres,
  http: tryHttp,
};

/** Throws 403 in Airflow's words where trying is not allowed. */
export function requireTries({ core }: Config): void {
  if (core.testConnection === 'enabled') return;
  throw new ApiError(
    'CONNECTION_TESTS_OFF',
    'Testing connections is disabled in Airflow configuration. Contact your deployment admin to enable it.',
    { value: core.testConnection },
  );
}

export async function tryConnection(connections: Connections, body: Body): Promise<Static<typeof ConnectionTest>> {
  const connection = await wholeConnection(connections, body);
  const attempt = TRIES[connection.connType ?? ''];
  if (!attempt) return { status: false, message: `Unknown hook type "${connection.connType}"` };
  const mask = new SecretMask();
  mask.addConnection(connection);
  try {
    return { status: true, message: await attempt(connection) };
  } catch (error) {
    return { status: false, message: mask.text(messageOf(error)) || 'no answer' };
  }
}

/** A password that comes back masked is the stored one, but for the place it belongs to only: else a try would send it to any host. */
async function wholeConnection(connections: Connections, body: Body): Promise<Connection> {
  const given = connectionOf(body.connection_id, fieldsOf(body));
  if (given.password !== MASKED) return given;
  const stored = await connections.find(body.connection_id);
  const isSamePlace = (['connType', 'host', 'port', 'login', 'schema'] as const).every(
    (name) => stored?.[name] === given[name],
  );
  return stored && isSamePlace ? stored : given;
}

async function tryPostgres({ host, port, login, password, schema }: Connection): Promise<string> {
  const client = new pg.Client({
    host: host ?? 'localhost',
    port: port ?? 5432,
    ...(login === null ? {} : { user: login }),
    ...(password === null ? {} : { password }),
    database: schema ?? 'postgres',
    connectionTimeoutMillis: LIMIT,
    query_timeout: LIMIT,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end();
  }
  return 'Connection successfully tested';
}

/** Any answer but an error is one. */
async function tryHttp({ host, port, login, password, schema }: Connection): Promise<string> {
  const address = host?.includes('://') ? host : `${schema ?? 'http'}://${host ?? 'localhost'}`;
  const url = new URL(address);
  if (port !== null) url.port = String(port);
  const basic = Buffer.from(`${login ?? ''}:${password ?? ''}`).toString('base64');
  const response = await fetch(url, {
    headers: login === null ? {} : { authorization: `Basic ${basic}` },
    redirect: 'manual',
    signal: AbortSignal.timeout(LIMIT),
  });
  await response.body?.cancel();
  if (response.status >= 400) throw new Error(`${response.status}: ${response.statusText}`);
  return 'Connection successfully tested';
}
