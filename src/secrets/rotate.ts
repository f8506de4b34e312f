import type { Database } from '#db/database.ts';
import { lockSecrets } from '#db/queries/secrets.ts';
import { createConnections } from './connections.ts';
import type { Keyring } from './keyring.ts';
import { createVariables } from './variables.ts';

/**
 * Encrypts everything anew with the first key, what was not encrypted included; all of it or, where something cannot be read, nothing.
 * Throws `FERNET_KEY_MISSING`, naming it.
 */
export async function rotateKeys(
  { pool }: Database,
  keyring: Keyring,
): Promise<{ variables: number; connections: number }> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await lockSecrets(client);
    const [variables, connections] = [createVariables(client, keyring), createConnections(client, keyring)];
    const known = { variables: await variables.all(), connections: await connections.all() };
    for (const { key, value } of known.variables) await variables.change(key, { value });
    for (const { connId, password, extra } of known.connections) await connections.change(connId, { password, extra });
    await client.query('commit');
    return { variables: known.variables.length, connections: known.connections.length };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
