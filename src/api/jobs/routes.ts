/** /api/v2/jobs: the schedulers of this database, those that have ended included. There are no other jobs: tasks, waits and DAG files are theirs. */
import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { equals, within } from '#api/list/conditions.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import { pageOf } from '#api/list/page.ts';
import { component, Instant, instantRange, OrderQuery, orNull, PageQuery, ref } from '#api/list/schemas.ts';
import { type ListQuery, selectPage } from '#api/list/select-page.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

const OptionalText = Type.Optional(Type.String());

const JobListQuery = Type.Object({
  ...PageQuery,
  ...OrderQuery,
  ...instantRange('start_date'),
  ...instantRange('end_date'),
  is_alive: Type.Optional(Type.Boolean()),
  job_state: OptionalText,
  job_type: OptionalText,
  hostname: OptionalText,
  executor_class: OptionalText,
});

const Job = component('JobResponse', {
  id: Type.Integer(),
  dag_id: orNull(Type.String()),
  state: orNull(Type.String()),
  job_type: orNull(Type.String()),
  start_date: orNull(Instant),
  end_date: orNull(Instant),
  latest_heartbeat: orNull(Instant),
  executor_class: orNull(Type.String()),
  hostname: orNull(Type.String()),
  unixname: orNull(Type.String()),
  dag_display_name: orNull(Type.String()),
});
const JobCollection = component('JobCollectionResponse', {
  jobs: Type.Array(ref(Job)),
  total_entries: Type.Integer(),
});

/** One that was found dead by another has not ended its lease in time. */
const jobs = sql`(select scheduler.epoch as id, null::text as dag_id,
  case when scheduler.ended_at is null then 'running' when scheduler.ended_at > scheduler.lease_until then 'failed' else 'success' end as state,
  'SchedulerJob' as job_type, scheduler.started_at as start_date, scheduler.ended_at as end_date, scheduler.heartbeat_at as latest_heartbeat,
  null::text as executor_class, scheduler.hostname, null::text as unixname, null::text as dag_display_name,
  scheduler.ended_at is null and scheduler.lease_until > now() as is_alive
  from scheduler) job`;

const columns = sql`job.id, job.dag_id, job.state, job.job_type, job.start_date, job.end_date, job.latest_heartbeat, job.executor_class,
  job.hostname, job.unixname, job.dag_display_name`;

const text = (name: string) => ({ column: sql.ref(`job.${name}`), type: 'text', nullable: true }) as const;
const instant = (name: string) => ({ column: sql.ref(`job.${name}`), type: 'timestamptz', nullable: true }) as const;
const id = { column: sql`job.id`, type: 'bigint' } as const;
const ORDER: OrderRules = {
  columns: {
    id,
    dag_id: text('dag_id'),
    state: text('state'),
    job_type: text('job_type'),
    start_date: instant('start_date'),
    end_date: instant('end_date'),
    latest_heartbeat: instant('latest_heartbeat'),
    executor_class: text('executor_class'),
    hostname: text('hostname'),
    unixname: text('unixname'),
  },
  fallback: ['id'],
  key: [id],
};

const jobList = (query: Static<typeof JobListQuery>): ListQuery => ({
  columns,
  from: jobs,
  where: [
    within(sql`job.start_date`, 'start_date', query),
    within(sql`job.end_date`, 'end_date', query),
    equals(sql`job.is_alive`, query.is_alive),
    equals(sql`job.state`, query.job_state),
    equals(sql`job.job_type`, query.job_type),
    equals(sql`job.hostname`, query.hostname),
    equals(sql`job.executor_class`, query.executor_class),
  ],
  order: orderOf(query.order_by, ORDER),
});

export function jobRoutes(app: App, { config, database }: RouteContext): void {
  app.get(
    '/api/v2/jobs',
    {
      config: { access: { action: 'read', resource: 'job' } },
      schema: {
        operationId: 'get_jobs',
        tags: ['Job'],
        querystring: JobListQuery,
        response: { 200: ref(JobCollection) },
      },
    },
    async ({ query }) => {
      const { rows, total } = await selectPage<Static<typeof Job>>(
        database.query,
        jobList(query),
        pageOf(query, config),
      );
      return { jobs: rows, total_entries: total };
    },
  );
}
