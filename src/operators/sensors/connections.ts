/** The connections that sensors reach other systems by. */
import type { Connection } from '@aquilon/sdk';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { BodyContext } from '#worker/operator-body.ts';

/** Rejects with `CONNECTION_NOT_FOUND` and `CONNECTION_INVALID`. */
export async function connectionOf(request: BodyContext['request'], connId: string): Promise<Connection> {
  const found = (await request({ op: 'get_connection', connId })) as unknown as Connection | null;
  if (!found) throw new AquilonError('CONNECTION_NOT_FOUND', { connection: connId, name: connId.toUpperCase() });
  return found;
}

/** What stands in its `extra`: an object, or nothing. */
export function extraOf({ connId, extra }: Connection): { [name: string]: unknown } {
  try {
    const value = JSON.parse(extra ?? '{}') as unknown;
    if (typeof value === 'object' && value !== null) return value as { [name: string]: unknown };
  } catch {
    // Told below.
  }
  throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason: 'its extra is no JSON object' });
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
