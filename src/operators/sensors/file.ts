import { type Dirent, promises as fs } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { OptionReader } from '#operators/options.ts';
import { defineSensor } from './define.ts';

/**
 * Airflow's FileSensor: a file of that name or pattern; a folder counts as soon as there is a file in it or below it. Without `recursive`, `**`
 * stands for one folder. Options: path, recursive.
 */
export const fileSensor = defineSensor({
  resolve({ options: given, dagFile }) {
    const options = new OptionReader('fileSensor', given);
    const path = options.text('path');
    const folder = dagFile === undefined ? '.' : dirname(dagFile);
    const recursive = options.flag('recursive', false);
    return { path: isAbsolute(path) ? path : resolve(folder, path), recursive };
  },
  wakeOn: ({ path }) => ({ path }),
  describe: ({ path }) => path,
  async look({ path, recursive }) {
    if (await hasFile(path)) return true;
    if (!/[*?[{]/.test(path)) return false;
    const pattern = recursive ? path : path.replaceAll('**', '*');
    for await (const found of fs.glob(pattern)) if (await hasFile(found)) return true;
    return false;
  },
});

async function hasFile(path: string): Promise<boolean> {
  const found = await fs.stat(path).catch(() => null);
  if (!found?.isDirectory()) return found !== null;
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries: Dirent[] = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.some((entry) => !entry.isDirectory())) return true;
    for (const entry of entries) folders.push(join(folder, entry.name));
  }
  return false;
}
