/** A snapshot as it stands in the commit that a run keeps: beside the other files of that commit, and not beside those that are live. */
import { checkoutWith } from '#dags/bundles/places.ts';
import { movedPath } from '#support/moved-path.ts';
import type { DagSnapshot } from '#worker/services.ts';

export type FolderOfCommit = (bundleName: string, commit: string) => Promise<string>;

/** Throws `BUNDLE_COMMIT_MISSING`. */
export async function inCommit(
  snapshot: DagSnapshot,
  commit: string,
  folderOfCommit: FolderOfCommit,
): Promise<DagSnapshot> {
  const found = checkoutWith(snapshot.entry);
  if (!found) return snapshot;
  const moved = { from: found.checkout, to: await folderOfCommit(found.bundle, commit) };
  const files = Object.entries(snapshot.files).map(([path, text]) => [movedPath(path, moved), text]);
  return { ...snapshot, entry: movedPath(snapshot.entry, moved), files: Object.fromEntries(files), moved };
}
