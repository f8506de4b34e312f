/** What may be the name of a variable or a connection, and what a connection needs to be stored: for all ways in but the API, which has schemas. */
import type { Connection } from '@aquilon/sdk';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { StoredFields } from './connections.ts';

const LONGEST_KEY = 250;

/** Throws `VARIABLE_INVALID`. */
export function checkKey(key: string): void {
  const reason =
    key.length > LONGEST_KEY
      ? `its key has more than ${LONGEST_KEY} characters`
      : isStorable(key)
        ? null
        : 'its key has characters that cannot be stored';
  if (reason !== null) throw new AquilonError('VARIABLE_INVALID', { key: key.slice(0, LONGEST_KEY), reason });
}

/** Largest value, characters: the largest body of a request of the API. */
const LONGEST_VALUE = 2 * 1024 * 1024;

/** Throws `VARIABLE_INVALID`. */
export function checkValue(key: string, value: string): void {
  const reason =
    value.length > LONGEST_VALUE
      ? `its value has more than ${LONGEST_VALUE} characters`
      : isStorable(value)
        ? null
        : 'its value has characters that cannot be stored';
  if (reason !== null) throw new AquilonError('VARIABLE_INVALID', { key, reason });
}

/** PostgreSQL holds no NUL and no half of a character. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** Throws `CONNECTION_INVALID`. */
export function checkConnectionId(connId: string): void {
  if (/^[\w.-]{1,200}$/.test(connId)) return;
  const reason = 'an id has up to 200 letters, digits, underscores, dots and dashes';
  throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason });
}

/** Throws `CONNECTION_INVALID` for one without a type. */
export function storedFields({ connId, uri: _, extraDejson: __, ...fields }: Connection): StoredFields {
  const { connType } = fields;
  if (!connType) throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason: 'it has no conn_type' });
  return { ...fields, connType };
}
