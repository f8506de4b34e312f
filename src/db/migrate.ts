/** Forward-only numbered migrations, each in a transaction of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { AquilonError } from '#errors/aquilon-error.ts';

const FOLDER = join(import.meta.dirname, 'migrations');

/** Any number that nobody else uses for `pg_advisory_lock` in this database. */
const MIGRATION_LOCK = 726_581_001;

interface Migration {
  revision: number;
  name: string;
  sql: string;
}

/** In the order of their numbers. Throws `MIGRATIONS_CLASH` where two have the same: only one of them would ever be applied. */
export function knownMigrations(folder = FOLDER): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => /^\d{4}_\w+\.sql$/.test(file))
    .sort();
  for (const [number, same] of Map.groupBy(files, (file) => file.slice(0, 4)))
    if (same.length > 1) throw new AquilonError('MIGRATIONS_CLASH', { number, files: same.join(', ') });
  return files.map((file) => ({
    revision: Number(file.slice(0, 4)),
    name: file.slice(5, -4),
    sql: readFileSync(join(folder, file), 'utf8'),
  }));
}

/** The newest revision of the database: 0 for an empty one. */
export async function currentRevision(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query(`select to_regclass('aquilon_migration') is not null as exists`);
  if (!rows[0].exists) return 0;
  const { rows: newest } = await client.query(
    `select coalesce(max(aquilon_migration.revision), 0)::int as revision from aquilon_migration`,
  );
  return newest[0].revision;
}

/**
 * Brings the database to the newest revision and returns the names of what was applied.
 * Two processes that start at once do it once. Throws `SCHEMA_NEWER` when the database is ahead of this code.
 */
export async function migrate(client: pg.ClientBase): Promise<string[]> {
  const known = knownMigrations();
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    const found = await currentRevision(client);
    refuseNewer(found, known);
    const pending = known.filter((migration) => migration.revision > found);
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

/** Throws `SCHEMA_NEWER` when the database was migrated by a newer Aquilon. */
function refuseNewer(found: number, known: readonly Migration[]): void {
  const newest = known.at(-1)?.revision ?? 0;
  if (found > newest) throw new AquilonError('SCHEMA_NEWER', { found, known: newest });
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`
      create table if not exists aquilon_migration (
        revision   integer     primary key,
        name       text        not null,
        applied_at timestamptz not null default now()
      )`);
    await client.query(`insert into aquilon_migration (revision, name) values ($1::int, $2::text)`, [
      migration.revision,
      migration.name,
    ]);
    await client.query(migration.sql);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
