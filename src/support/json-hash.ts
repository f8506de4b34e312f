import { createHash } from 'node:crypto';
import type { Json } from '@aquilon/sdk/serialized';

/** SHA-256 of the value as JSON text, lower-case hex. The order of the keys does not count: the database keeps another. */
export const jsonHash = (value: Json): string =>
  createHash('sha256')
    .update(JSON.stringify(inOrder(value)))
    .digest('hex');

function inOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, one]): [string, Json] => [key, inOrder(one)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
