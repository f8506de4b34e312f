import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bash,
  branch,
  Dag,
  type DagOptions,
  defineOperator,
  empty,
  type Input,
  type TaskOptions,
  type TaskRef,
  triggerDagRun,
} from '@aquilon/sdk';
import { serialize } from '@aquilon/sdk/runtime';

const problemsOf = (define: (dag: Dag) => void, options: DagOptions = {}): string => {
  const dag = new Dag('broken', options);
  define(dag);
  try {
    serialize(dag);
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error && error.code === 'DAG_INVALID');
    return error.message;
  }
  throw new Error('the DAG was taken');
};
const one = () => 1;

test('what is wrong with a DAG is told by name', () => {
  const cases: [expected: RegExp, define: (dag: Dag) => void, options?: object][] = [
    [/task lonely \(line \d+\) is declared and never placed/, (dag) => void dag.task('lonely', one)],
    [
      /there are two tasks twice \(line \d+\) \(line \d+\)/,
      (dag) => {
        dag.task('twice', one)();
        dag.task('twice', one)();
      },
    ],
    [
      /the tasks form a cycle: (a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c)/,
      (dag) => {
        const [a, b, c] = [dag.task('a', one)(), dag.task('b', one)(), dag.task('c', one)()];
        a.before(b);
        b.before(c);
        c.before(a);
      },
    ],
    [/the tasks form a cycle: a -> a/, (dag) => void ((a) => a.before(a))(dag.task('a', one)())],
    [
      /task other belongs to another DAG/,
      (dag) => void dag.task('a', one)().before(new Dag('second').task('other', one)()),
    ],
    [
      /task a: edge refers to task other of another DAG/,
      (dag) => void dag.task('a', one)().after(new Dag('second').task('other', one)()),
    ],
    [
      /task a: input n refers to task other of another DAG/,
      (dag) => void dag.task('a', ({ n }: { n: number }) => n)({ n: new Dag('second').task('other', one)() }),
    ],
    [
      /an edge leads to "b"; before\(\) and after\(\) take placed tasks/,
      (dag) =>
        void dag
          .task('a', one)()
          .before('b' as never),
    ],
    [
      /there is no option mapIndexTemplat\. Did you mean mapIndexTemplate\?/,
      (dag) => void dag.task('a', one, { mapIndexTemplat: 'x' } as never)(),
    ],
    [
      /task a \(line \d+\): mapIndexTemplate is 7; it must be a text/,
      (dag) => void dag.task('a', one, { mapIndexTemplate: 7 } as never)(),
    ],
    [
      /task a \(line \d+\): templateExt has "sql"; it must be the end of a file name, such as '.sql'/,
      (dag) =>
        void dag.task(
          'a',
          defineOperator('Q', (_: { s: string }) => 1, { templateFields: ['s'], templateExt: ['sql'] })({ s: '' }),
        )(),
    ],
    [
      /renderTemplateAsNativeObj is "yes"; it must be true or false/,
      () => undefined,
      { renderTemplateAsNativeObj: 'yes' },
    ],
    [/userDefinedFilters.up is 7; it must be a function/, () => undefined, { userDefinedFilters: { up: 7 } }],
    [
      /userDefinedMacros has the name "a-b"; letters, digits and _ are allowed/,
      () => undefined,
      { userDefinedMacros: { 'a-b': 1 } },
    ],
    [/params is \[\]; it must give each param by its name/, () => undefined, { params: [] }],
    [/a task has no id: name its function/, (dag) => void dag.task(() => 1)()],
    [/task a: its body is 7; it must be a function or an operator/, (dag) => void dag.task('a', 7 as never)()],
    [/the id of task a b is "a b"/, (dag) => void dag.task('a b', one)()],
    [/the id of task x+ has 300 characters; 250 are allowed/, (dag) => void dag.task('x'.repeat(300), one)()],
    [
      /task a .* option (bashCommand|env) is no JSON/,
      (dag) => void dag.task('a', bash({ bashCommand: one as never }))(),
    ],
    [
      /task a .* input n is no JSON: the value is a bigint/,
      (dag) => void dag.task('a', ({ n }: { n: bigint }) => n)({ n: 10n }),
    ],
    [/task a .*its input is 5; it must be one object/, (dag) => void (dag.task('a', one) as (n: number) => void)(5)],
    [
      /g is the id of a task and of a group/,
      (dag) => {
        dag.task('g', one)();
        dag.group('g', () => dag.task('a', one)());
      },
    ],
    [/schedule.*"@dayly".*Did you mean @daily\?/, (dag) => void dag.task('a', one)(), { schedule: '@dayly' }],
    [/schedul.* Did you mean schedule\?/, (dag) => void dag.task('a', one)(), { schedul: '@daily' }],
    [/startDate/, (dag) => void dag.task('a', one)(), { startDate: 'yesterday' }],
    [/timezone.*Europe\/Pariss/, (dag) => void dag.task('a', one)(), { timezone: 'Europe/Pariss' }],
    [/maxActiveRuns.*0/, (dag) => void dag.task('a', one)(), { maxActiveRuns: 0 }],
    [/task a .*retries.*-1/, (dag) => void dag.task('a', one, { retries: -1 })()],
    [/task a .*retryDelay.*"soon"/, (dag) => void dag.task('a', one, { retryDelay: 'soon' as never })()],
    [
      /task a .*triggerRule.*Did you mean all_done\?/,
      (dag) => void dag.task('a', one, { triggerRule: 'all_don' as never })(),
    ],
    [
      /task b \(line \d+\): its trigger rule is all_done; with failFast it must be all_success/,
      (dag) => void dag.task('b', one, { triggerRule: 'all_done' })(),
      { failFast: true },
    ],
    [/failFast is "yes"; it must be true or false/, (dag) => void dag.task('a', one)(), { failFast: 'yes' }],
    [
      /task c decides by itself what runs after it; it cannot be a condition as well/,
      (dag) => {
        const c = dag.task(
          'c',
          branch(() => 'a'),
        )();
        dag.switch(c as TaskRef<string>).case('a', dag.task('a', one)());
      },
    ],
    [
      /a condition is function .*; it must be a placed task of this DAG/,
      (dag) => void dag.if(dag.task('c', () => true) as never).then(dag.task('a', one)()),
    ],
    [
      /task m \(line \d+\): expand: n is 5; it must be a list, a placed task that returns one, or zip/,
      (dag) => void dag.task('m', ({ n }: { n: number }) => n).expand({ n: 5 as never }),
    ],
    [/expand\(\) names no argument/, (dag) => void dag.task('m', ({ n }: { n?: number }) => n).expand({})],
    [/expand: n is no JSON/, (dag) => void dag.task('m', ({ n }: { n: bigint }) => n).expand({ n: [1n] })],
    [
      /task m: expand refers to task other of another DAG/,
      (dag) =>
        void dag.task('m', ({ n }: { n: number }) => n).expand({ n: new Dag('second').task('other', () => [1])() }),
    ],
    [
      /task t .*option pokeInterval must be given in the DAG file; it cannot be mapped or be a result/,
      (dag) =>
        void dag
          .task('t', triggerDagRun)
          .partial({ triggerDagId: 'other' })
          .expand({ pokeInterval: ['30s'] }),
    ],
    [/the id of a group is "a\.b"; it must not have a dot/, (dag) => dag.group('a.b', () => void dag.task('a', one)())],
    [
      /task g\.m is mapped in the mapped group g; only one of the two can be/,
      (dag) => {
        const inner = dag.task('m', ({ n }: { n: number }) => n);
        dag.taskGroup('g', ({ n }: { n: Input<number> }) => void [n, inner.expand({ n: [1] })]).expand({ n: [1, 2] });
      },
    ],
    [
      /group g\.h is mapped in the mapped group g; only one of the two can be/,
      (dag) => {
        const inner = dag.taskGroup('h', (_: { n: Input<number> }) => dag.task('a', one)());
        dag.taskGroup('g', (_: { n: Input<number> }) => inner.expand({ n: [1] })).expand({ n: [1, 2] });
      },
    ],
    [
      /task outside .*input n is the argument n of group g, in which it does not stand/,
      (dag) => {
        let leaked: Input<number> = 0;
        const group = dag.taskGroup('g', ({ n }: { n: Input<number> }) => {
          leaked = n;
          dag.task('a', one)();
        });
        group.expand({ n: [1] });
        dag.task('outside', ({ n }: { n: number }) => n)({ n: leaked });
      },
    ],
    [
      /group g \(line \d+\): it is mapped and has no tasks/,
      (dag) => {
        dag.task('a', one)();
        dag.taskGroup('g', (_: { n: Input<number> }) => undefined).expand({ n: [1] });
      },
    ],
    [
      /group g \(line \d+\): expand: n is 5; it must be a list/,
      (dag) => void dag.taskGroup('g', (_: { n: Input<number> }) => dag.task('a', one)()).expand({ n: 5 as never }),
    ],
    [
      /task a .*dependsOnPast is "yes"; it must be true or false/,
      (dag) => void dag.task('a', one, { dependsOnPast: 'yes' as never })(),
    ],
    [/task a .*retry\..*Did you mean retries\?/, (dag) => void dag.task('a', one, { retry: 2 } as TaskOptions)()],
    [
      /task a .*trigger_rule.*Did you mean triggerRule\?/,
      (dag) => void dag.task('a', one, { trigger_rule: 'x' } as TaskOptions)(),
    ],
    [/there is no option colour\. Options/, (dag) => void dag.task('a', one)(), { colour: 'red' }],
    [/task a .*retrys.*Did you mean retries\?/, (dag) => void dag.task('a', one, { retrys: 2 } as TaskOptions)()],
  ];
  for (const [expected, define, options] of cases) assert.match(problemsOf(define, options), expected);
});

test('all problems of a DAG are told at once', () => {
  const text = problemsOf(
    (dag) => {
      dag.task('lonely', one);
      dag.task('a', one, { retries: -1, poolSlots: 0 })();
    },
    { maxActiveRuns: 0 },
  );
  assert.deepEqual(
    ['lonely', 'retries', 'poolSlots', 'maxActiveRuns'].filter((word) => !text.includes(word)),
    [],
  );
});

test('a task that waits for its downstreams depends on the past, and defaultArgs may say so for all', () => {
  const dag = new Dag('past', { defaultArgs: { waitForDownstream: true } });
  dag
    .task('a', one)()
    .before(dag.task('b', one, { waitForDownstream: false })());
  const { tasks } = serialize(dag);
  assert.deepEqual(
    tasks.map(({ dependsOnPast, waitForDownstream }) => [dependsOnPast, waitForDownstream]),
    [
      [true, true],
      [undefined, undefined],
    ],
  );
});

test('ids, groups, edges and inputs come out as they were written', () => {
  const dag = new Dag('whole', { schedule: '@daily', defaultArgs: { retries: 2 } });
  function extract(): number[] {
    return [1];
  }
  const rows = dag.task(extract)();
  dag.group('outer', () => {
    dag.group('inner', () => {
      const total = dag.task('sum', ({ values, by }: { values: number[]; by: number }) => values.length * by);
      total({ values: rows, by: 2 }).after(dag.task('wait', empty(), { retries: 0 })());
      total({ values: rows, by: 3 });
    });
  });
  const { tasks, groups, timetable } = serialize(dag);
  assert.deepEqual(
    tasks.map((task) => [task.taskId, task.groupId, task.upstream, task.retries]),
    [
      ['extract', null, [], 2],
      ['outer.inner.wait', 'outer.inner', [], 0],
      ['outer.inner.sum', 'outer.inner', ['extract', 'outer.inner.wait'], 2],
      ['outer.inner.sum__1', 'outer.inner', ['extract'], 2],
    ].sort((a, b) => tasks.findIndex((task) => task.taskId === a[0]) - tasks.findIndex((task) => task.taskId === b[0])),
  );
  assert.deepEqual(tasks.find((task) => task.taskId === 'outer.inner.sum__1')?.inputs, {
    values: { kind: 'xcom', taskId: 'extract', key: 'return_value' },
    by: { kind: 'value', value: 3 },
  });
  assert.deepEqual(
    groups.map((group) => [group.groupId, group.parentId, group.label]),
    [
      ['outer', null, 'outer'],
      ['outer.inner', 'outer', 'inner'],
    ],
  );
  assert.equal(timetable.kind, 'cron');
});

test('a mapped group comes after its lists; its tasks get elements, the results of the same element, and lists outside', () => {
  const dag = new Dag('groups');
  const list = dag.task('list', () => ['a'])();
  const group = dag.taskGroup('g', ({ name, mode }: { name: Input<string>; mode: Input<string> }) => {
    const load = dag.task(
      'load',
      ({ path, mode }: { path: string; mode: string }) => path + mode,
    )({ path: name, mode });
    return dag.task('score', ({ text }: { text: string }) => text.length)({ text: load });
  });
  const scores = group.partial({ mode: 'fast' }).expand({ name: list });
  dag.task('best', ({ all }: { all: number[] }) => Math.max(...all))({ all: scores });
  const { tasks, groups } = serialize(dag);
  const xcom = (taskId: string, more: object) => ({ kind: 'xcom', taskId, key: 'return_value', ...more });
  assert.deepEqual(
    tasks.map(({ taskId, upstream, inputs, mappedGroup }) => [taskId, upstream, inputs, mappedGroup]),
    [
      ['list', [], {}, undefined],
      ['g.load', ['list'], { path: { kind: 'element', name: 'name' }, mode: { kind: 'value', value: 'fast' } }, 'g'],
      ['g.score', ['g.load'], { text: xcom('g.load', { sameElement: true }) }, 'g'],
      ['best', ['g.score'], { all: xcom('g.score', { collect: true }) }, undefined],
    ],
  );
  assert.equal(tasks[0]?.isListed, true);
  assert.deepEqual(groups[0]?.expand, {
    kind: 'product',
    inputs: [{ name: 'name', source: { kind: 'xcom', taskId: 'list' } }],
  });
});

test('a group that is called twice is placed twice, the second time as group__1', () => {
  const dag = new Dag('twice');
  const group = dag.taskGroup('g', ({ n }: { n: Input<number> }) =>
    dag.task('a', (given: { n: number }) => given.n)({ n }),
  );
  group({ n: 1 });
  group({ n: 2 });
  assert.deepEqual(
    serialize(dag).tasks.map(({ taskId, mappedGroup }) => [taskId, mappedGroup]),
    [
      ['g.a', undefined],
      ['g__1.a', undefined],
    ],
  );
});

test('an operator that is not called takes its options as arguments: those of the file at once, results when it runs', () => {
  const dag = new Dag('options');
  const command = dag.task('command', () => 'ls')();
  dag.task('list', bash)({ bashCommand: command, cwd: '/tmp' });
  dag
    .task('each', bash)
    .partial({ appendEnv: true })
    .expand({ bashCommand: ['ls', 'pwd'] });
  const [, list, each] = serialize(dag).tasks;
  assert.deepEqual(
    [list?.operator, list?.options, list?.inputs, list?.upstream],
    [
      'BashOperator',
      { cwd: '/tmp' },
      { bashCommand: { kind: 'xcom', taskId: 'command', key: 'return_value' } },
      ['command'],
    ],
  );
  assert.deepEqual([each?.options, each?.expand?.kind], [{ appendEnv: true }, 'product']);
  assert.deepEqual(each?.template?.fields, ['bashCommand', 'env', 'cwd']);
});
