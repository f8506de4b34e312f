import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a home, and the data of its database, which stands elsewhere where its user cannot reach the home. */
export async function removeHome(home: string): Promise<void> {
  const note = await readFile(join(home, 'postgres.json'), 'utf8').catch(() => undefined);
  if (note !== undefined) {
    const { data } = JSON.parse(note) as { data: string };
    for (const folder of [data, `${data}.socket`, `${data}.new`]) await rm(folder, { recursive: true, force: true });
  }
  await rm(home, { recursive: true, force: true });
}
