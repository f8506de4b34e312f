import { isAbsolute, relative } from 'node:path';

/** A path from the working folder, for what lies below it; else as it is. */
export function fromHere(file: string): string {
  const path = relative(process.cwd(), file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path;
}
