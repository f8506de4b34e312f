/** Commands beside a database and a home folder of their own, where no server runs. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '#db/database.ts';
import { runCommandLine, type Said } from './command-line.ts';
import { createTestDatabase } from './database.ts';

export interface CommandPlace {
  database: Database;
  /** For files of the test; DAG files are looked for in it. */
  folder: string;
  home: string;
  aquilon(words: readonly string[], env?: Record<string, string>): Promise<Said>;
  /** What a command says that must succeed. */
  done(...words: string[]): Promise<string>;
  clear(): Promise<void>;
}

/** `env`: of every command. */
export async function createCommandPlace(env: Record<string, string> = {}): Promise<CommandPlace> {
  const { database, url, drop } = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'aquilon-commands-'));
  const home = join(folder, 'home');
  const aquilon = (words: readonly string[], more: Record<string, string> = {}) =>
    runCommandLine(words, {
      AQUILON_HOME: home,
      AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: url,
      AIRFLOW__CORE__DAGS_FOLDER: folder,
      ...env,
      ...more,
    });
  return {
    database,
    folder,
    home,
    aquilon,
    async done(...words) {
      const { code, out, err } = await aquilon(words);
      assert.equal(code, 0, err);
      return out;
    },
    async clear() {
      await drop();
      await rm(folder, { recursive: true });
    },
  };
}
