/** Variables and connections for commands: in the clear, for whoever may read the home folder and the database. */
import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { openConfig } from '#composition/open-config.ts';
import { readServerFile } from '#composition/server-file.ts';
import type { Config } from '#config/config.ts';
import { findConnection, findVariable } from '#config/task-secrets.ts';
import type { Database, Sql } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { createConnections } from '#secrets/connections.ts';
import { findKeyring } from '#secrets/keyring.ts';
import { openSecrets, type Secrets } from '#secrets/secrets.ts';
import { createVariables } from '#secrets/variables.ts';
import { createLogger } from '#support/logger.ts';
import { auditedCommand } from './audit.ts';
import { withDatabase } from './database.ts';
import { didYouMean, HintedError } from './hints.ts';

/** Runs `use` with the secrets of the installation, beside a server or without one. */
export async function withSecrets<T>(use: (secrets: Secrets, database: Database) => Promise<T>): Promise<T> {
  const config = await openConfig();
  await checkKeyOfServer(config);
  // What is wrong with a key is told by the command itself.
  const logger = createLogger({ level: 'error', format: config.logging.format, write: () => undefined });
  return withDatabase(async (database) => {
    const secrets = await openSecrets(config, database, logger);
    try {
      return await use(secrets, database);
    } catch (error) {
      throw error instanceof AquilonError ? await withNearNames(error, secrets) : error;
    }
  });
}

/**
 * What one of them encrypts, the other could not read; and where there is no key here at all, opening the secrets would make one that the server
 * does not have. Throws `FERNET_KEY_DIFFERS`.
 */
async function checkKeyOfServer(config: Config): Promise<void> {
  const server = readServerFile(config.home);
  if (!server) return;
  const ours = (await findKeyring(config))?.ids[0];
  if (ours === server.keyId) return;
  const values = { home: config.home, theirs: server.keyId, ours: ours === undefined ? 'none' : `the key ${ours}` };
  throw new AquilonError('FERNET_KEY_DIFFERS', values);
}

/** An unknown variable or connection, with the nearest of those in the database. */
async function withNearNames(error: AquilonError, { variables, connections }: Secrets): Promise<AquilonError> {
  const { key, connection } = error.values;
  if (error.code === 'VARIABLE_NOT_FOUND') {
    const near = didYouMean(String(key), await variables.keys());
    return new HintedError(error, `${near}List the variables with: aquilon variables list. ${error.remedy}`);
  }
  if (error.code !== 'CONNECTION_NOT_FOUND') return error;
  const ids = (await connections.ids()).map(({ connId }) => connId);
  const near = didYouMean(String(connection), ids);
  return new HintedError(error, `${near}List the connections with: aquilon connections list. ${error.remedy}`);
}

/** Changes variables and connections of the database in one transaction with its row of the audit log; `command` is what that says. */
export const changeSecrets = <T>(
  command: readonly string[],
  change: (secrets: Pick<Secrets, 'variables' | 'connections' | 'keyring'>, sql: Sql) => Promise<T>,
): Promise<T> =>
  withSecrets(({ keyring }, database) =>
    auditedCommand(database, command, (sql) =>
      change({ keyring, variables: createVariables(sql, keyring), connections: createConnections(sql, keyring) }, sql),
    ),
  );

export interface ShownOptions {
  showValues?: boolean;
  hideSensitive?: boolean;
}

/** Throws what ends the command with exit code 1. */
export function checkShown({ showValues, hideSensitive }: ShownOptions): void {
  if (hideSensitive && !showValues)
    throw new InvalidArgumentError('--hide-sensitive can only be used with --show-values');
}

/** Of a list: the others are shown all the same. */
export const tellUnreadable = ({ values: { thing, reason } }: AquilonError): void =>
  void process.stderr.write(`${thing} cannot be read, and is shown as null: ${reason}\n`);

/** `-` is the output. A file holds secrets in the clear: only its owner may read it. */
export async function writeExport(file: string, text: string): Promise<void> {
  if (file === '-') process.stdout.write(text);
  else await writeFile(file, text, { mode: 0o600 });
}

/** Opens the database only for what does not stand in the environment, and for one question at a time. */
export function lookUp(): Pick<Secrets, 'getVariable' | 'getConnection'> {
  let last: Promise<unknown> = Promise.resolve();
  const ask = <T>(question: (secrets: Secrets) => Promise<T>): Promise<T> => {
    const answer = last.then(() => withSecrets(question));
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    getVariable: async (key) => findVariable(key) ?? ask((secrets) => secrets.getVariable(key)),
    getConnection: async (connId) => findConnection(connId) ?? ask((secrets) => secrets.getConnection(connId)),
  };
}
