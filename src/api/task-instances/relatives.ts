/** Which runs and tasks a mark or a clear reaches beyond the ones that were named. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { sql } from 'kysely';
import type { Database } from '#db/database.ts';

export interface RunOfDag {
  id: number;
  run_id: string;
  logical_date: string | null;
}

/** The named tasks with everything above and below them, as far as it is asked for. */
export function withRelatives(
  dag: SerializedDag | null,
  taskIds: Iterable<string>,
  reach: { include_upstream?: boolean; include_downstream?: boolean },
): Set<string> {
  const named = new Set(taskIds);
  if (!dag) return named;
  const tasks = new Map(dag.tasks.map((task) => [task.taskId, task]));
  const walk = (next: (taskId: string) => readonly string[]) => {
    const seen = new Set(named);
    const open = [...named];
    for (let taskId = open.pop(); taskId !== undefined; taskId = open.pop()) {
      for (const other of next(taskId)) {
        if (seen.has(other)) continue;
        seen.add(other);
        open.push(other);
      }
    }
    return seen;
  };
  const above = reach.include_upstream ? walk((taskId) => tasks.get(taskId)?.upstream ?? []) : named;
  const below = reach.include_downstream ? walk((taskId) => tasks.get(taskId)?.downstream ?? []) : named;
  return new Set([...above, ...below]);
}

/** The runs of the DAG before or after the logical date of one run, that one included. A run without a logical date has none beside it. */
export async function selectRunsAround(
  database: Database,
  dagId: string,
  run: RunOfDag,
  reach: { include_past?: boolean; include_future?: boolean },
): Promise<RunOfDag[]> {
  if (run.logical_date === null || (!reach.include_past && !reach.include_future)) return [run];
  const from = reach.include_past ? null : run.logical_date;
  const to = reach.include_future ? null : run.logical_date;
  return selectRunsBetween(database, dagId, from, to);
}

/** Runs by logical date, both ends included; null is open. Both open: every run, those without a logical date too. */
export async function selectRunsBetween(
  database: Database,
  dagId: string,
  from: string | null,
  to: string | null,
): Promise<RunOfDag[]> {
  const { rows } = await sql<RunOfDag>`
    select dag_run.id, dag_run.run_id, dag_run.logical_date from dag_run
    where dag_run.dag_id = ${dagId}
      and (${from}::timestamptz is null or dag_run.logical_date >= ${from}::timestamptz)
      and (${to}::timestamptz is null or dag_run.logical_date <= ${to}::timestamptz)
    order by dag_run.run_after, dag_run.id`.execute(database.query);
  return rows;
}

/** The DAG as the run has it. */
export async function selectSerializedOfRun(database: Database, dagRunId: number): Promise<SerializedDag | null> {
  const { rows } = await sql<{ serialized: SerializedDag }>`
    select dag_version.serialized from dag_run join dag_version on dag_version.id = dag_run.dag_version_id
    where dag_run.id = ${dagRunId}`.execute(database.query);
  return rows[0]?.serialized ?? null;
}
