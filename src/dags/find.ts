/** Which files are DAG files. */
import { access, readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { IGNORE_FILE, type IgnoreFile, isIgnored, readIgnoreFile } from './ignore-file.ts';

const DAG_FILE = /\.[mc]?[tj]s$/;
const NOT_A_DAG_FILE = /(\.test|\.d)\.[mc]?[tj]s$/;
/** A folder with it was written by `aquilon tasks replay`: its sources are those of DAGs that stand elsewhere. */
const REPLAY = 'replay.json';

/** Absolute paths: of the configured folder, or of `examples/<name>/dags` of the product. */
export async function dagFolders(configured: string, productRoot: string): Promise<string[]> {
  if (configured !== '') return [resolve(configured)];
  const examples = join(productRoot, 'examples');
  const names = await readdir(examples, { withFileTypes: true }).catch(() => []);
  return names
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(examples, entry.name, 'dags'))
    .sort();
}

/** `tell` is told of each file and folder that is left out, and why. */
export type TellLeftOut = (path: string, why: string) => void;

/**
 * Absolute paths of the DAG files below a folder: those that lie highest first, so that of two files with the same DAG the copy in a folder further
 * down is refused. A folder that is not there has none. Links are not followed out of it.
 */
export async function findDagFiles(folder: string, tell: TellLeftOut = () => undefined): Promise<string[]> {
  const found: string[] = [];
  const open: { at: string; above: readonly IgnoreFile[] }[] = [{ at: folder, above: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { at, above } = next;
    const own = await readIgnoreFile(at);
    const ignoring = own ? [...above, own] : above;
    for (const entry of await readdir(at, { withFileTypes: true }).catch(() => [])) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(at, entry.name);
      const isFolder = entry.isDirectory();
      if (!isFolder && !(entry.isFile() && DAG_FILE.test(entry.name) && !NOT_A_DAG_FILE.test(entry.name))) continue;
      if (isIgnored(ignoring, path, isFolder)) tell(path, `a pattern of ${IGNORE_FILE} fits it`);
      else if (!isFolder) found.push(path);
      else if (await isThere(join(path, REPLAY))) tell(path, `it is a replay: ${REPLAY} is there`);
      else open.push({ at: path, above: ignoring });
    }
  }
  const depth = new Map(found.map((path) => [path, path.split(sep).length]));
  return found.sort((a, b) => (depth.get(a) ?? 0) - (depth.get(b) ?? 0) || (a < b ? -1 : 1));
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
