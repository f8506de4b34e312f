import type { Static } from 'typebox';
import type { BulkTarget } from '#api/list/apply-bulk.ts';
import { unmasked } from '#api/list/masked-value.ts';
import { refuseTeam } from '#api/list/refuse-team.ts';
import type { Sql } from '#db/database.ts';
import { selectExistingConnections } from '#db/queries/secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { badRequest, invalidValue } from '#http/api-error.ts';
import type { Connections, StoredFields } from '#secrets/connections.ts';
import { MASKED } from '#support/secret-mask.ts';
import { connectionNotFound } from './find-connection.ts';
import type { ConnectionBody } from './schemas.ts';

export type Body = Static<typeof ConnectionBody>;

/** Throws 409 for an id that is taken, 422 for an extra that is no JSON object. */
export async function createConnection(connections: Connections, body: Body): Promise<void> {
  checkBody(body);
  const isNew = await connections.create(body.connection_id, fieldsOf(body));
  if (!isNew) throw new AquilonError('CONNECTION_EXISTS', { connection: body.connection_id });
}

export const fieldsOf = (body: Body): StoredFields => ({
  connType: body.conn_type,
  description: body.description ?? null,
  host: body.host ?? null,
  schema: body.schema ?? null,
  login: body.login ?? null,
  password: body.password ?? null,
  port: body.port ?? null,
  extra: body.extra ?? null,
});

/** Throws 422 in Airflow's words, 400 for a team. */
export function checkBody(body: Body): void {
  refuseTeam(body.team_name);
  const { extra } = body;
  if (extra === undefined || extra === null || extra === '') return;
  const refuse = (found: string): never => {
    const rule = "The `extra` field must be a valid JSON object (e.g., {'key': 'value'}), but encountered";
    throw invalidValue(['body', 'extra'], `${rule} ${found} in \`extra\` field`, extra);
  };
  let value: unknown;
  try {
    value = JSON.parse(extra);
  } catch {
    refuse('non-JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse('non-dict JSON');
}

export function checkSameId(connId: string, body: Body): void {
  if (body.connection_id !== connId)
    throw badRequest('The connection_id in the request body does not match the URL parameter');
}

/** By the names of the body. */
const COLUMNS = {
  conn_type: 'connType',
  description: 'description',
  host: 'host',
  login: 'login',
  schema: 'schema',
  port: 'port',
  password: 'password',
  extra: 'extra',
} as const satisfies { [K in keyof Body]?: keyof StoredFields };

const NAMES = ['connection_id', 'team_name', ...Object.keys(COLUMNS)];

/**
 * What the body does not say or the mask does not name stays, and so does a secret that comes back masked.
 * Throws 404, 422 for an extra that is no JSON object, 400 for a mask that is none.
 */
export async function changeConnection(connections: Connections, body: Body, mask?: readonly string[]): Promise<void> {
  const unknown = mask?.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw badRequest(`update_mask names ${unknown}: it may name ${NAMES.join(', ')}`);
  checkBody(body);
  const names = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter(
    (name) => body[name] !== undefined && (mask === undefined || mask.includes(name)),
  );
  const fields: Partial<StoredFields> = Object.fromEntries(names.map((name) => [COLUMNS[name], body[name]]));
  if (fields.password === MASKED) delete fields.password;
  if (fields.extra?.includes(MASKED)) {
    const stored = await connections.findToChange(body.connection_id);
    fields.extra = unmasked(fields.extra, stored?.extra ?? '');
  }
  if (!(await connections.change(body.connection_id, fields))) throw connectionNotFound(body.connection_id);
}

/** Throws 404. */
export async function removeConnection(connections: Connections, connId: string): Promise<void> {
  if (!(await connections.remove(connId))) throw connectionNotFound(connId);
}

export const bulkTarget = (pool: Sql, connections: Connections): BulkTarget<Body> => ({
  words: 'connections with these connection_ids',
  nameOf: ({ connection_id: connId }) => connId,
  existing: (connIds) => selectExistingConnections(pool, connIds),
  create: (body) => createConnection(connections, body),
  change: (body, mask) => changeConnection(connections, body, mask),
  remove: (connId) => removeConnection(connections, connId),
});
