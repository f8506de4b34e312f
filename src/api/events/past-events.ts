import { sql } from 'kysely';
import type { Database } from '#db/database.ts';
import type { StateEvent } from '#scheduler/commands.ts';
import type { EventFilter } from './event-hub.ts';

interface EventRow {
  seq: number;
  at: number;
  kind: StateEvent['kind'];
  dag_id: string;
  run_id: string | null;
  task_id: string | null;
  map_index: number | null;
  try_number: number | null;
  from_state: string | null;
  to_state: string | null;
}

/** What was committed after `seq`, oldest first. */
export async function selectEventsAfter(
  database: Database,
  seq: number,
  filter: EventFilter,
  limit: number,
): Promise<StateEvent[]> {
  const { rows } = await sql<EventRow>`
    select event.seq, (extract(epoch from event.at) * 1000)::double precision as at, event.kind, event.dag_id, event.run_id,
           event.task_id, event.map_index, event.try_number, event.from_state, event.to_state
    from event
    where event.seq > ${seq}::bigint
      and (${filter.dagId ?? null}::text is null or event.dag_id = ${filter.dagId ?? null})
      and (${filter.runId ?? null}::text is null or event.run_id = ${filter.runId ?? null})
    order by event.seq
    limit ${limit}::bigint`.execute(database.query);
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at,
    kind: row.kind,
    dagId: row.dag_id,
    runId: row.run_id,
    taskId: row.task_id,
    mapIndex: row.map_index,
    tryNumber: row.try_number,
    from: row.from_state,
    to: row.to_state,
  }));
}

/** How far `seq` lies behind, and whether events after it were removed since; no filter, so the index alone answers. */
export async function selectDistance(database: Database, seq: number): Promise<{ behind: number; hasGap: boolean }> {
  const { rows } = await sql<{ behind: number; has_gap: boolean }>`
    select coalesce(max(event.seq), 0) - ${seq}::bigint as behind, coalesce(min(event.seq) > ${seq}::bigint + 1, false) as has_gap
    from event`.execute(database.query);
  return { behind: rows[0]?.behind ?? 0, hasGap: rows[0]?.has_gap ?? false };
}
