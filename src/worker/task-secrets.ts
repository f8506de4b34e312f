/** Variables and connections, asked of the server one by one: a task process sees no other. */
import type { Connection, Connections, Variables } from '@aquilon/sdk';
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Attempt } from './attempt.ts';

/** Null where there is none. */
export const askVariable = async (attempt: Attempt, key: string): Promise<string | null> =>
  (await attempt.ask({ op: 'get_variable', key })) as string | null;

/** Null where there is none. */
export const askConnection = async (attempt: Attempt, connId: string): Promise<Connection | null> =>
  (await attempt.ask({ op: 'get_connection', connId })) as Connection | null;

export function variablesOf(attempt: Attempt): Variables {
  const missing = (key: string) => new AquilonError('VARIABLE_NOT_FOUND', { key, name: key.toUpperCase() });
  return {
    async get(key: string, fallback?: string | null) {
      const value = await askVariable(attempt, key);
      if (value !== null) return value;
      if (fallback === undefined) throw missing(key);
      return fallback as string;
    },
    async getJson<T extends Json>(key: string, fallback?: T): Promise<T> {
      const value = await askVariable(attempt, key);
      if (value !== null) return jsonOf(key, value) as T;
      if (fallback === undefined) throw missing(key);
      return fallback;
    },
    async set(key, value, { description } = {}) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      await attempt.ask({
        op: 'set_variable',
        key,
        value: text,
        ...(description === undefined ? {} : { description }),
      });
    },
    async delete(key) {
      await attempt.ask({ op: 'delete_variable', key });
    },
  };
}

/** What is wrong with the text is not told: the text may be secret. */
function jsonOf(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AquilonError('VARIABLE_INVALID', { key, reason: 'its value is no JSON' });
  }
}

export const connectionsOf = (attempt: Attempt): Connections => ({
  async get(connId) {
    const connection = await askConnection(attempt, connId);
    if (connection) return connection;
    throw new AquilonError('CONNECTION_NOT_FOUND', { connection: connId, name: connId.toUpperCase() });
  },
});
