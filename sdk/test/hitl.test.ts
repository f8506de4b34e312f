import assert from 'node:assert/strict';
import { test } from 'node:test';
import { approval, Dag, hitl, hitlBranch, hitlEntry, webhookNotifier } from '@aquilon/sdk';
import { serialize } from '@aquilon/sdk/runtime';

const taskOf = (operator: unknown) => {
  const dag = new Dag('asks');
  const ask = dag.task('ask', operator as ReturnType<typeof hitl>)();
  dag
    .task('next', () => 1)()
    .after(ask);
  dag.group('group', () =>
    dag
      .task('first', () => 1)()
      .after(ask),
  );
  const [task] = serialize(dag).tasks;
  assert.ok(task);
  return task;
};

const problemOf = (operator: unknown): string => {
  try {
    taskOf(operator);
    return '';
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'DAG_INVALID');
    return String(error);
  }
};

test('wrong options of questions are told by name, value and what is allowed', () => {
  const asks = { subject: 's', options: ['a', 'b'] };
  const cases: [expected: RegExp, operator: unknown][] = [
    [/task ask \(line \d+\): subject is missing/, hitl({ options: ['a'] } as never)],
    [/options is missing/, hitl({ subject: 's' } as never)],
    [/options is \[\]; it must be a list of texts, and not empty/, hitl({ subject: 's', options: [] })],
    [/options is \["a","a"\]; it must name each one once/, hitl({ subject: 's', options: ['a', 'a'] })],
    [/defaults has "c"; it must be among the options a, b/, hitl({ ...asks, defaults: 'c' as never })],
    [/defaults has 2 options; without multiple it must have one/, hitl({ ...asks, defaults: ['a', 'b'] })],
    [/multiple is "yes"; it must be true or false/, hitl({ ...asks, multiple: 'yes' as never })],
    [/params has _options, which is no name/, hitl({ ...asks, params: { _options: 1 } })],
    [/param n: there is no defalt/, hitl({ ...asks, params: { n: { schema: {}, defalt: 1 } as never } })],
    [
      /assignedUsers is \{"name":"Ada"\}; it must be a user name/,
      hitl({ ...asks, assignedUsers: { name: 'Ada' } as never }),
    ],
    [/responseTimeout is "soon"; it must be a duration/, hitl({ ...asks, responseTimeout: 'soon' as never })],
    [/responseTimeout is 0; it must be longer than nothing/, hitl({ ...asks, responseTimeout: 0 })],
    [/notifiers is "ada"; it must be a function, or made by/, hitl({ ...asks, notifiers: 'ada' as never })],
    [/there is no option options/, approval({ subject: 's', options: ['x'] } as never)],
    [/failOnReject is 1; it must be true or false/, approval({ subject: 's', failOnReject: 1 as never })],
    [
      /optionsMapping has "c", which is none of the options/,
      hitlBranch({ ...asks, optionsMapping: { c: 'next' } as never }),
    ],
    [/optionsMapping leads from a to 5; it must be the id/, hitlBranch({ ...asks, optionsMapping: { a: 5 as never } })],
    [
      /task ask \(line \d+\): the option b leads to b, which is no task/,
      hitlBranch({ ...asks, optionsMapping: { a: 'next' } }),
    ],
    [
      /the option a leads to ask, which does not come after it/,
      hitlBranch({ ...asks, optionsMapping: { a: 'ask', b: 'next' } }),
    ],
  ];
  for (const [expected, operator] of cases) assert.match(problemOf(operator), expected);
});

test('an approval has two options, and says what a rejection does', () => {
  const task = taskOf(approval({ subject: 's', ignoreDownstreamTriggerRules: true }));
  assert.deepEqual(task.options.options, ['Approve', 'Reject']);
  assert.deepEqual(task.decision, {
    kind: 'approval',
    reject: 'Reject',
    failOnReject: false,
    ignoreTriggerRules: true,
  });
  assert.equal(task.operator, 'ApprovalOperator');
});

test('a branch leads from options to tasks, and to the first tasks of groups', () => {
  const task = taskOf(hitlBranch({ subject: 's', options: ['next', 'all'], optionsMapping: { all: 'group' } }));
  assert.deepEqual(task.decision, {
    kind: 'answer',
    choices: [
      { option: 'next', tasks: ['next'] },
      { option: 'all', tasks: ['group.first'] },
    ],
  });
});

test('an entry has one option, which is its default; users and notifiers are written out', () => {
  const url = 'http://localhost';
  const task = taskOf(
    hitlEntry({ subject: 's', assignedUsers: ['ada', { id: 'b', name: 'Bob' }], notifiers: webhookNotifier({ url }) }),
  );
  const { options, defaults, assignedUsers } = task.options;
  assert.deepEqual([options, defaults], [['OK'], ['OK']]);
  assert.deepEqual(assignedUsers, [
    { id: 'ada', name: 'ada' },
    { id: 'b', name: 'Bob' },
  ]);
  assert.deepEqual(task.callbacks, { awaiting_input: [{ kind: 'webhook', options: { url } }] });
});
