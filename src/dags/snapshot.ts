import { createHash } from 'node:crypto';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { canonical, meaningOf } from '#domain/meaning.ts';

/** Hash of a DAG file and of what it imports: the same files, the same hash, in whatever order they were read. */
export function snapshotHash(entry: string, files: { readonly [path: string]: string }): string {
  const hash = createHash('sha256').update(JSON.stringify(entry));
  for (const path of Object.keys(files).sort()) hash.update(JSON.stringify([path, files[path]]));
  return hash.digest('hex');
}

/**
 * Hash of what a version of a DAG is: what it means and the code that runs. Comments, types, white space and order that means nothing play no part,
 * nor does the place of the DAG folder. `code`: by `codeHash`.
 */
export function versionHash(serialized: SerializedDag, code: string): string {
  return createHash('sha256')
    .update(canonical(meaningOf(serialized)))
    .update(code)
    .digest('hex');
}
