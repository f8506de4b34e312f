/** What tries of task instances took of the machine. */
import type { Sql } from '#db/database.ts';
import { inSpiteOfDeadlocks } from '#db/deadlock.ts';
import type { AttemptUsage } from '#domain/usage.ts';

/**
 * One statement for all of them; each try at most once. What belongs to a run that is gone is left out.
 * In the order of the key, which every batch has: two of them never wait for each other.
 */
export async function upsertUsage(sql: Sql, usage: readonly AttemptUsage[]): Promise<void> {
  const rows = usage.map(({ dagRunId, taskId, mapIndex, tryNumber, startedAt, points, peakMemory }) => ({
    ...{ r: dagRunId, t: taskId, m: mapIndex, n: tryNumber, at: new Date(startedAt).toISOString() },
    ...{ s: points.at(-1)?.seconds ?? 0, c: points.at(-1)?.cpuSeconds ?? 0, peak: peakMemory },
    points: points.map(({ seconds, cpuSeconds, memory }) => [round(seconds), round(cpuSeconds), memory]),
  }));
  await inSpiteOfDeadlocks(() =>
    sql.query({
      name: 'upsert_usage',
      text: `insert into task_instance_usage
          (dag_run_id, task_id, map_index, try_number, started_at, seconds, cpu_seconds, peak_memory, points)
        select x.r, x.t, x.m, x.n, x.at, x.s, x.c, x.peak, x.points
        from json_to_recordset($1::json) as x
          (r bigint, t text, m int, n int, at timestamptz, s double precision, c double precision, peak bigint, points jsonb)
        where exists (select from dag_run where dag_run.id = x.r)
        order by x.r, x.t, x.m, x.n
        on conflict (dag_run_id, task_id, map_index, try_number) do update set
          started_at = excluded.started_at, seconds = excluded.seconds, cpu_seconds = excluded.cpu_seconds,
          peak_memory = excluded.peak_memory, points = excluded.points`,
      values: [JSON.stringify(rows)],
    }),
  );
}

/** To the tenth of a millisecond. */
const round = (seconds: number): number => Math.round(seconds * 10_000) / 10_000;

export interface UsageRow {
  started_at: string;
  seconds: number;
  cpu_seconds: number;
  peak_memory: number;
  points: [seconds: number, cpuSeconds: number, memory: number][];
}

export async function selectUsage(
  sql: Sql,
  { dagRunId, taskId, mapIndex, tryNumber }: Pick<AttemptUsage, 'dagRunId' | 'taskId' | 'mapIndex' | 'tryNumber'>,
): Promise<UsageRow | undefined> {
  const { rows } = await sql.query<UsageRow>(
    `select used.started_at, used.seconds, used.cpu_seconds, used.peak_memory, used.points from task_instance_usage used
     where used.dag_run_id = $1::bigint and used.task_id = $2::text and used.map_index = $3::int and used.try_number = $4::int`,
    [dagRunId, taskId, mapIndex, tryNumber],
  );
  return rows[0];
}
