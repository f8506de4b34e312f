import type { OperatorBody } from '#worker/operator-body.ts';

/** Airflow's LatestOnlyOperator: what directly follows is skipped in a run that is not the newest of its schedule. */
export const latestOnly: OperatorBody = async ({ request, log }) => {
  if (await request({ op: 'is_latest_run' })) return {};
  log('info', 'This run is not the latest one of its schedule: what directly follows is skipped.', 'airflow.task');
  return { follow: { tasks: [], others: 'direct' } };
};
