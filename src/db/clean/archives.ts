import type { Database } from '#db/database.ts';
import { archiveName, createArchive, dropArchive } from '#db/queries/archives.ts';

/** The archives of one cleaning: one for each table, made when its first rows may come. */
export interface Archives {
  /** Its name; null where nothing is kept. */
  of(table: string): Promise<string | null>;
  /** Those of tables that lost no row are not kept. */
  dropUnused(deleted: ReadonlyMap<string, number>): Promise<void>;
}

export function openArchives({ pool }: Database, isKept: boolean): Archives {
  const at = new Date();
  const made = new Map<string, string>();
  return {
    async of(table) {
      if (!isKept) return null;
      const name = made.get(table) ?? archiveName(table, at);
      if (!made.has(table)) await createArchive(pool, name, table);
      made.set(table, name);
      return name;
    },
    async dropUnused(deleted) {
      for (const [table, name] of made) if (!deleted.has(table)) await dropArchive(pool, name);
    },
  };
}
