/** Which code differs between two snapshots of a DAG file: the files, and what has a name in them. */
import { dirname, relative } from 'node:path';
import { codeOf } from '#dags/code/fingerprint.ts';
import { isCode } from '#dags/code/parse.ts';
import { unitsOf } from '#dags/code/units.ts';

export interface Snapshot {
  entry: string;
  files: { readonly [path: string]: string };
}

export interface FileChange {
  /** From the folder of the DAG file. */
  file: string;
  change: 'added' | 'removed' | 'changed';
  /** Names of the functions and tasks whose code changed: `function sum`, `task load`. Empty: other statements, or a file that is no code. */
  parts: string[];
}

/** By the file, the parts of it. */
export function codeDifference(before: Snapshot, after: Snapshot): FileChange[] {
  const [old, now] = [byPath(before), byPath(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((file): FileChange[] => {
    const [from, to] = [old.get(file), now.get(file)];
    if (from === undefined || to === undefined)
      return [{ file, change: from === undefined ? 'added' : 'removed', parts: [] }];
    if (codeOf(file, from) === codeOf(file, to)) return [];
    return [{ file, change: 'changed', parts: isCode(file) ? partsOf(file, from, to) : [] }];
  });
}

/** The texts are the same, to the last blank. */
export function isSameText(before: Snapshot, after: Snapshot): boolean {
  const [old, now] = [byPath(before), byPath(after)];
  return old.size === now.size && [...old].every(([file, text]) => now.get(file) === text);
}

const byPath = ({ entry, files }: Snapshot): Map<string, string> =>
  new Map(Object.entries(files).map(([path, text]) => [relative(dirname(entry), path), text]));

function partsOf(file: string, from: string, to: string): string[] {
  const [old, now] = [unitsOf(file, from), unitsOf(file, to)];
  if (!old || !now) return [];
  return [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name) !== now.get(name)).sort();
}
