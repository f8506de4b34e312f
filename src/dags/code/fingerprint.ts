/** Hash of the code that a DAG file is: the same for texts that do the same by their form, wherever the folder lies. */
import { createHash } from 'node:crypto';
import { dirname, relative } from 'node:path';
import { canonicalCode } from './canonical.ts';
import { canonicalPython } from './canonical-python.ts';
import { isCode } from './parse.ts';

export function codeHash(entry: string, files: { readonly [path: string]: string }): string {
  const hash = createHash('sha256');
  const named = Object.entries(files).map(([path, text]): [string, string] => [
    relative(dirname(entry), path),
    codeOf(path, text),
  ]);
  for (const file of named.sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(JSON.stringify(file));
  return hash.digest('hex');
}

/** What of a file counts. Of templates each character does. */
export function codeOf(path: string, text: string): string {
  if (isCode(path)) return canonicalCode(path, text);
  if (path.endsWith('.py')) return canonicalPython(text);
  return path.endsWith('.json') ? withoutSpace(text) : text;
}

function withoutSpace(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
