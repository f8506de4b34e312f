/** DAGs that are right, each small and of one kind: they compile, as this file does, and load. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allOf,
  anyOf,
  asset,
  assetAlias,
  assetOrTime,
  bash,
  branch,
  Dag,
  type DagOptions,
  dateTimeSensor,
  defineOperator,
  email,
  empty,
  externalTaskSensor,
  FailTask,
  fileSensor,
  fileWatcher,
  getContext,
  httpSensor,
  type Input,
  label,
  latestOnly,
  partitionedAssets,
  SkipTask,
  s3KeySensor,
  sensor,
  shortCircuit,
  sqlSensor,
  startOfDayMapper,
  type TaskOptions,
  type Timetable,
  timeDeltaSensor,
  triggerDagRun,
  zip,
} from '@aquilon/sdk';
import { serialize } from '@aquilon/sdk/runtime';

const one = () => 1;
const many = () => [1, 2, 3];
const twice = ({ n }: { n: number }) => 2 * n;
const orders = asset('s3://shop/orders.csv');
const prices = asset({ name: 'prices' });
const everyNoon: Timetable = {
  nextDagrunInfo: () => null,
  inferManualDataInterval: ({ runAfter }) => ({ start: runAfter, end: runAfter }),
};

const scheduled = (options: DagOptions) => [options, (dag: Dag) => void dag.task('a', one)()] as const;
const withTask = (options: TaskOptions) => [{}, (dag: Dag) => void dag.task('a', one, options)()] as const;
const filled = (fill: (dag: Dag) => unknown, options: DagOptions = {}) => [options, fill] as const;

const DAGS: Record<string, readonly [DagOptions, (dag: Dag) => unknown]> = {
  'without a task': filled(() => undefined),
  'a named function': filled((dag) => dag.task(one)()),
  'an async function': filled((dag) => dag.task('a', async () => 1)()),
  'a value handed on': filled((dag) => dag.task(twice)({ n: dag.task(one)() })),
  'a value that stands in the file': filled((dag) => dag.task(twice)({ n: 7 })),
  'an optional argument': filled((dag) => dag.task('a', ({ n = 1 }: { n?: number }) => n)()),
  'a task placed twice': filled((dag) => {
    const task = dag.task(twice);
    task({ n: task({ n: 1 }) });
  }),
  'edges without data': filled((dag) => dag.task('a', one)().before(dag.task('b', one)(), dag.task('c', one)())),
  'labels on edges': filled((dag) => dag.task('a', one)().before(label('best'), dag.task('b', one)())),
  'nested groups': filled((dag) => dag.group('outer', () => dag.group('inner', () => dag.task('a', one)()))),
  'a group with arguments': filled((dag) =>
    dag.taskGroup('g', ({ n }: { n: Input<number> }) => dag.task(twice)({ n }))({ n: 1 }),
  ),
  'no schedule': scheduled({ schedule: null }),
  'a preset': scheduled({ schedule: '@weekly', startDate: '2026-01-01' }),
  once: scheduled({ schedule: '@once' }),
  continuous: scheduled({ schedule: '@continuous' }),
  'a cron expression': scheduled({ schedule: '15 3 * * 1-5', timezone: 'Europe/Paris', startDate: '2026-01-01' }),
  'a cron expression of its own zone': scheduled({ schedule: { cron: '0 8 * * *', timezone: 'Asia/Tokyo' } }),
  'several cron expressions': scheduled({ schedule: ['0 8 * * 1-5', '0 10 * * 6'] }),
  'an interval': scheduled({ schedule: '1h30m', startDate: '2026-01-01' }),
  'data intervals': scheduled({ schedule: { cron: '0 0 * * *', dataInterval: true } }),
  'a list of dates': scheduled({ schedule: { events: ['2026-05-01', '2026-06-01'] } }),
  'a timetable of the author': scheduled({ schedule: everyNoon }),
  'two assets': scheduled({ schedule: [orders, prices] }),
  'one asset or another': scheduled({ schedule: anyOf(orders, allOf(prices, assetAlias('more'))) }),
  'assets or time': scheduled({ schedule: assetOrTime({ schedule: '@daily', assets: orders }) }),
  'partitions of assets': scheduled({
    schedule: partitionedAssets({ assets: [orders], defaultPartitionMapper: startOfDayMapper() }),
  }),
  'a watched asset': scheduled({ schedule: asset({ name: 'in', watchers: [fileWatcher({ path: '/in/a.csv' })] }) }),
  'start, end and catchup': scheduled({
    schedule: '@daily',
    startDate: '2026-01-01',
    endDate: '2026-02-01',
    catchup: true,
  }),
  'limits of runs and tasks': scheduled({
    maxActiveRuns: 1,
    maxActiveTasks: 4,
    dagrunTimeout: '1h',
    maxConsecutiveFailedDagRuns: 3,
  }),
  'tags, owners and documentation': scheduled({
    tags: ['a'],
    ownerLinks: { ml: 'mailto:a@example.com' },
    docMd: '# A',
    description: 'a',
  }),
  'params with schemas': scheduled({
    params: {
      rows: 5,
      region: { default: 'eu', schema: { enum: ['eu', 'us'] } },
      day: { schema: { type: 'string', format: 'date' } },
    },
  }),
  'retries that grow': withTask({ retries: 3, retryDelay: '10s', retryExponentialBackoff: 3, maxRetryDelay: '10m' }),
  'a trigger rule': withTask({ triggerRule: 'none_failed_min_one_success' }),
  'pools, weights and queues': withTask({
    pool: 'gpu',
    poolSlots: 2,
    priorityWeight: 5,
    weightRule: 'upstream',
    queue: 'gpu',
  }),
  'limits of one task': withTask({ maxActiveTisPerDag: 2, maxActiveTisPerDagrun: 1, executionTimeout: 60_000 }),
  'depending on the past': withTask({ dependsOnPast: true, waitForDownstream: true }),
  'a process of its own': withTask({ isolation: 'fresh', owner: 'ml', docMd: 'why' }),
  'outlets and inlets': withTask({ outlets: [orders], inlets: [prices] }),
  'default arguments': filled((dag) => dag.task('a', one)(), { defaultArgs: { retries: 2, owner: 'ml' } }),
  'failing fast': filled((dag) => dag.task('a', one)().before(dag.task('b', one)()), { failFast: true }),
  'if and else': filled((dag) =>
    dag
      .if(dag.task('c', () => true)())
      .then(dag.task('a', one)())
      .else(dag.task('b', one)()),
  ),
  'switch and default': filled((dag) =>
    dag
      .switch(dag.task('c', (): 'x' | 'y' => 'x')())
      .case('x', dag.task('a', one)())
      .default(dag.task('b', one)()),
  ),
  'a branch to a group': filled((dag) => {
    dag.group('g', () => dag.task('a', one)());
    dag
      .task(
        'pick',
        branch(() => 'g'),
      )()
      .before(dag.task('b', one)());
  }),
  'a short circuit': filled((dag) =>
    dag
      .task(
        'c',
        shortCircuit(() => false),
      )()
      .before(dag.task('a', one)()),
  ),
  'latest only': filled((dag) => dag.task('new', latestOnly())().before(dag.task('a', one)())),
  'skipping and failing by exception': filled((dag) =>
    dag.task('a', () => {
      if (getContext().params.quiet === true) throw new SkipTask('quiet');
      throw new FailTask('never again');
    })(),
  ),
  'setup and teardown': filled((dag) => {
    const up = dag.task('up', one)();
    const work = dag.task('work', one)().after(up);
    dag.task('down', one)().after(work).asTeardown({ setups: up });
  }),
  'mapped over a list of the file': filled((dag) => dag.task(twice).expand({ n: [1, 2] })),
  'mapped over a result': filled((dag) => dag.task(twice).expand({ n: dag.task(many)() })),
  'mapped over mapped results': filled((dag) =>
    dag.task('b', twice).expand({ n: dag.task('a', twice).expand({ n: [1] }) }),
  ),
  'mapped with constants': filled((dag) =>
    dag
      .task('a', ({ n, by }: { n: number; by: number }) => n * by)
      .partial({ by: 2 })
      .expand({ n: [1, 2] }),
  ),
  'mapped over pairs': filled((dag) =>
    dag
      .task('a', ({ p: [n, text] }: { p: readonly [number, string] }) => text.repeat(n))
      .expand({ p: zip([1], ['x']) }),
  ),
  'mapped over rows of arguments': filled((dag) => dag.task(twice).expandKwargs([{ n: 1 }, { n: 2 }])),
  'instances with names': filled((dag) =>
    dag.task('a', twice, { mapIndexTemplate: '{{ task.op_kwargs.n }}' }).expand({ n: [1] }),
  ),
  'a mapped group': filled((dag) =>
    dag
      .taskGroup('g', ({ n }: { n: Input<number> }) => dag.task('b', twice)({ n: dag.task('a', twice)({ n }) }))
      .expand({ n: dag.task(many)() }),
  ),
  'a mapped operator': filled((dag) =>
    dag
      .task('a', bash)
      .partial({ cwd: '/tmp' })
      .expand({ bashCommand: ['ls', 'pwd'] }),
  ),
  'an operator that takes a result': filled((dag) => dag.task('a', bash)({ bashCommand: dag.task('c', () => 'ls')() })),
  'a command with a template': filled((dag) =>
    dag.task('a', bash({ bashCommand: 'echo {{ ds }} {{ params.n }}', env: { A: '{{ ts }}' } }))(),
  ),
  'a mail after a trigger': filled((dag) =>
    dag
      .task('t', triggerDagRun({ triggerDagId: 'other', waitForCompletion: true, conf: { day: '{{ ds }}' } }))()
      .before(dag.task('m', email({ to: ['a@example.com'], subject: 's', htmlContent: '<p>done</p>' }))()),
  ),
  'an operator of the author': filled((dag) => {
    const sleep = defineOperator('SleepOperator', ({ seconds }: { seconds: number }) => seconds, {
      templateFields: [],
    });
    dag
      .task('a', sleep({ seconds: 1 }))()
      .before(dag.task('b', empty())());
  }),
  'files and moments': filled((dag) =>
    dag
      .task('f', fileSensor({ path: 'in/*.csv', pokeInterval: '30s', timeout: '10m', softFail: true }))()
      .before(
        dag.task('d', dateTimeSensor({ targetTime: '2026-01-01T00:00:00Z' }))(),
        dag.task('t', timeDeltaSensor({ delta: '1h' }))(),
      ),
  ),
  'answers, objects and rows': filled((dag) =>
    dag
      .task('h', httpSensor({ url: 'https://example.com/ready' }))()
      .before(
        dag.task('s', s3KeySensor({ bucketKey: 's3://bucket/key*', wildcardMatch: true }))(),
        dag.task('q', sqlSensor({ connId: 'db', sql: 'select 1' }))(),
      ),
  ),
  'another DAG': filled((dag) =>
    dag.task(
      'x',
      externalTaskSensor({ externalDagId: 'other', externalTaskIds: ['a', 'b'], failedStates: ['failed'] }),
    )(),
  ),
  'a sensor of the author': filled((dag) =>
    dag.task(twice)({
      n: dag.task(
        's',
        sensor(() => ({ done: true, value: 3 })),
      )(),
    }),
  ),
};

test('there are at least fifty kinds of right DAGs', () => {
  assert.ok(Object.keys(DAGS).length >= 50, `${Object.keys(DAGS).length}`);
});

for (const [what, [options, fill]] of Object.entries(DAGS)) {
  test(`a right DAG loads: ${what}`, () => {
    const dag = new Dag('right', options);
    fill(dag);
    assert.equal(serialize(dag).dagId, 'right');
  });
}
