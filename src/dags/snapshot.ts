import { createHash } from 'node:crypto';
import type { SerializedDag } from '@aquilon/sdk/serialized';

/** Hash of a DAG file and of what it imports: the same files, the same hash, in whatever order they were read. */
export function snapshotHash(entry: string, files: { readonly [path: string]: string }): string {
  const hash = createHash('sha256').update(JSON.stringify(entry));
  for (const path of Object.keys(files).sort()) hash.update(JSON.stringify([path, files[path]]));
  return hash.digest('hex');
}

/** Hash of what a version of a DAG is: its structure and its code. The order of keys plays no part. */
export function versionHash(serialized: SerializedDag, snapshot: string): string {
  return createHash('sha256').update(canonical(serialized)).update(snapshot).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}
