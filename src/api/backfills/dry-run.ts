/** What a backfill would make, without making it. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Database } from '#db/database.ts';
import { MOST_RUNS, planBackfill, refuseBackfill, refuseDate } from '#domain/backfill.ts';
import type { RunState } from '#domain/states.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { CreateBackfill } from '#scheduler/commands.ts';
import type { DryRunCollection } from './schemas.ts';

/** Throws `BACKFILL_INVALID`, `BACKFILL_TOO_LONG`. */
export async function dryRun(
  database: Database,
  dag: SerializedDag,
  command: CreateBackfill,
  now: number,
): Promise<Static<typeof DryRunCollection>> {
  const range = { ...command, from: Date.parse(command.from), to: Date.parse(command.to) };
  const reason = refuseBackfill(dag, range, now);
  if (reason !== null) throw new AquilonError('BACKFILL_INVALID', { reason });
  const ticks = planBackfill(dag.timetable, range, now);
  if (ticks === null) throw new AquilonError('BACKFILL_TOO_LONG', { dag: dag.dagId, limit: MOST_RUNS });
  const existing = await selectStates(database, command);
  const made = ticks.filter(
    ({ logicalDate }) => refuseDate(existing.get(logicalDate), command.reprocessBehavior) === null,
  );
  const backfills = made.map(({ logicalDate }) => ({
    logical_date: new Date(logicalDate).toISOString().replace('.000Z', 'Z'),
    partition_key: null,
    partition_date: null,
  }));
  return { backfills, total_entries: backfills.length };
}

async function selectStates(
  database: Database,
  { dagId, from, to }: CreateBackfill,
): Promise<ReadonlyMap<number, RunState>> {
  const { rows } = await sql<{ logical_date: string; state: RunState }>`
    select dag_run.logical_date, dag_run.state from dag_run
    where dag_run.dag_id = ${dagId} and dag_run.logical_date between ${from}::timestamptz and ${to}::timestamptz`.execute(
    database.query,
  );
  return new Map(rows.map((row) => [Date.parse(row.logical_date), row.state]));
}
