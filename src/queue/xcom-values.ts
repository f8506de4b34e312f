/** XComs between a value and what the database keeps of it. */
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import type { XComValue } from './executor.ts';

export interface XComLimits {
  /** Bytes of JSON up to which a value goes into the database. */
  inlineLimit: number;
  /** Bytes of JSON that a value may have at all. */
  sizeLimit: number;
}

/** Valid JSON that PostgreSQL's `jsonb` does not take: the NUL character and halves of surrogate pairs. */
const REFUSED_BY_JSONB = /\\u(?:0000|d[89a-f])/i;

/**
 * Makes the XCom of `value`: the value itself, or, where it is too large for the database, a file of the object store, under `folder`, which no other
 * write of the key has. Throws `XCOM_TOO_LARGE`. Small values need no promise: they are the hot path.
 */
export function keepXCom(
  value: unknown,
  key: string,
  folder: string,
  store: Pick<ObjectStore, 'put'>,
  limits: XComLimits,
): XComValue | Promise<XComValue> {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return { kind: 'json', value };
  const text = toText(value, key, limits.sizeLimit);
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.sizeLimit) throw new AquilonError('XCOM_TOO_LARGE', { key, bytes, limit: limits.sizeLimit });
  // What the object is in JSON, not what it is: toJSON has run.
  if (bytes <= limits.inlineLimit && !REFUSED_BY_JSONB.test(text)) {
    return { kind: 'json', value: typeof value === 'string' ? value : (JSON.parse(text) as Json) };
  }
  const object = `xcom/${folder}/${encodeURIComponent(key.toWellFormed()).replaceAll(/[!'()*]/g, '_')}.json`;
  return store
    .put(object, Buffer.from(text))
    .then((stored) => ({ kind: 'object', object, ...stored, ...lengthOf(JSON.parse(text)) }));
}

/** The value of an XCom, wherever it lies. Throws `OBJECT_NOT_FOUND` and `OBJECT_CORRUPT`. */
export function decodeXCom(xcom: XComValue, store: ObjectStore): Json | Promise<Json> {
  if (xcom.kind === 'json') return xcom.value;
  return store.get(xcom.object, xcom).then((content) => JSON.parse(content.toString()) as Json);
}

const lengthOf = (value: Json): { length?: number } =>
  typeof value === 'object' && value !== null ? { length: Object.keys(value).length } : {};

function toText(value: unknown, key: string, limit: number): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // The longest string of V8 is shorter than the value: it is larger than any limit that can be set.
    if (error instanceof RangeError)
      throw new AquilonError('XCOM_TOO_LARGE', { key, bytes: 'more than 536870888', limit });
    throw error;
  }
}
