import { AquilonError } from '#errors/aquilon-error.ts';

/** What stands in the `extra` of a connection: an object, or nothing. Throws `CONNECTION_INVALID`. */
export function extraOf({ connId, extra }: { connId: string; extra: string | null }): { [name: string]: unknown } {
  try {
    const value = JSON.parse(extra ?? '{}') as unknown;
    if (typeof value === 'object' && value !== null) return value as { [name: string]: unknown };
  } catch {
    // Told below.
  }
  throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason: 'its extra is no JSON object' });
}
