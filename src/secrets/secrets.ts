/**
 * Variables and connections, wherever they stand. The order is Airflow's: the environment of the server, the secrets backend, the database.
 * Only the server opens this; a task process asks it for the names that it needs.
 */
import type { Connection } from '@aquilon/sdk';
import type { Config } from '#config/config.ts';
import { parseConnection } from '#config/connection.ts';
import { findConnection, findVariable } from '#config/task-secrets.ts';
import type { Database } from '#db/database.ts';
import type { Logger } from '#support/logger.ts';
import { chooseBackend } from './choose-backend.ts';
import { type Connections, createConnections } from './connections.ts';
import { type Keyring, missingKeys, openKeyring } from './keyring.ts';
import { createVariables, type Variables } from './variables.ts';

export interface Secrets {
  keyring: Keyring;
  /** Those of the database. */
  variables: Variables;
  connections: Connections;
  /** Null where there is none anywhere. Throws `SECRETS_BACKEND_FAILED`, `FERNET_KEY_MISSING`. */
  getVariable(key: string): Promise<string | null>;
  /** Null where there is none anywhere. Throws `CONNECTION_INVALID`, `SECRETS_BACKEND_FAILED`, `FERNET_KEY_MISSING`. */
  getConnection(connId: string): Promise<Connection | null>;
}

/** A key that stored values need and that is not there is told in the log. Throws `FERNET_KEY_INVALID`, `FERNET_KEY_MISSING`, `CONFIG_INVALID`. */
export async function openSecrets(config: Config, { pool }: Database, logger: Logger): Promise<Secrets> {
  const backend = chooseBackend(config);
  const keyring = await openKeyring(config, pool);
  for (const sentence of await missingKeys(keyring, pool)) logger.error(sentence);
  const variables = createVariables(pool, keyring);
  const connections = createConnections(pool, keyring);
  return {
    keyring,
    variables,
    connections,
    getVariable: async (key) =>
      findVariable(key) ?? (await backend?.getVariable(key)) ?? (await variables.find(key))?.value ?? null,
    async getConnection(connId) {
      const ofEnvironment = findConnection(connId);
      if (ofEnvironment) return ofEnvironment;
      const text = (await backend?.getConnection(connId)) ?? null;
      return text === null ? ((await connections.find(connId)) ?? null) : parseConnection(connId, text);
    },
  };
}
