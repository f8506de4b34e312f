/** Which files are DAG files. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const DAG_FILE = /\.[mc]?[tj]s$/;
const NOT_A_DAG_FILE = /(\.test|\.d)\.[mc]?[tj]s$/;

export interface DagFolder {
  /** Absolute path. */
  path: string;
}

/** The configured folder, or `examples/<name>/dags` of the product. */
export async function dagFolders(configured: string, productRoot: string): Promise<DagFolder[]> {
  if (configured !== '') return [{ path: resolve(configured) }];
  const examples = join(productRoot, 'examples');
  const names = await readdir(examples, { withFileTypes: true }).catch(() => []);
  const folders = names.filter((entry) => entry.isDirectory()).map((entry) => join(examples, entry.name, 'dags'));
  return folders.sort().map((path) => ({ path }));
}

/** Absolute paths of the DAG files below a folder, sorted. A folder that is not there has none. Links are not followed out of it. */
export async function findDagFiles(folder: DagFolder): Promise<string[]> {
  const found: string[] = [];
  const open = [folder.path];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of await readdir(at, { withFileTypes: true }).catch(() => [])) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile() && DAG_FILE.test(entry.name) && !NOT_A_DAG_FILE.test(entry.name)) found.push(path);
    }
  }
  return found.sort();
}
