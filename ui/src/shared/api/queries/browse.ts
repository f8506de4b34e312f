/** What there is over all DAGs and runs. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import type { Schemas } from '../generated.ts';
import { keys } from './keys.ts';
import { listQuery } from './paging.ts';
import type { TaskInstance } from './tasks.ts';

export type { WorkerProcess, WorkerQueue } from '../worker-operations.ts';
export type XComEntry = Schemas['XComResponse'];
export type AuditEntry = Schemas['EventLogResponse'];
export type Question = Schemas['HITLDetail'];
export type Job = Schemas['JobResponse'];

/** Only those that are given count. Instants are ISO 8601. */
export interface InstanceFilter {
  readonly dag?: string | undefined;
  readonly task?: string | undefined;
  readonly run?: string | undefined;
  readonly state?: string | undefined;
  readonly pool?: string | undefined;
  readonly queue?: string | undefined;
  readonly operator?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly order: string;
}

export const allInstancesQuery = (filter: InstanceFilter) =>
  listQuery([...keys.allInstances, filter], async ({ limit, offset, signal }) => {
    const { dag, task, run, state, pool, queue, operator, from, to, order } = filter;
    const answer = await call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
      path: { dag_id: '~', dag_run_id: '~' },
      query: {
        limit,
        offset,
        order_by: [order],
        dag_id_pattern: dag,
        task_display_name_pattern: task,
        run_id_pattern: run,
        state: state === undefined ? undefined : [state],
        pool: pool === undefined ? undefined : [pool],
        queue_name_pattern: queue,
        operator_name_pattern: operator,
        run_after_gte: from,
        run_after_lte: to,
      },
      signal,
    });
    const rows: readonly TaskInstance[] = answer.task_instances;
    return { rows, total: answer.total_entries ?? offset + rows.length };
  });

export interface XComFilter {
  readonly key?: string | undefined;
  readonly dag?: string | undefined;
  readonly run?: string | undefined;
  readonly task?: string | undefined;
  readonly order: string;
}

export const allXcomsQuery = (filter: XComFilter) =>
  listQuery([...keys.allXcoms, filter], async ({ limit, offset, signal }) => {
    const { key, dag, run, task, order } = filter;
    const answer = await call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries', {
      path: { dag_id: '~', dag_run_id: '~', task_id: '~' },
      query: {
        limit,
        offset,
        order_by: [order],
        xcom_key_pattern: key,
        dag_display_name_pattern: dag,
        run_id_pattern: run,
        task_id_pattern: task,
      },
      signal,
    });
    return { rows: answer.xcom_entries, total: answer.total_entries };
  });

export interface AuditFilter {
  readonly dag?: string | undefined;
  readonly run?: string | undefined;
  readonly task?: string | undefined;
  readonly user?: string | undefined;
  readonly event?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly order: string;
}

export const auditLogQuery = (filter: AuditFilter) =>
  listQuery([...keys.auditLog, filter], async ({ limit, offset, signal }) => {
    const { dag, run, task, user, event, from, to, order } = filter;
    const { event_logs, total_entries } = await call('GET /api/v2/eventLogs', {
      query: {
        limit,
        offset,
        order_by: [order],
        dag_id_pattern: dag,
        run_id_pattern: run,
        task_id_pattern: task,
        owner_pattern: user,
        event_pattern: event,
        after: from,
        before: to,
      },
      signal,
    });
    return { rows: event_logs, total: total_entries };
  });

export interface QuestionFilter {
  readonly show: 'waiting' | 'answered' | 'all';
  readonly dag?: string | undefined;
  readonly subject?: string | undefined;
  readonly order: string;
}

export const questionsQuery = (filter: QuestionFilter) =>
  listQuery([...keys.questions, filter], async ({ limit, offset, signal }) => {
    const { show, dag, subject, order } = filter;
    const { hitl_details, total_entries } = await call('GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/hitlDetails', {
      path: { dag_id: '~', dag_run_id: '~' },
      query: {
        limit,
        offset,
        order_by: [order],
        dag_id_pattern: dag,
        subject_search: subject,
        response_received: show === 'all' ? undefined : show === 'answered',
        // One that nobody answered in time waits no longer.
        state: show === 'waiting' ? ['awaiting_input'] : undefined,
      },
      signal,
    });
    return { rows: hitl_details, total: total_entries };
  });

export const jobsQuery = (filter: { state?: string | undefined; order: string }) =>
  listQuery([...keys.jobs, filter], async ({ limit, offset, signal }) => {
    const { jobs, total_entries } = await call('GET /api/v2/jobs', {
      query: { limit, offset, order_by: [filter.order], job_state: filter.state },
      signal,
    });
    return { rows: jobs, total: total_entries };
  });

export const workerRatesQuery = (filter: { readonly hours: 1 | 24; readonly queue: string | undefined }) =>
  queryOptions({
    queryKey: [...keys.workerRates, filter],
    queryFn: ({ signal }) => call('GET /aquilon/workers/rates', { query: filter, signal }),
  });

export const waitingQuery = queryOptions({
  queryKey: keys.waitingTasks,
  queryFn: ({ signal }) => call('GET /aquilon/workers/waiting', { signal }),
});

export const workersQuery = queryOptions({
  queryKey: keys.workers,
  queryFn: ({ signal }) => call('GET /aquilon/workers', { signal }),
});
