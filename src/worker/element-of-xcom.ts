import type { Json } from '@aquilon/sdk/serialized';
import type { XComValue } from '#queue/executor.ts';
import { decodeXCom } from '#queue/xcom-values.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import { elementOf } from '#support/element.ts';

/** The list that was read last, by the checksum of its object: instances of one mapped task come one after the other. */
let latest: { sha256: string; list: Json } | undefined;

/** One element of a list that lies in the object store. The list itself is read once, however many of its elements are asked for. */
export async function elementOfXCom(xcom: XComValue, index: number, store: ObjectStore): Promise<Json> {
  if (xcom.kind === 'json') return elementOf(xcom.value, index);
  if (latest?.sha256 !== xcom.sha256) latest = { sha256: xcom.sha256, list: await decodeXCom(xcom, store) };
  // A copy: the author's code may change what it is given, and the next instance must not see that.
  return structuredClone(elementOf(latest.list, index));
}
