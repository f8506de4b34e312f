/** The connections that operators and sensors reach other systems by. */
import type { Connection } from '@aquilon/sdk';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { BodyContext } from '#worker/operator-body.ts';

/** Rejects with `CONNECTION_NOT_FOUND` and `CONNECTION_INVALID`. */
export async function connectionOf(request: BodyContext['request'], connId: string): Promise<Connection> {
  const found = (await request({ op: 'get_connection', connId })) as unknown as Connection | null;
  if (!found) throw new AquilonError('CONNECTION_NOT_FOUND', { connection: connId, name: connId.toUpperCase() });
  return found;
}
