import { env } from 'node:process';
import type { Work } from '#queue/executor.ts';
import type { ApiAccess } from './protocol.ts';

/**
 * Tells the attempt to the processes that it starts: the variables that Airflow sets for a task, and the id by which
 * the server finds what was left behind. Only the variables that differ from the last attempt are set.
 */
export function announceAttempt(work: Work, api: ApiAccess | undefined): void {
  set('AQUILON_ATTEMPT_ID', work.attemptId);
  set('AQUILON_API_URL', api?.url ?? '');
  set('AQUILON_API_TOKEN', api?.token ?? '');
  set('AIRFLOW_CTX_DAG_ID', work.run.dagId);
  set('AIRFLOW_CTX_TASK_ID', work.taskId);
  set('AIRFLOW_CTX_DAG_RUN_ID', work.run.runId);
  set('AIRFLOW_CTX_TRY_NUMBER', String(work.tryNumber));
  set('AIRFLOW_CTX_LOGICAL_DATE', work.run.logicalDate ?? '');
  set('AIRFLOW_CTX_DAG_OWNER', work.task.owner);
}

function set(name: string, value: string): void {
  if (env[name] !== value) env[name] = value;
}
