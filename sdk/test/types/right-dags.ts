/** What must compile. Never run: `types.test.ts` gives it to tsc. */
import {
  allOf,
  anyOf,
  asset,
  assetAlias,
  assetOrTime,
  bash,
  branch,
  Dag,
  dateTimeSensor,
  dayWindow,
  defineOperator,
  email,
  empty,
  fileSensor,
  fileWatcher,
  getContext,
  httpWatcher,
  type Input,
  identityMapper,
  label,
  latestOnly,
  minimumCount,
  partitionedAssets,
  productMapper,
  rollupMapper,
  sensor,
  shortCircuit,
  startOfDayMapper,
  type TaskRef,
  type Timetable,
  timeDeltaSensor,
  triggerDagRun,
  zip,
} from '@aquilon/sdk';

interface Row {
  text: string;
}
interface Split {
  train: Row[];
  test: Row[];
}

export const dag = new Dag('ml_pipeline_lab', {
  schedule: '@daily',
  startDate: '2026-01-01',
  endDate: new Date('2026-12-31'),
  timezone: 'Europe/Paris',
  catchup: false,
  tags: ['ml'],
  maxActiveRuns: 16,
  dagrunTimeout: '1h',
  params: { rows: 10, region: { default: 'eu', schema: { type: 'string', enum: ['eu', 'us'] } } },
  ownerLinks: { ml: 'mailto:ml@example.com' },
  defaultArgs: { retries: 2, retryDelay: '30s', owner: 'ml' },
});

async function loadRows(): Promise<Row[]> {
  return [{ text: String(getContext().params.rows) }];
}
function split({ rows, ratio }: { rows: Row[]; ratio: number }): Split {
  return { train: rows.slice(0, rows.length * ratio), test: rows.slice(rows.length * ratio) };
}

/** The type that a value is declared to have, and no other. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(proof?: T): void => void proof;

const rows = dag.task(loadRows)();
isTrue<Same<typeof rows, TaskRef<Row[]>>>();
const parts = dag.task(split)({ rows, ratio: 0.8 });
isTrue<Same<typeof parts, TaskRef<Split>>>();

/** A task that takes less than what its upstream returns. */
const count = dag.task('count', ({ parts: { train } }: { parts: Pick<Split, 'train'> }) => train.length);
const counted = count({ parts });
/** Optional arguments may be left out, and a value may stand where a ref may. */
const report = dag.task('report', ({ n, title }: { n: number; title?: string }) => `${title ?? 'rows'}: ${n}`);
report({ n: counted });
report({ n: 3, title: dag.task('title', () => 'three')() });
/** A union takes each of its members. */
dag.task('either', ({ x }: { x: number | string }) => String(x))({ x: counted });

const listed = dag.task('list', bash({ bashCommand: 'ls -l' }))();
isTrue<Same<typeof listed, TaskRef<string>>>();
report({ n: 1, title: listed });

dag.group('notices', () => {
  const sent = dag.task('mail', email({ to: 'ml@example.com', subject: 'done', htmlContent: '<p>done</p>' }))();
  const next = dag.task('next', triggerDagRun({ triggerDagId: 'other', conf: { from: 'here' } }))();
  sent.after(counted, listed).before(next);
  sent.before([next, dag.task('end', empty(), { triggerRule: 'all_done' })()]);
});

dag.task('all_options', ({ signal = getContext().signal }: { signal?: AbortSignal } = {}) => signal.aborted, {
  retries: 3,
  retryDelay: '1m',
  retryExponentialBackoff: true,
  maxRetryDelay: '10m',
  executionTimeout: '1h30m',
  triggerRule: 'one_success',
  pool: 'default_pool',
  poolSlots: 2,
  priorityWeight: 10,
  weightRule: 'absolute',
  queue: 'default',
  isolation: 'fresh',
})();

const sleep = defineOperator('SleepOperator', async ({ seconds }: { seconds: number }, { signal }) => {
  signal.throwIfAborted();
  return seconds;
});
const slept = dag.task('sleep', sleep({ seconds: 2 }))();
isTrue<Same<typeof slept, TaskRef<number>>>();

const isGood = dag.task('is_good', async ({ n }: { n: number }) => n > 0)({ n: counted });
const [left, right] = [dag.task('left', empty())(), dag.task('right', empty())()];
dag.if(isGood).then(left, [right]).else(dag.task('other', empty())());
dag.if(isGood).then(left);
const size = dag.task('size', (): 'small' | 'large' => 'small')();
dag.switch(size).case('small', left).case('large', right).default();
const pick = dag.task(
  'pick',
  branch(({ n }: { n: number }) => (n > 0 ? [left, 'right'] : null)),
)({ n: counted });
pick.before(label('best'), left, label('next'), [right]);
dag.task(
  branch(async function choose() {
    return 'left';
  }),
)();
const enough = dag.task(
  'enough',
  shortCircuit(({ n }: { n: number }) => n > 1 && 'yes'),
)({ n: 2 });
isTrue<Same<typeof enough, TaskRef<false | 'yes'>>>();
dag.task('newest', latestOnly())().before(right);

const score = dag.task('score', ({ row, factor }: { row: Row; factor: number }) => row.text.length * factor);
const scores = score.partial({ factor: 2 }).expand({ row: rows });
isTrue<Same<typeof scores, TaskRef<number[]>>>();
dag.task('best', ({ all }: { all: readonly number[] }) => Math.max(...all))({ all: scores });
dag.task('again', ({ n }: { n: number }) => n).expand({ n: scores });
score.expand({ row: rows, factor: [1, 2, 3] });
score.expandKwargs([{ row: { text: 'a' }, factor: 1 }]);
score.expandKwargs(dag.task('plan', () => [{ row: { text: 'a' }, factor: 1 }])());
dag
  .task('pairs', ({ p: [n, row] }: { p: readonly [number, Row] }) => n + row.text.length)
  .expand({ p: zip(scores, rows) });
dag.task('may', ({ a, b }: { a: number; b?: number }) => a + (b ?? 0)).expand({ a: [1] });

new Dag('crons', { schedule: ['0 8 * * 1-5', '0 10 * * 6'] });
new Dag('cron', { schedule: { cron: '0 8 * * *', timezone: 'Asia/Tokyo', interval: '1h', runImmediately: '10m' } });
new Dag('cron_data', { schedule: { cron: '0 8 * * *', dataInterval: true } });
new Dag('interval', { schedule: { every: '1h30m', interval: '1 day' } });
new Dag('events', { schedule: { events: ['2026-05-01', new Date()], restrictToEvents: true, description: 'Finals' } });
const there = dag.task(
  'there',
  sensor(async () => Date.now() > 0, { pokeInterval: '30s', timeout: '1h' }),
)();
isTrue<Same<typeof there, TaskRef<undefined>>>();
const polled = dag.task(
  'polled',
  sensor(async ({ n }: { n: number }) => (n > 0 ? { done: true, value: 'found' } : false), { softFail: true }),
)({ n: counted });
isTrue<Same<typeof polled, TaskRef<string>>>();
dag
  .task('there_file', fileSensor({ path: 'data/**/*.csv', recursive: true, mode: 'reschedule' }))()
  .before(there);
dag
  .task('at', dateTimeSensor({ targetTime: new Date() }))()
  .before(dag.task('later', timeDeltaSensor({ delta: '2h', exponentialBackoff: true, maxWait: '1h' }))());

const scoreOf = dag.task('score_of', ({ path, weight }: { path: string; weight: number }) => path.length * weight);
const perFile = dag.taskGroup('per_file', ({ path, weight }: { path: Input<string>; weight: Input<number> }) => {
  const score = scoreOf({ path, weight });
  return { score, twice: dag.task('twice', ({ n }: { n: number }) => n * 2)({ n: score }) };
});
const ofFiles = perFile.partial({ weight: 2 }).expand({ path: ['a.csv', 'b.csv'] });
export const mean: TaskRef<number> = dag.task(
  'mean',
  ({ all, more }: { all: number[]; more: number[] }) => all.length + more.length,
)({
  all: ofFiles.score,
  more: ofFiles.twice,
});
perFile({ path: 'c.csv', weight: 1 }).score.before(mean);
perFile.expandKwargs([{ path: 'd.csv', weight: 3 }]);

const atMidnight: Timetable = {
  nextDagrunInfo({ lastAutomatedDataInterval: last, restriction }) {
    const start = last?.end ?? restriction.earliest;
    return start && { runAfter: start, dataInterval: { start, end: start } };
  },
  inferManualDataInterval: async ({ runAfter }) => ({ start: runAfter, end: runAfter }),
};
new Dag('own', { schedule: atMidnight, maxConsecutiveFailedDagRuns: 3 });

const query = defineOperator('Query', ({ sql, limit }: { sql: string; limit: number }) => `${sql} ${limit}`, {
  templateFields: ['sql'],
  templateExt: ['.sql'],
});
dag.task('query', query({ sql: 'select {{ ds }}', limit: 1 }))();
dag
  .task('named', ({ file }: { file: string }) => getContext<{ rows: number }>().params.rows + file.length, {
    mapIndexTemplate: '{{ task.op_kwargs.file }}',
  })
  .expand({ file: ['{{ ds }}.csv'] });
new Dag('asking', {
  renderTemplateAsNativeObj: true,
  params: { rows: 5, region: { schema: { enum: ['eu', 'us'] } }, day: { default: null, schema: { format: 'date' } } },
});

const shell: TaskRef<string[]> = dag
  .task('shell', bash)
  .partial({ appendEnv: true })
  .expand({ bashCommand: ['ls', 'pwd'] });
dag.task('mail_each', email).partial({ subject: 'done', htmlContent: 'x' }).expand({ to: shell });
const nap = defineOperator('NapOperator', ({ seconds }: { seconds: number }) => seconds);
export const naps: TaskRef<number[]> = dag.task('naps', nap).expand({ seconds: [1, 2] });

const sales = asset('s3://shop/sales.csv', {
  name: 'sales',
  extra: { owner: 'ada' },
  watchers: [
    fileWatcher({ path: '/in/sales.csv' }),
    httpWatcher({ url: 'https://shop.example/sales', pollInterval: '5m' }),
  ],
});
const prices = asset({ name: 'prices' });
const byRegion = assetAlias('by region');
new Dag('on_all', { schedule: [sales, prices] });
new Dag('on_some', { schedule: allOf(sales, anyOf(prices, byRegion)) });
new Dag('or_daily', { schedule: assetOrTime({ schedule: '@daily', assets: sales }) });
new Dag('by_day', {
  schedule: partitionedAssets({
    assets: [sales, prices],
    defaultPartitionMapper: startOfDayMapper(),
    partitionMapperConfig: [
      [
        sales,
        rollupMapper({
          upstreamMapper: startOfDayMapper(),
          window: dayWindow({ direction: 'backward' }),
          waitPolicy: minimumCount(-2),
        }),
      ],
      [prices, productMapper(identityMapper(), startOfDayMapper())],
    ],
  }),
});
dag.task(
  'raise',
  async () => {
    const { outletEvents, inletEvents, triggeringAssetEvents } = getContext();
    outletEvents(sales).extra = { rows: 3 };
    outletEvents(sales).addPartitions('2026-01-01');
    outletEvents(byRegion).add(asset('s3://shop/eu.csv'), { extra: { region: 'eu' } });
    const [first] = await inletEvents(prices, { limit: 1 });
    const when: Date | undefined = first?.timestamp;
    return [when?.getTime() ?? 0, (await triggeringAssetEvents()).length];
  },
  { outlets: [sales, byRegion], inlets: [prices] },
)();
