import type { Json } from '@aquilon/sdk/serialized';

/** The element of a list that is mapped over; of an object, the pair of key and value. Null where there is none. */
export function elementOf(value: Json, index: number): Json {
  if (Array.isArray(value)) return value[index] ?? null;
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value)[index] ?? null;
}
