/** Airflow's `LocalFilesystemBackend`: files of variables and connections. They are read at each question, so that changes hold at once. */
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { SecretsBackend } from './backend.ts';
import { connectionText, variableText } from './entries.ts';
import { readSecretFile } from './read-secret-file.ts';

export interface LocalFiles {
  /** Null: it holds none. */
  variablesFilePath: string | null;
  connectionsFilePath: string | null;
}

export function createLocalFiles({ variablesFilePath, connectionsFilePath }: LocalFiles): SecretsBackend {
  const name = 'LocalFilesystemBackend';
  const look = async (file: string | null, wanted: string, toText: (value: unknown) => string) => {
    if (file === null) return null;
    try {
      const entries = await readSecretFile(file);
      return entries.has(wanted) ? toText(entries.get(wanted)) : null;
    } catch (error) {
      throw new AquilonError('SECRETS_BACKEND_FAILED', { backend: name, what: wanted, reason: messageOf(error) });
    }
  };
  return {
    name,
    getVariable: (key) => look(variablesFilePath, key, variableText),
    getConnection: (connId) => look(connectionsFilePath, connId, (value) => connectionText(connId, value)),
    // As in Airflow: the files hold no options.
    getConfig: async () => null,
  };
}
