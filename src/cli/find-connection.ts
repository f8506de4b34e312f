/** A connection from wherever tasks would get it. */
import type { Connection } from '@aquilon/sdk';
import { AquilonError } from '#errors/aquilon-error.ts';
import { withSecrets } from './secrets.ts';

/** Throws `CONNECTION_NOT_FOUND`. */
export const findConnection = (connId: string): Promise<Connection> =>
  withSecrets(async (secrets) => {
    const found = await secrets.getConnection(connId);
    if (found) return found;
    throw new AquilonError('CONNECTION_NOT_FOUND', { connection: connId, name: connId.toUpperCase() });
  });
