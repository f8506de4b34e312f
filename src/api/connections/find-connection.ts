/** From rows of `connection` to Airflow's ConnectionResponse: no password leaves the server, and of an extra no entry whose name tells of a secret. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import { matches, startsWith } from '#api/list/conditions.ts';
import { maskedJson } from '#api/list/masked-value.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import type { Sql } from '#db/database.ts';
import { type ConnectionRow, selectConnection } from '#db/queries/secrets.ts';
import { hasCode } from '#errors/aquilon-error.ts';
import { notFound } from '#http/api-error.ts';
import { openExtra } from '#secrets/connections.ts';
import type { Keyring } from '#secrets/keyring.ts';
import { MASKED } from '#support/secret-mask.ts';
import type { Connection } from './schemas.ts';

/** How a connection is read: with which keys, and which words in names tell of secrets. */
export interface Reading {
  keyring: Keyring;
  sensitiveWords: string;
}

const connId = { column: sql`connection.conn_id`, type: 'text' } as const;
const id = { column: sql`connection.id`, type: 'bigint' } as const;
const ORDER: OrderRules = {
  columns: {
    id,
    conn_id: connId,
    connection_id: connId,
    conn_type: { column: sql`connection.conn_type`, type: 'text' },
    description: { column: sql`connection.description`, type: 'text', nullable: true },
    host: { column: sql`connection.host`, type: 'text', nullable: true },
    port: { column: sql`connection.port`, type: 'integer', nullable: true },
    team_name: { column: sql`null::text`, type: 'text', nullable: true },
  },
  fallback: ['id'],
  key: [id],
};

/** Throws 400 for an order that is none. */
export function connectionList(
  query: { connection_id_pattern?: string; connection_id_prefix_pattern?: string },
  orderBy: readonly string[] | undefined,
): ListQuery {
  return {
    columns: sql`connection.*`,
    from: sql`connection`,
    where: [
      matches(connId.column, query.connection_id_pattern),
      startsWith(connId.column, query.connection_id_prefix_pattern),
    ],
    order: orderOf(orderBy, ORDER),
  };
}

/** Throws 404 in Airflow's words. */
export async function findConnection(pool: Sql, wanted: string, reading: Reading): Promise<Static<typeof Connection>> {
  const row = await selectConnection(pool, wanted);
  if (!row) throw connectionNotFound(wanted);
  return toConnection(row, reading);
}

export const connectionNotFound = (wanted: string) =>
  notFound('CONNECTION_NOT_FOUND', `The Connection with connection_id: \`${wanted}\` was not found`, {
    connection: wanted,
  });

export function toConnection(row: ConnectionRow, { keyring, sensitiveWords }: Reading): Static<typeof Connection> {
  return {
    connection_id: row.conn_id,
    conn_type: row.conn_type,
    description: row.description,
    host: row.host,
    login: row.login,
    schema: row.schema,
    port: row.port,
    password: row.password === null ? null : MASKED,
    extra: shownExtra(row, keyring, sensitiveWords),
    team_name: null,
  };
}

/** An extra whose key is missing must not keep the others from being listed. */
function shownExtra(row: ConnectionRow, keyring: Keyring, sensitiveWords: string): string | null {
  try {
    const extra = openExtra(row, keyring);
    if (extra === null || extra === '') return extra;
    // What is no JSON has no names that could tell what of it is secret.
    return maskedJson(extra, sensitiveWords) ?? MASKED;
  } catch (error) {
    if (hasCode(error, 'FERNET_KEY_MISSING')) return null;
    throw error;
  }
}
