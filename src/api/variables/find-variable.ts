/** From rows of `variable` to Airflow's VariableResponse: what tells a secret is masked. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import { matches, startsWith } from '#api/list/conditions.ts';
import { maskedValue } from '#api/list/masked-value.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import type { Sql } from '#db/database.ts';
import { selectVariable, type VariableRow } from '#db/queries/secrets.ts';
import { hasCode } from '#errors/aquilon-error.ts';
import { notFound } from '#http/api-error.ts';
import type { Keyring } from '#secrets/keyring.ts';
import { openValue } from '#secrets/variables.ts';
import type { Variable } from './schemas.ts';

/** How a variable is read: with which keys, and which words in names tell of secrets. */
export interface Reading {
  keyring: Keyring;
  sensitiveWords: string;
}

const key = { column: sql`variable.key`, type: 'text' } as const;
const id = { column: sql`variable.id`, type: 'bigint' } as const;
const ORDER: OrderRules = {
  columns: {
    key,
    id,
    _val: { column: sql`variable.val`, type: 'text' },
    description: { column: sql`variable.description`, type: 'text', nullable: true },
    is_encrypted: { column: sql`variable.is_encrypted`, type: 'boolean' },
    team_name: { column: sql`null::text`, type: 'text', nullable: true },
  },
  fallback: ['id'],
  key: [id],
};

/** Throws 400 for an order that is none. */
export function variableList(
  query: { variable_key_pattern?: string; variable_key_prefix_pattern?: string },
  orderBy: readonly string[] | undefined,
): ListQuery {
  return {
    columns: sql`variable.key, variable.val, variable.description, variable.is_encrypted, variable.key_id`,
    from: sql`variable`,
    where: [matches(key.column, query.variable_key_pattern), startsWith(key.column, query.variable_key_prefix_pattern)],
    order: orderOf(orderBy, ORDER),
  };
}

/** Throws 404 in Airflow's words. */
export async function findVariable(pool: Sql, wanted: string, reading: Reading): Promise<Static<typeof Variable>> {
  const row = await selectVariable(pool, wanted);
  if (!row) throw variableNotFound(wanted);
  return toVariable(row, reading);
}

export const variableNotFound = (wanted: string) =>
  notFound('VARIABLE_NOT_FOUND', `The Variable with key: \`${wanted}\` was not found`, { key: wanted });

export function toVariable(row: VariableRow, { keyring, sensitiveWords }: Reading): Static<typeof Variable> {
  return {
    key: row.key,
    value: readable(row, keyring, sensitiveWords),
    description: row.description,
    is_encrypted: row.is_encrypted,
    team_name: null,
  };
}

/** A value whose key is missing must not keep the others from being listed. */
function readable(row: VariableRow, keyring: Keyring, sensitiveWords: string): string | null {
  try {
    return maskedValue(row.key, openValue(row, keyring), sensitiveWords);
  } catch (error) {
    if (hasCode(error, 'FERNET_KEY_MISSING')) return null;
    throw error;
  }
}
