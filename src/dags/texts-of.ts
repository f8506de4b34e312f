import { readFile, stat } from 'node:fs/promises';

/** The texts of these files. One that is gone, or no file, has none: reading a device would have no end. */
export async function textsOf(paths: readonly string[]): Promise<{ [path: string]: string }> {
  const texts = await Promise.all(paths.map(async (path): Promise<[string, string]> => [path, await textOf(path)]));
  return Object.fromEntries(texts);
}

async function textOf(path: string): Promise<string> {
  try {
    return (await stat(path)).isFile() ? await readFile(path, 'utf8') : '';
  } catch {
    return '';
  }
}
