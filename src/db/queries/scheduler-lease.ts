/** Leases of schedulers. Statements take the pool or a client; each is a transaction of its own. */
import type { Sql } from '#db/database.ts';

export async function registerScheduler(sql: Sql, hostname: string, pid: number, leaseMs: number): Promise<number> {
  const { rows } = await sql.query<{ epoch: number }>(
    `insert into scheduler (hostname, pid, lease_until)
     values ($1::text, $2::int, now() + $3::double precision * interval '1 millisecond')
     returning scheduler.epoch`,
    [hostname, pid, leaseMs],
  );
  return rows[0]?.epoch ?? 0;
}

/** False when the epoch was ended by another. */
export async function renewLease(sql: Sql, epoch: number, leaseMs: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update scheduler set heartbeat_at = now(), lease_until = now() + $2::double precision * interval '1 millisecond'
     where scheduler.epoch = $1::bigint and scheduler.ended_at is null`,
    [epoch, leaseMs],
  );
  return rowCount === 1;
}

export async function endLease(sql: Sql, epoch: number): Promise<void> {
  await sql.query(
    `update scheduler set ended_at = now() where scheduler.epoch = $1::bigint and scheduler.ended_at is null`,
    [epoch],
  );
}

export interface LivingScheduler {
  epoch: number;
  hostname: string;
  pid: number;
  expired: boolean;
}

/** Other schedulers that were not ended, older ones only: of two that start together the older goes first. */
export async function livingSchedulers(sql: Sql, epoch: number): Promise<LivingScheduler[]> {
  const { rows } = await sql.query<LivingScheduler>(
    `select scheduler.epoch, scheduler.hostname, scheduler.pid, scheduler.lease_until < now() as expired
     from scheduler where scheduler.ended_at is null and scheduler.epoch < $1::bigint`,
    [epoch],
  );
  return rows;
}

/** Number of the epoch's newest commit, and of the newest event. */
export async function lastCommit(
  sql: Sql,
  epoch: number,
): Promise<{ number: number; alive: boolean; lastSeq: number }> {
  const { rows } = await sql.query<{ number: number; alive: boolean; last_seq: number }>(
    `select scheduler.last_commit as number, scheduler.ended_at is null as alive,
       coalesce((select max(event.seq) from event), 0) as last_seq
     from scheduler where scheduler.epoch = $1::bigint`,
    [epoch],
  );
  const row = rows[0];
  return { number: row?.number ?? 0, alive: row?.alive ?? false, lastSeq: row?.last_seq ?? 0 };
}
