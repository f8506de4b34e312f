import type { Sql } from '#db/database.ts';
import { lockSecrets } from '#db/queries/secrets.ts';
import { createConnections } from './connections.ts';
import type { Keyring } from './keyring.ts';
import { createVariables } from './variables.ts';

/**
 * Encrypts everything anew with the first key, what was not encrypted included. To be called in a transaction: where something cannot be read,
 * nothing is to stay changed. Throws `FERNET_KEY_MISSING`, naming it.
 */
export async function rotateKeys(sql: Sql, keyring: Keyring): Promise<{ variables: number; connections: number }> {
  await lockSecrets(sql);
  const [variables, connections] = [createVariables(sql, keyring), createConnections(sql, keyring)];
  const known = { variables: await variables.all(), connections: await connections.all() };
  for (const { key, value } of known.variables) await variables.change(key, { value });
  for (const { connId, password, extra } of known.connections) await connections.change(connId, { password, extra });
  return { variables: known.variables.length, connections: known.connections.length };
}
