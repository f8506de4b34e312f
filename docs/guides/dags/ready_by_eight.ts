import { setTimeout as sleep } from 'node:timers/promises';
import { averageRuntime, Dag, emailNotifier, getContext, webhookNotifier } from '@aquilon/sdk';

const dag = new Dag('ready_by_eight', {
  schedule: '0 6 * * *',
  startDate: '2026-01-01',
  timezone: 'Europe/Paris',
  tags: ['guide'],
  deadline: [
    {
      name: 'an hour after its making',
      reference: 'dagrun_queued_at',
      interval: '1h',
      callback: emailNotifier({ to: 'team@example.com' }),
    },
    {
      name: 'by eight o’clock',
      reference: 'dagrun_logical_date',
      interval: '2h',
      callback: webhookNotifier({ httpConnId: 'pager', json: { text: '{{ dag.dag_id }} is late: {{ deadline }}' } }),
    },
    {
      name: 'ten minutes longer than usual',
      reference: averageRuntime({ maxRuns: 20, minRuns: 5 }),
      interval: '10m',
      callback: ({ run, logger }) => logger.warning(`${run.runId} takes long`),
    },
  ],
});

const report = dag.task('report', () => sleep(Number(getContext().run.conf.seconds ?? 0) * 1000));

report();

export default dag;
