import { Dag, emailNotifier, type NoticeContext, SkipTask, slackWebhookNotifier, webhookNotifier } from '@aquilon/sdk';

const dag = new Dag('tell_somebody', {
  schedule: null,
  startDate: '2026-01-01',
  tags: ['guide'],
  defaultArgs: {
    // A mail for each task that fails, and for each attempt that is followed by another.
    email: 'team@example.com',
    retryDelay: '100ms',
  },
  onSuccessCallback: emailNotifier({
    to: 'team@example.com',
    subject: 'The sales of {{ run_id }} are in',
    htmlContent: '<p>It took {{ duration | round(1) }} seconds.</p>',
  }),
  onFailureCallback: [
    slackWebhookNotifier({ text: ':rotating_light: {{ dag.dag_id }} failed: {{ failed_tasks | join(", ") }}' }),
    webhookNotifier({ httpConnId: 'pager', endpoint: 'alerts' }),
  ],
});

/** A function is called in a process of its own, after what it tells of is in the database. */
function countRetry({ task, exception, logger }: NoticeContext): void {
  logger.info(`attempt ${task?.tryNumber} of ${task?.taskId} ended with ${exception?.code}`);
}

const load = dag.task(
  'load',
  ({ rows }: { rows: string }) => {
    if (Number(rows) < 0) throw new Error(`there are ${rows} rows`);
    return Number(rows);
  },
  { retries: 1, onRetryCallback: countRetry },
);

const publish = dag.task(
  'publish',
  ({ rows }: { rows: number }) => {
    if (rows === 0) throw new SkipTask('nothing to publish');
  },
  { onSkippedCallback: webhookNotifier({ httpConnId: 'pager', json: { text: '{{ ti.task_id }}: {{ reason }}' } }) },
);

publish({ rows: load({ rows: '{{ conf.rows | default(0) }}' }) });

export default dag;
