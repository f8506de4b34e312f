/**
 * Removes old rows while schedulers go on. Every statement is a transaction of its own that deletes a bounded number of rows, locks nothing but
 * them, and moves them into an archive where one is asked for. Runs are claimed first: what is claimed, no scheduler takes up again.
 */
import type { Database } from '#db/database.ts';
import { countOldRows, deleteOldPartOfRuns, deleteOldRows, deletePartOfRuns } from '#db/queries/clean-rows.ts';
import {
  claimOldRuns,
  countOldRuns,
  countPartsOfOldRuns,
  type OldRun,
  type OldRuns,
  RUN_PARTS,
  selectAttemptsOfRuns,
  selectNewestRuns,
  selectObjectsOfRuns,
  selectOldRuns,
} from '#db/queries/clean-runs.ts';
import { type Archives, openArchives } from './archives.ts';
import { type CleanTable, PARTS_BY_AGE, SNAPSHOTS, TABLES_BY_AGE } from './tables.ts';

/** As many runs are claimed at once: what is left half done by a crash is no more than that. */
const RUNS_AT_ONCE = 500;

export interface Cleaning {
  /** Of `CLEAN_TABLES`. */
  tables: ReadonlySet<string>;
  /** ISO 8601: what is older goes. */
  before: string;
  /** Null: of every DAG. */
  dagIds: readonly string[] | null;
  exceptDagIds: readonly string[];
  /** Most rows of one statement. */
  batchSize: number;
  /** Rows that go are kept in archives. */
  archive: boolean;
}

/** What lies beside the database and belongs to runs that are being removed. */
export interface Leftovers {
  runs: readonly OldRun[];
  /** Names in the object store. */
  objects: readonly string[];
  /** Ids of attempts: what they have stored stands under them. */
  attempts: readonly string[];
}

export interface CleaningHooks {
  /** After each statement. */
  onDeleted(table: string, rows: number): void;
  /** Before the rows go: what is not removed because of a crash is found again by them. */
  forget(leftovers: Leftovers): Promise<void>;
  /** Ends it after the runs that are claimed. */
  signal: AbortSignal;
}

/** How many rows of each table would go; tables without any are missing. */
export async function countCleaned(database: Database, cleaning: Cleaning): Promise<Map<string, number>> {
  const { pool } = database;
  const counts = new Map<string, number>();
  const add = (table: string, rows: number) => rows > 0 && counts.set(table, (counts.get(table) ?? 0) + rows);
  if (cleaning.tables.has('dag_run')) {
    const old = await oldRuns(database, cleaning);
    for (const part of RUN_PARTS) add(part, await countPartsOfOldRuns(pool, old, part));
    add('dag_run', await countOldRuns(pool, old));
  }
  for (const table of tablesByAge(cleaning)) add(table.table, await countOldRows(pool, table, cleaning));
  return counts;
}

/** Returns how many rows of each table went. */
export async function cleanDatabase(
  database: Database,
  cleaning: Cleaning,
  hooks: CleaningHooks,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const archives = openArchives(database, cleaning.archive);
  const onDeleted = (table: string, rows: number) => {
    if (rows === 0) return;
    counts.set(table, (counts.get(table) ?? 0) + rows);
    hooks.onDeleted(table, rows);
  };
  const place = { database, archives, batchSize: cleaning.batchSize, hooks: { ...hooks, onDeleted } };
  try {
    if (cleaning.tables.has('dag_run')) await removeRuns(place, await oldRuns(database, cleaning));
    else await cleanParts(place, cleaning);
    for (const table of tablesByAge(cleaning)) await cleanTable(place, table, cleaning);
  } finally {
    await archives.dropUnused(counts);
  }
  return counts;
}

/** Everything of the DAG's runs that are over, without an archive: a deletion of the DAG itself has little left to do then. */
export async function removeEndedRuns(
  database: Database,
  dagId: string,
  batchSize: number,
  hooks: CleaningHooks,
): Promise<void> {
  const old = { before: null, dagIds: [dagId], exceptDagIds: [], kept: [] };
  await removeRuns({ database, archives: openArchives(database, false), batchSize, hooks }, old);
}

async function oldRuns({ pool }: Database, { before, dagIds, exceptDagIds }: Cleaning): Promise<OldRuns> {
  return { before, dagIds, exceptDagIds, kept: await selectNewestRuns(pool) };
}

const tablesByAge = ({ tables }: Cleaning): CleanTable[] => {
  const chosen = TABLES_BY_AGE.filter(({ name }) => tables.has(name));
  return tables.has(SNAPSHOTS.name) ? [...chosen, SNAPSHOTS] : chosen;
};

/** What each step needs. */
interface Place {
  database: Database;
  archives: Archives;
  batchSize: number;
  hooks: CleaningHooks;
}

async function removeRuns({ database: { pool }, archives, batchSize, hooks }: Place, old: OldRuns): Promise<void> {
  for (let last = 0; !hooks.signal.aborted; ) {
    const runs = await claimOldRuns(pool, old, last, Math.min(RUNS_AT_ONCE, batchSize));
    if (runs.length === 0) return;
    const ids = runs.map(({ id }) => id);
    last = Math.max(...ids);
    const objects = await selectObjectsOfRuns(pool, ids);
    await hooks.forget({ runs, objects, attempts: await selectAttemptsOfRuns(pool, ids) });
    for (const part of [...RUN_PARTS, 'dag_run'] as const) {
      const archive = await archives.of(part);
      await untilNone(part, hooks, () => deletePartOfRuns(pool, part, ids, batchSize, archive));
    }
  }
}

/** Old XComs and tries of runs that are old and stay. */
async function cleanParts({ database, archives, batchSize, hooks }: Place, cleaning: Cleaning): Promise<void> {
  const { pool } = database;
  const { before } = cleaning;
  const parts = PARTS_BY_AGE.filter((part) => cleaning.tables.has(part));
  if (parts.length === 0) return;
  const old = await oldRuns(database, cleaning);
  for (let last = 0; !hooks.signal.aborted; ) {
    const ids = await selectOldRuns(pool, old, last, Math.min(RUNS_AT_ONCE, batchSize));
    if (ids.length === 0) return;
    last = Math.max(...ids);
    for (const part of parts) {
      if (part === 'xcom')
        await hooks.forget({ runs: [], objects: await selectObjectsOfRuns(pool, ids, before), attempts: [] });
      const archive = await archives.of(part);
      await untilNone(part, hooks, () => deleteOldPartOfRuns(pool, part, ids, before, batchSize, archive));
    }
  }
}

async function cleanTable(
  { database, archives, batchSize, hooks }: Place,
  table: CleanTable,
  cleaning: Cleaning,
): Promise<void> {
  const archive = await archives.of(table.table);
  for (let after = 0; !hooks.signal.aborted; ) {
    const step = { after, limit: batchSize, archive };
    const { count, found, last } = await deleteOldRows(database.pool, table, cleaning, step);
    if (found === 0) return;
    hooks.onDeleted(table.table, count);
    after = last;
  }
}

async function untilNone(table: string, hooks: CleaningHooks, step: () => Promise<number>): Promise<void> {
  for (let rows = await step(); rows > 0; rows = await step()) hooks.onDeleted(table, rows);
}
