/** /aquilon/notices and /aquilon/deadlines: what was told to whom, and which runs are late. Airflow has no such addresses. */
import { sql } from 'kysely';
import { Type } from 'typebox';
import { equals, oneOf } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import { pageOf } from '#api/list/page.ts';
import { ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import { noticeExists, retryNotice } from '#db/queries/notices.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import {
  DeadlineCollection,
  DeadlineListQuery,
  type DeadlineRow,
  Notice,
  NoticeCollection,
  NoticeListQuery,
  type NoticeRow,
} from './schemas.ts';

const tags = ['Notice'];

const columns = sql`notice.id, notice.at, notice.event, notice.dag_id, notice.run_id as dag_run_id, notice.task_id, notice.map_index,
  notice.try_number, notice.notifier, notice.told #>> array['facts', 'reason'] as reason, notice.state, notice.attempts,
  case when notice.state = 'pending' then notice.next_try_at end as next_try_at, notice.sent_at, notice.error, notice.recipients`;

const noticeId = { column: sql`notice.id::text`, type: 'text' } as const;
const ORDER: OrderRules = {
  columns: { id: noticeId, at: { column: sql`notice.at`, type: 'timestamptz' } },
  fallback: ['-at'],
  key: [noticeId],
};

const deadlineColumns = sql`dag_run.dag_id, dag_run.run_id as dag_run_id, deadline.number,
  dag_version.serialized #>> array['deadlines', deadline.number::text, 'name'] as name,
  deadline.deadline_time, deadline.missed_at is not null as missed, deadline.missed_at, deadline.created_at`;
const deadlineTables = sql`deadline join dag_run on dag_run.id = deadline.dag_run_id
  join dag_version on dag_version.id = dag_run.dag_version_id`;

const deadlineKey = [
  { column: sql`deadline.dag_run_id`, type: 'bigint' },
  { column: sql`deadline.number`, type: 'integer' },
] as const;
const DEADLINE_ORDER: OrderRules = {
  columns: { deadline_time: { column: sql`deadline.deadline_time`, type: 'timestamptz' } },
  fallback: ['-deadline_time'],
  key: [...deadlineKey],
};

export function noticeRoutes(app: App, { config, database, notices }: RouteContext): void {
  const read = { config: { access: { action: 'read', resource: 'notice' } } } as const;
  /** Where the way that it goes is barred, it is not tried before that is tried again, whatever its own time is. */
  const withNextTry = (notice: NoticeRow): NoticeRow => {
    const until = notice.next_try_at === null ? null : (notices?.barredUntil(notice.notifier) ?? null);
    return until === null || Date.parse(notice.next_try_at ?? '') >= until
      ? notice
      : { ...notice, next_try_at: new Date(until).toISOString() };
  };

  app.get(
    '/aquilon/notices',
    {
      ...read,
      schema: {
        operationId: 'get_notices',
        tags,
        querystring: NoticeListQuery,
        response: { 200: ref(NoticeCollection) },
      },
    },
    async ({ query }) => {
      const where = [
        equals(sql`notice.id::text`, query.id?.toLowerCase()),
        oneOf(sql`notice.state`, query.state),
        equals(sql`notice.dag_id`, query.dag_id),
        equals(sql`notice.run_id`, query.dag_run_id),
      ];
      const list = { columns, from: sql`notice`, where, order: orderOf(query.order_by, ORDER) };
      const { rows, total } = await selectPage<NoticeRow>(database.query, list, pageOf(query, config));
      return { notices: rows.map(withNextTry), total_entries: total };
    },
  );

  app.post(
    '/aquilon/notices/:notice_id/retry',
    {
      config: { access: { action: 'update', resource: 'notice' } },
      schema: {
        operationId: 'retry_notice',
        tags,
        params: Type.Object({ notice_id: Type.String({ format: 'uuid' }) }),
        response: { 200: ref(Notice) },
      },
    },
    async (request) => {
      const { notice_id: id } = request.params;
      await audited(request, database, async (client) => {
        if (await retryNotice(client, id)) return;
        if (!(await noticeExists(client, id))) throw new AquilonError('NOTICE_NOT_FOUND', { id });
        throw new AquilonError('STATE_CONFLICT', { thing: `Notice ${id}`, found: 'sending', wanted: 'pending' });
      });
      notices?.wake();
      const { rows } = await sql<NoticeRow>`select ${columns} from notice where notice.id = ${id}::uuid`.execute(
        database.query,
      );
      if (!rows[0]) throw new AquilonError('NOTICE_NOT_FOUND', { id });
      return withNextTry(rows[0]);
    },
  );

  app.get(
    '/aquilon/deadlines',
    {
      ...read,
      schema: {
        operationId: 'get_deadlines',
        tags,
        querystring: DeadlineListQuery,
        response: { 200: ref(DeadlineCollection) },
      },
    },
    async ({ query }) => {
      const where = [
        equals(sql`dag_run.dag_id`, query.dag_id),
        equals(sql`dag_run.run_id`, query.dag_run_id),
        query.missed === undefined ? undefined : equals(sql`(deadline.missed_at is not null)`, query.missed),
      ];
      const order = orderOf(query.order_by, DEADLINE_ORDER);
      const list = { columns: deadlineColumns, from: deadlineTables, where, order };
      const { rows, total } = await selectPage<DeadlineRow>(database.query, list, pageOf(query, config));
      return { deadlines: rows, total_entries: total };
    },
  );
}
