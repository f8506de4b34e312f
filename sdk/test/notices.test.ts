import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  averageRuntime,
  Dag,
  type DagOptions,
  emailNotifier,
  slackNotifier,
  slackWebhookNotifier,
  type TaskOptions,
  webhookNotifier,
} from '@aquilon/sdk';
import { callbackOf, DagDefinitionError, serialize } from '@aquilon/sdk/runtime';

function dagWith(options: DagOptions, task: TaskOptions = {}): Dag {
  const dag = new Dag('told', options);
  dag.task('load', () => 1, task)();
  return dag;
}

function problemsOf(options: DagOptions, task: TaskOptions = {}): string {
  try {
    serialize(dagWith(options, task));
  } catch (error) {
    if (error instanceof DagDefinitionError) return error.problems.join('\n');
    throw error;
  }
  return '';
}

test('email alone asks for mails on failure and on retry; its switches and callbacks of the task add and take away', () => {
  const kinds = (task: TaskOptions, options: DagOptions = {}) => {
    const callbacks: { [event: string]: { kind: string }[] } = {
      ...serialize(dagWith(options, task)).tasks[0]?.callbacks,
    };
    return Object.entries(callbacks).map(([event, list]) => `${event}: ${list.map(({ kind }) => kind)}`);
  };
  assert.deepEqual(kinds({ email: 'a@b.c' }), ['failure: email', 'retry: email']);
  assert.deepEqual(kinds({ email: 'a@b.c', emailOnFailure: false, emailOnSuccess: true }), [
    'success: email',
    'retry: email',
  ]);
  assert.deepEqual(
    kinds(
      { onFailureCallback: [slackNotifier(), () => 1] },
      { defaultArgs: { email: ['a@b.c'], emailOnRetry: false } },
    ),
    ['failure: slack,function,email'],
  );
  assert.deepEqual(kinds({ emailOnFailure: true }), []);
});

test('callbacks in defaultArgs hold for tasks that have none, and a DAG shows them without its functions', () => {
  const dag = dagWith({ defaultArgs: { onRetryCallback: [() => 1, webhookNotifier({ url: 'http://x' })] } });
  const { tasks, defaultArgs } = serialize(dag);
  assert.deepEqual(
    tasks[0]?.callbacks?.retry?.map(({ kind }) => kind),
    ['function', 'webhook'],
  );
  assert.deepEqual(JSON.parse(JSON.stringify(defaultArgs)), defaultArgs);
});

test('a function is found again by its place: of a task, of defaultArgs, of the runs, of a deadline', () => {
  const [one, two, three, four] = [() => 1, () => 2, () => 3, () => 4];
  const dag = dagWith(
    {
      defaultArgs: { onSuccessCallback: two },
      onFailureCallback: three,
      deadline: { reference: 'dagrun_queued_at', interval: '1h', callback: [slackWebhookNotifier(), four] },
    },
    { onFailureCallback: [slackNotifier(), one] },
  );
  assert.equal(callbackOf(dag, { taskId: 'load', event: 'failure', at: 1 }), one);
  assert.equal(callbackOf(dag, { taskId: 'load', event: 'failure', at: 0 }), undefined);
  assert.equal(callbackOf(dag, { taskId: 'load', event: 'success', at: 0 }), two);
  assert.equal(callbackOf(dag, { taskId: null, event: 'failure', at: 0 }), three);
  assert.equal(callbackOf(dag, { taskId: null, event: 0, at: 1 }), four);
});

test('deadlines count from the making, a logical date, a fixed date in the zone of the DAG, or an average, and may lie before it', () => {
  const callback = emailNotifier({ to: 'a@b.c' });
  const { deadlines } = serialize(
    dagWith({
      timezone: 'Europe/Paris',
      deadline: [
        { reference: 'dagrun_queued_at', interval: '1h', callback },
        { reference: '2026-07-01T08:00', interval: '-10m', callback, name: 'summer' },
        { reference: averageRuntime({ maxRuns: 5 }), interval: -1000, callback },
      ],
    }),
  );
  assert.deepEqual(
    deadlines?.map(({ reference, intervalMs, name }) => [reference, intervalMs, name]),
    [
      [{ kind: 'dagrun_queued_at' }, 3_600_000, null],
      [{ kind: 'fixed_datetime', at: '2026-07-01T06:00:00Z' }, -600_000, 'summer'],
      [{ kind: 'average_runtime', maxRuns: 5, minRuns: 5 }, -1000, null],
    ],
  );
});

test('wrong notifiers and deadlines are refused with their option, their value and what is allowed', () => {
  const wrong = problemsOf(
    {
      onSuccessCallback: 'mail me' as never,
      deadline: [
        { reference: 'tomorrow', interval: 'soon' as never, callback: emailNotifier({ to: [] }) },
        { reference: averageRuntime({ maxRuns: 2, minRuns: 3 }), interval: '1h' } as never,
      ],
    },
    {
      email: 3 as never,
      onFailureCallback: [
        webhookNotifier({}),
        webhookNotifier({ url: 'http://x', method: 'GET' as never }),
        slackNotifier({ chanel: '#x' } as never),
        emailNotifier({ to: 'a@b.c', subject: 3 as never }),
      ],
    },
  );
  for (const expected of [
    /onSuccessCallback is "mail me"; it must be a function, or made by emailNotifier\(\)/,
    /deadline 1: reference is "tomorrow"; it must be 'dagrun_queued_at'/,
    /deadline 1: interval is "soon"; it must be a duration/,
    /deadline 1: callback: to is \[\]; it must be an address/,
    /deadline 2: averageRuntime has maxRuns 2 and minRuns 3/,
    /deadline 2: callback is missing/,
    /task load.*: email is 3; it must be an address/,
    /onFailureCallback: a webhook needs either url or httpConnId/,
    /onFailureCallback: method is "GET"; it must be one of POST, PUT, PATCH/,
    /onFailureCallback: slack has no option chanel; it has slackConnId, channel/,
    /onFailureCallback: subject is 3; it must be a text/,
  ])
    assert.match(wrong, expected);
});
