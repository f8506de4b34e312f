/** Variables and connections, asked of the server one by one: a task process sees no other. What is secret of them is masked from then on. */
import type { Connection } from '@aquilon/sdk';
import type { Attempt } from './attempt.ts';

/** Null where there is none. */
export async function askVariable(attempt: Attempt, key: string): Promise<string | null> {
  const value = (await attempt.ask({ op: 'get_variable', key })) as string | null;
  attempt.mask.addVariable(key, value);
  return value;
}

/** Null where there is none. */
export async function askConnection(attempt: Attempt, connId: string): Promise<Connection | null> {
  const connection = (await attempt.ask({ op: 'get_connection', connId })) as Connection | null;
  if (connection !== null) attempt.mask.addConnection(connection);
  return connection;
}
