import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Dag,
  emailNotifier,
  getContext,
  type NoticeContext,
  slackWebhookNotifier,
  webhookNotifier,
} from '@aquilon/sdk';
import { runDag } from '@aquilon/sdk/testing';
import { hasCode } from '#errors/aquilon-error.ts';

test('callbacks of tasks and of the DAG are called in order, each with what it is told of', async () => {
  const heard: unknown[] = [];
  const hear = (name: string) => (context: NoticeContext) => {
    const { event, state, task, run, exception } = context;
    assert.equal(getContext().run.runId, run.runId);
    heard.push([name, event, state, task && `${task.taskId} ${task.tryNumber}`, exception?.code]);
  };
  const dag = new Dag('tells', { onFailureCallback: hear('dag') });
  const options = {
    retries: 1,
    retryDelay: '2h',
    onExecuteCallback: hear('execute'),
    onRetryCallback: hear('retry'),
    onFailureCallback: [hear('failure'), hear('second')],
  } as const;
  dag.task(
    'load',
    () => {
      throw new Error('no rows');
    },
    options,
  )();
  const result = await runDag(dag);
  assert.equal(result.state, 'failed');
  assert.deepEqual(heard, [
    ['execute', 'execute', 'running', 'load 1', undefined],
    ['retry', 'retry', 'up_for_retry', 'load 1', 'TASK_FAILED'],
    ['execute', 'execute', 'running', 'load 2', undefined],
    ['failure', 'failure', 'failed', 'load 2', 'TASK_FAILED'],
    ['second', 'failure', 'failed', 'load 2', 'TASK_FAILED'],
    ['dag', 'failure', 'failed', null, 'TASK_FAILED'],
  ]);
  assert.deepEqual(
    result.notices.map(({ event, task, tryNumber, kind }) => [event, task, tryNumber, kind]),
    [
      ['execute', 'load', 1, 'function'],
      ['retry', 'load', 1, 'function'],
      ['execute', 'load', 2, 'function'],
      ['failure', 'load', 2, 'function'],
      ['failure', 'load', 2, 'function'],
      ['failure', null, null, 'function'],
    ],
  );
  const [, retry, , failure] = result.notices;
  assert.equal(Number(failure?.at) - Number(retry?.at), 2 * 3_600_000);
});

test('mails, messages and webhooks are rendered, and nothing is sent', async () => {
  const dag = new Dag('mails', {
    onSuccessCallback: [
      emailNotifier({ to: '{{ var.value.team }}', subject: 'Sales of {{ ds[:7] }}' }),
      slackWebhookNotifier({ text: '{{ dag.dag_id }} is {{ state }}' }),
      webhookNotifier({ url: 'http://127.0.0.1:1/', json: { run: '{{ run_id }}' } }),
    ],
  });
  dag.task('load', () => 1)();
  const { notices, runId } = await runDag(dag, {
    logicalDate: '2026-03-01',
    variables: { team: 'team@example.com' },
    mock: { load: () => 2 },
  });
  const [mail, slack, hook] = notices;
  assert.equal(notices.length, 3);
  assert.deepEqual(
    [mail?.kind, mail?.options.to, mail?.options.subject],
    ['email', 'team@example.com', 'Sales of 2026-03'],
  );
  assert.match(String(mail?.options.htmlContent), /mails/);
  assert.deepEqual([slack?.kind, slack?.options.text], ['slack_webhook', 'mails is success']);
  assert.deepEqual(hook?.options, { url: 'http://127.0.0.1:1/', json: { run: runId } });
});

test('a callback that throws, and a template that is wrong, are told and fail nothing else', async () => {
  const dag = new Dag('wrong', {
    onSuccessCallback: [
      ({ logger }) => {
        logger.info('here');
        throw new Error('nobody there');
      },
      emailNotifier({ to: 'a@example.com', subject: '{{ nobody }}' }),
    ],
  });
  dag.task('load', () => 1)();
  const result = await runDag(dag);
  result.expectSuccess();
  const [thrown, unrendered] = result.notices;
  assert.match(String(thrown?.error?.message), /nobody there/);
  assert.ok(thrown?.logs.some(({ event }) => event === 'here'));
  assert.equal(unrendered?.error?.code, 'TEMPLATE_UNDEFINED');
  assert.match(String(result), /not told: function of success: TASK_FAILED: .*nobody there/);
});

test('a mock of a task is not called for its callbacks, and a callback that never returns ends the test', async () => {
  const dag = new Dag('stuck');
  dag.task('load', () => 1, { onSuccessCallback: () => new Promise(() => undefined) })();
  await assert.rejects(
    runDag(dag, { timeout: '1s', mock: { load: () => 2 } }),
    (error) =>
      hasCode(error, 'TEST_RUN_STUCK') &&
      /a callback \(success\) of load of stuck: its function has not/.test(String(error)),
  );
});
