/** How long tasks that are ready have waited for their place: by pool and by queue. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { component, Instant, ref } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';

const Moment = component('WaitingSince', {
  /** To the minute in the last hour, to the hour before. */
  since: Instant,
  count: Type.Integer(),
});
const Line = component('WaitingLine', {
  name: Type.String(),
  count: Type.Integer(),
  /** Of the one that waits longest. */
  oldest: Instant,
  /** The earliest first. */
  since: Type.Array(ref(Moment)),
});
export const WaitingLines = component('WaitingLines', {
  pools: Type.Array(ref(Line)),
  queues: Type.Array(ref(Line)),
});

interface Group {
  pool: string | null;
  queue: string | null;
  since: string;
  oldest: string;
  count: number;
}

/**
 * Those that stand in line (`scheduled`), and those that wait for a process (`queued`), each since it does. By way of the open runs: they are few, and task
 * instances are many. Told by when, not by how long: a page that shows them needs no other answer while time goes on.
 */
export async function selectWaiting({ query }: Database): Promise<Static<typeof WaitingLines>> {
  const { rows } = await sql<Group>`
    with waiting as (
      select ti.pool, ti.queue, coalesce(case when ti.state = 'queued' then ti.queued_when end, ti.scheduled_when, dag_run.run_after) as since
      from dag_run join task_instance ti on ti.dag_run_id = dag_run.id
      where dag_run.state in ('queued', 'running') and ti.state in ('queued', 'scheduled')
    ), moments as (
      select waiting.pool, waiting.queue, waiting.since,
        date_trunc(case when waiting.since > now() - interval '1 hour' then 'minute' else 'hour' end, waiting.since) as moment
      from waiting
    )
    select moments.pool, moments.queue, moments.moment as since, min(moments.since) as oldest, count(*)::integer as count
    from moments
    group by grouping sets ((moments.pool, moments.moment), (moments.queue, moments.moment))
    order by moments.moment`.execute(query);
  return { pools: linesOf(rows, (row) => row.pool), queues: linesOf(rows, (row) => row.queue) };
}

function linesOf(groups: readonly Group[], nameOf: (group: Group) => string | null): Static<typeof Line>[] {
  const lines = new Map<string, Static<typeof Line>>();
  for (const group of groups) {
    const name = nameOf(group);
    if (name === null) continue;
    const { since, count, oldest } = group;
    const line = lines.get(name) ?? { name, count: 0, oldest, since: [] };
    line.count += count;
    line.since.push({ since, count });
    lines.set(name, line);
  }
  return [...lines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
