/** `POST /connections/defaults`: of Airflow's default connections, those to systems that there are operators, sensors or tries for. */
import type { Connections, StoredFields } from '#secrets/connections.ts';

const none = {
  description: null,
  host: null,
  schema: null,
  login: null,
  password: null,
  port: null,
  extra: null,
} satisfies Partial<StoredFields>;

const DEFAULTS: Readonly<Record<string, StoredFields>> = {
  aws_default: { ...none, connType: 'aws' },
  fs_default: { ...none, connType: 'fs', extra: '{"path": "/"}' },
  http_default: { ...none, connType: 'http', host: 'https://www.httpbin.org/' },
  postgres_default: {
    ...none,
    connType: 'postgres',
    host: 'postgres',
    schema: 'airflow',
    login: 'postgres',
    password: 'airflow',
  },
  sqlite_default: { ...none, connType: 'sqlite', host: '/tmp/sqlite_default.db' },
};

/** Those that are there stay as they are. */
export async function createDefaultConnections(connections: Connections): Promise<void> {
  for (const [connId, fields] of Object.entries(DEFAULTS)) await connections.create(connId, fields);
}
