/** Variables and connections, asked of the server one by one: a task process sees no other. */
import type { Connection } from '@aquilon/sdk';
import type { Attempt } from './attempt.ts';

/** Null where there is none. */
export const askVariable = async (attempt: Attempt, key: string): Promise<string | null> =>
  (await attempt.ask({ op: 'get_variable', key })) as string | null;

/** Null where there is none. */
export const askConnection = async (attempt: Attempt, connId: string): Promise<Connection | null> =>
  (await attempt.ask({ op: 'get_connection', connId })) as Connection | null;
