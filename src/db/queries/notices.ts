/** The outbox of notices: who sends which, and what became of it. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Sql } from '#db/database.ts';
import type { NoticeEvent, NoticeFacts } from '#domain/notices.ts';

/** Addresses that are done with: those that have the mail, and those that the server refused for good. */
export interface Recipients {
  accepted: string[];
  refused: string[];
}

/** `R`: the facts of the run. */
export interface ClaimedNotice<R = unknown> {
  id: string;
  event: NoticeEvent;
  dag_id: string;
  /** Null: it tells of a DAG file, to which no run belongs. */
  dag_run_id: number | null;
  run_id: string | null;
  at: string;
  task_id: string | null;
  map_index: number | null;
  try_number: number | null;
  dag_version_id: string;
  notifier: string;
  number: number;
  told: { facts: NoticeFacts; run: R; maxTries: number | null };
  attempts: number;
  recipients: Recipients | null;
  /** Since it became due, seconds. */
  age: number;
}

export interface Claim {
  notifiers: readonly string[];
  owner: string;
  limit: number;
  /** Nobody else sends them within this time. */
  seconds: number;
  /** Those that the owner has in hand. */
  except: readonly string[];
}

/** The notices that are due, or whose sender did not come back; the oldest first. Several senders never get the same. */
export async function claimNotices<R>(sql: Sql, claim: Claim): Promise<ClaimedNotice<R>[]> {
  const { rows } = await sql.query<ClaimedNotice<R>>(
    `update notice set state = 'sending', attempts = notice.attempts + 1, claimed_by = $2::text,
       claimed_until = now() + make_interval(secs => $4::double precision)
     where notice.id in (
       select due.id from notice due
       where due.notifier = any ($1::text[]) and due.id <> all ($5::uuid[])
         and (due.state = 'pending' and due.next_try_at <= now() or due.state = 'sending' and due.claimed_until < now())
       order by due.next_try_at limit $3::int
       for update skip locked)
     returning notice.id, notice.at, notice.event, notice.dag_id, notice.dag_run_id, notice.run_id, notice.task_id, notice.map_index,
       notice.try_number, notice.dag_version_id, notice.notifier, notice.number, notice.told, notice.attempts, notice.recipients,
       extract(epoch from now() - notice.due_since)::double precision as age`,
    [claim.notifiers, claim.owner, claim.limit, claim.seconds, claim.except],
  );
  return rows;
}

/** Milliseconds until the next one is due; null: none is open. */
export async function untilNextNotice(sql: Sql, notifiers: readonly string[]): Promise<number | null> {
  const { rows } = await sql.query<{ ms: number | null }>(
    `select extract(epoch from min(case when notice.state = 'pending' then notice.next_try_at else notice.claimed_until end) - now())::double precision
       * 1000 as ms
     from notice where notice.notifier = any ($1::text[]) and notice.state in ('pending', 'sending')`,
    [notifiers],
  );
  return rows[0]?.ms ?? null;
}

export interface NoticeEnd {
  id: string;
  owner: string;
  state: 'sent' | 'failed' | 'pending';
  error: string | null;
  recipients: Recipients | null;
  /** Of one that is tried again: after so many seconds. */
  againIn: number;
}

/** False: another sender has taken it over meanwhile. */
export async function endNotice(sql: Sql, end: NoticeEnd): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update notice set state = $3::text, error = $4::text, recipients = coalesce($5::jsonb, notice.recipients),
       next_try_at = now() + make_interval(secs => $6::double precision), claimed_by = null, claimed_until = null,
       sent_at = case when $3::text = 'sent' then now() end
     where notice.id = $1::uuid and notice.claimed_by = $2::text and notice.state = 'sending'`,
    [end.id, end.owner, end.state, end.error, end.recipients && JSON.stringify(end.recipients), end.againIn],
  );
  return rowCount === 1;
}

export async function noticeOwners(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ claimed_by: string }>(
    `select distinct notice.claimed_by from notice where notice.state = 'sending' and notice.claimed_by is not null`,
  );
  return rows.map((row) => row.claimed_by);
}

/** What these had in hand is due again at once. */
export async function releaseNotices(sql: Sql, owners: readonly string[]): Promise<void> {
  await sql.query(
    `update notice set state = 'pending', next_try_at = now(), claimed_by = null, claimed_until = null
     where notice.state = 'sending' and notice.claimed_by = any ($1::text[])`,
    [owners],
  );
}

/** A person asks for it again, whatever became of it before. Its attempts and its time begin anew. False: it is on its way, or there is none. */
export async function retryNotice(sql: Sql, id: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update notice set state = 'pending', attempts = 0, due_since = now(), next_try_at = now(), error = null, recipients = null, sent_at = null
     where notice.id = $1::uuid and notice.state <> 'sending'`,
    [id],
  );
  return rowCount === 1;
}

export async function noticeExists(sql: Sql, id: string): Promise<boolean> {
  const { rowCount } = await sql.query('select from notice where notice.id = $1::uuid', [id]);
  return rowCount === 1;
}

/** So many of those that were sent longer ago, the oldest first. Returns how many there were. */
export async function deleteSentNotices(sql: Sql, seconds: number, limit: number): Promise<number> {
  const { rowCount } = await sql.query(
    `delete from notice where notice.id in (
       select old.id from notice old
       where old.state = 'sent' and old.sent_at < now() - make_interval(secs => $1::double precision)
       order by old.sent_at limit $2::int
       for update skip locked)`,
    [seconds, limit],
  );
  return rowCount ?? 0;
}

export async function selectNoticeVersion(
  sql: Sql,
  versionId: string,
): Promise<{ serialized: SerializedDag; snapshot_hash: string } | undefined> {
  const { rows } = await sql.query<{ serialized: SerializedDag; snapshot_hash: string }>(
    `select dag_version.serialized, dag_version.snapshot_hash from dag_version where dag_version.id = $1::uuid`,
    [versionId],
  );
  return rows[0];
}
