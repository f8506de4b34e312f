/** How fast tasks end, and how long they took and waited: by minute or quarter of an hour, by queue, by worker. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { component, Instant, orNull, ref } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';

/**
 * So many events are looked at, the newest: three or four of them tell of a task. With their attempts they are read and counted in 0.5 s beside a million task
 * instances and three million events (200,000: 1 s).
 */
const MOST_EVENTS = 100_000;
/** Seconds that a bucket lasts, by the hours that are looked at. */
const BUCKET_SECONDS = { 1: 60, 24: 900 } as const;
/** What an attempt ends in. */
const ENDS = ['success', 'failed', 'up_for_retry', 'skipped'];
/** What is marked or passed over without an attempt comes from other states. */
const UNDER_WAY = ['queued', 'running', 'restarting', 'deferred'];

export type Hours = keyof typeof BUCKET_SECONDS;

/** Seconds; null: nothing to tell of. */
const figures = {
  success: Type.Integer(),
  failed: Type.Integer(),
  up_for_retry: Type.Integer(),
  skipped: Type.Integer(),
  median_duration: orNull(Type.Number()),
  p95_duration: orNull(Type.Number()),
  median_queued: orNull(Type.Number()),
  p95_queued: orNull(Type.Number()),
};
const Bucket = component('RateBucket', { at: Instant, ...figures });
const Share = component('RateShare', { name: Type.String(), ...figures });
export const Rates = component('Rates', {
  from: Instant,
  until: Instant,
  bucket_seconds: Type.Integer(),
  /** More has happened than is looked at: what is told begins here. Null: it is whole. */
  counted_from: orNull(Instant),
  /** Those in which something has ended, the earliest first; of the chosen queue. */
  buckets: Type.Array(ref(Bucket)),
  queues: Type.Array(ref(Share)),
  /** By host name; tries after which another follows are of none. */
  workers: Type.Array(ref(Share)),
});

type Figures = Omit<Static<typeof Share>, 'name'>;
type Group = Figures & { bucket: number | null; queue: string | null; hostname: string | null; by: number };

export async function selectRates(
  database: Database,
  { hours, queue }: { hours: Hours; queue: string | undefined },
  now: number,
): Promise<Static<typeof Rates>> {
  const seconds = BUCKET_SECONDS[hours];
  // Whole buckets: the first one would look like a quiet time otherwise.
  const from = Math.floor(now / 1000 / seconds) * seconds - hours * 3600 + seconds;
  const { first, newest } = await findEvents(database, from);
  const oldest = Math.max(first, newest - MOST_EVENTS);
  const groups = await selectGroups(database, { oldest, from, seconds, queue });
  const instant = (epoch: number) => new Date(epoch * 1000).toISOString();
  const shares = (by: number, nameOf: (group: Group) => string | null) =>
    groups.flatMap((group) => {
      const name = group.by === by ? nameOf(group) : null;
      return name === null ? [] : [{ name, ...figuresOf(group) }];
    });
  return {
    from: instant(from),
    until: new Date(now).toISOString(),
    bucket_seconds: seconds,
    counted_from: oldest > first ? await instantOf(database, oldest) : null,
    buckets: groups.flatMap((group) =>
      group.by === BY.bucket && group.bucket !== null
        ? [{ at: instant(group.bucket * seconds), ...figuresOf(group) }]
        : [],
    ),
    queues: shares(BY.queue, (group) => group.queue),
    workers: shares(BY.hostname, (group) => group.hostname),
  };
}

/** By `grouping(bucket, queue, hostname)`: a bit is set for each that the group is not of. */
const BY = { bucket: 0b011, queue: 0b101, hostname: 0b110 };

const figuresOf = ({ bucket: _, queue: __, hostname: ___, by: ____, ...figures }: Group): Figures => figures;

/**
 * The first event since `from`, and the newest. Events are written in the order of their numbers, and have no index by time: each would cost every commit.
 * Halving finds the place in some twenty look-ups.
 */
async function findEvents({ query }: Database, from: number): Promise<{ first: number; newest: number }> {
  const { rows } = await sql<{ first: number; newest: number }>`
    with recursive edge as (select min(event.seq) as low, max(event.seq) as newest from event),
    search as (
      select edge.low, edge.newest + 1 as high from edge
      union all
      select case when found.at < to_timestamp(${from}) then middle.seq + 1 else search.low end,
             case when found.at < to_timestamp(${from}) then search.high else middle.seq end
      from search
      cross join lateral (select (search.low + search.high) / 2 as seq) middle
      cross join lateral (select event.at from event where event.seq >= middle.seq order by event.seq limit 1) found
      where search.low < search.high
    )
    select search.low as first, edge.newest from search, edge where search.low = search.high`.execute(query);
  return rows[0] ?? { first: 0, newest: 0 };
}

/** The attempt of each end is found by its key, in its row or among the earlier tries: a join of the tables would read the whole of them. */
async function selectGroups(
  { query }: Database,
  { oldest, from, seconds, queue }: { oldest: number; from: number; seconds: number; queue: string | undefined },
): Promise<Group[]> {
  const { rows } = await sql<Group>`
    with ended as materialized (
      select event.to_state, attempt.queue, attempt.hostname,
        case when ${queue ?? null}::text is null or attempt.queue = ${queue ?? null}
          then floor(extract(epoch from event.at) / ${seconds}::integer)::integer end as bucket,
        greatest(0, extract(epoch from event.at - attempt.start_date))::double precision as duration,
        greatest(0, extract(epoch from attempt.start_date - attempt.queued_when))::double precision as queued
      from event left join lateral (
        select ti.queue, ti.hostname, ti.start_date, ti.queued_when from task_instance ti
        where ti.id = event.attempt_id
        union all
        select earlier.queue, earlier.hostname, earlier.start_date, earlier.queued_when from task_instance_history earlier
        where earlier.id = event.attempt_id
        limit 1
      ) attempt on true
      where event.seq >= ${oldest}::bigint and event.at >= to_timestamp(${from}) and event.kind = 'task'
        and event.to_state = any(${ENDS}) and event.from_state = any(${UNDER_WAY})
    )
    select ended.bucket, ended.queue, ended.hostname, grouping(ended.bucket, ended.queue, ended.hostname) as by,
      (count(*) filter (where ended.to_state = 'success'))::integer as success,
      (count(*) filter (where ended.to_state = 'failed'))::integer as failed,
      (count(*) filter (where ended.to_state = 'up_for_retry'))::integer as up_for_retry,
      (count(*) filter (where ended.to_state = 'skipped'))::integer as skipped,
      percentile_cont(0.5) within group (order by ended.duration) as median_duration,
      percentile_cont(0.95) within group (order by ended.duration) as p95_duration,
      percentile_cont(0.5) within group (order by ended.queued) as median_queued,
      percentile_cont(0.95) within group (order by ended.queued) as p95_queued
    from ended
    group by grouping sets ((ended.bucket), (ended.queue), (ended.hostname))
    order by ended.bucket, ended.queue, ended.hostname`.execute(query);
  return rows;
}

async function instantOf({ query }: Database, seq: number): Promise<string | null> {
  const { rows } = await sql<{ at: string }>`
    select event.at from event where event.seq >= ${seq}::bigint order by event.seq limit 1`.execute(query);
  return rows[0]?.at ?? null;
}
