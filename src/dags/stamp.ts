/** What tells that a file has changed: when it was written, how long it is, and which file it is. */
import { type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';

const textOf = (found: Stats | null): string => (found ? `${found.mtimeMs} ${found.size} ${found.ino}` : 'gone');

export const stampNow = (file: string): string => textOf(statSync(file, { throwIfNoEntry: false }) ?? null);

export async function stampsOf(files: Iterable<string>): Promise<Map<string, string>> {
  const stamps = await Promise.all(
    [...new Set(files)].map(
      async (file): Promise<[string, string]> => [file, textOf(await stat(file).catch(() => null))],
    ),
  );
  return new Map(stamps);
}
