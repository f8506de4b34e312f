import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { hasCode } from '#errors/aquilon-error.ts';
import { dag, task } from '#test/support/dags.ts';
import type { DagInput, SimulationInput } from './input.ts';
import { play as playSchedules } from './play.ts';
import { Recorder } from './record.ts';
import { simulate } from './simulate.ts';
import { changeInput, type WhatIf } from './what-if.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-02-02T00:00:00Z');

const cron = (expression: string, timezone = 'UTC') =>
  ({ timetable: { kind: 'cron', expression, timezone, summary: expression } }) as const;

const known = (
  serialized: SerializedDag,
  tookMs: { [taskId: string]: number | readonly number[] },
  more: Partial<DagInput> = {},
): DagInput => ({
  serialized,
  paused: false,
  maxActiveRuns: 16,
  maxActiveTasks: 16,
  maxConsecutiveFailedRuns: 0,
  lastInterval: null,
  history: Object.fromEntries(
    Object.entries(tookMs).map(([taskId, ms]) => [taskId, { durations: [ms].flat(), instances: 1 }]),
  ),
  ...more,
});

const inputOf = (dags: readonly DagInput[]): SimulationInput => ({
  dags,
  pools: [
    { name: 'default_pool', slots: 128, includeDeferred: false },
    { name: 'cards', slots: 1, includeDeferred: false },
  ],
  parallelism: 32,
  catchupByDefault: false,
  maxPartitionKeys: 100,
});

const play = (
  dags: readonly DagInput[],
  { days = 1, whatIf = {}, failures = 0 }: { days?: number; whatIf?: WhatIf; failures?: number } = {},
  wanted: string[] = [],
) =>
  simulate(
    changeInput(inputOf(dags), whatIf),
    { start: START, end: START + days * DAY, seed: 1, defaultDurationMs: 1000, failures },
    wanted,
  );

test('a run lands when the longest way through its tasks has ended, with as much of it in line as its pool makes it', async () => {
  const both = dag(
    'train',
    [task('load'), task('a', ['load'], { pool: 'cards' }), task('b', ['load'], { pool: 'cards' })],
    cron('0 6 * * *'),
  );
  const times = { load: 10 * MINUTE, a: 20 * MINUTE, b: 30 * MINUTE };
  const report = await play([known(both, times)], { days: 7 });
  const [found] = report.dags;
  assert.deepEqual(found?.landing, { p50: 3600, p95: 3600, max: 3600, slowest: '2026-02-08T06:00:00.000Z' });
  assert.deepEqual(
    [found.runs, found.first_run, found.last_run],
    [7, '2026-02-02T06:00:00.000Z', '2026-02-08T06:00:00.000Z'],
  );
  assert.deepEqual(found.waits, [{ reason: 'pool_full', tasks: 7, longest: 1200, total: 8400 }]);
  assert.deepEqual(report.pools[1], {
    pool: 'cards',
    slots: 1,
    most_used: 1,
    full: 0.0347,
    waits: 7,
    longest_wait: 1200,
  });
  const wider = await play([known(both, times)], { days: 7, whatIf: { pools: ['cards=2'] } });
  assert.deepEqual([wider.dags[0]?.landing?.max, wider.dags[0]?.waits], [2400, []]);
  const faster = await play([known(both, times)], { whatIf: { duration: ['train.b=x0.5', 'load=5m'] } });
  assert.equal(faster.dags[0]?.landing?.max, 40 * 60);
  const alone = await play([known(both, times)], { whatIf: { pools: ['cards=2'], parallelism: 1 } });
  assert.deepEqual([alone.dags[0]?.landing?.max, alone.workers.most_used, alone.workers.waits], [3600, 1, 1]);
});

test('runs that must wait for a place are held, ticks that pass meanwhile make no run, and more active runs help', async () => {
  const slow = dag('slow', [task('a')], { ...cron('0 * * * *'), catchup: false });
  const one = known(slow, { a: 150 * MINUTE }, { maxActiveRuns: 1 });
  const [held] = (await play([one])).dags;
  // Due at 0, 1, 5, ...: at 2:30 that of 1 begins, and the newest one that is past when it ends at 5:00 is that of 5.
  assert.deepEqual(
    [held?.passed_over, held?.overlapping, (held?.held.runs ?? 0) > 0],
    [24 - (held?.runs ?? 0), 0, true],
  );
  const [free] = (await play([one], { whatIf: { maxActiveRuns: ['slow=3'] } })).dags;
  assert.deepEqual([free?.runs, free?.held.runs, free?.passed_over, free?.overlapping], [24, 0, 0, 23]);
  const [seldom] = (await play([one], { whatIf: { schedule: ['slow=0 */3 * * *'] } })).dags;
  assert.deepEqual([seldom?.runs, seldom?.held.runs, seldom?.overlapping], [8, 0, 0]);
});

test('the deadlines of a DAG that its runs miss are counted', async () => {
  const deadlines: SerializedDag['deadlines'] = [
    { name: null, description: null, reference: { kind: 'dagrun_logical_date' }, intervalMs: HOUR, callbacks: [] },
  ];
  const late = dag('late', [task('a')], { ...cron('0 6 * * *'), deadlines });
  assert.equal((await play([known(late, { a: 61 * MINUTE })], { days: 5 })).dags[0]?.missed_deadlines, 5);
  assert.equal((await play([known(late, { a: 59 * MINUTE })], { days: 5 })).dags[0]?.missed_deadlines, 0);
});

test('the runs that a DAG has made before the start are over, with catchup too', async () => {
  const old = dag('old', [task('a')], { ...cron('0 6 * * *'), catchup: true, startDate: '2020-01-01T00:00:00Z' });
  assert.equal((await play([known(old, {})], { days: 3 })).dags[0]?.runs, 3);
});

test('a schedule of an interval keeps the steps of its last run, or of its start', async () => {
  const timetable = { kind: 'interval', ms: 36 * HOUR, summary: '36h' } as const;
  const startDate = '2026-01-01T06:00:00Z';
  const firstRuns = async (more: Partial<SerializedDag>, lastInterval: DagInput['lastInterval'] = null) =>
    (await play([known(dag('steps', [task('a')], { startDate, ...more }), {}, { lastInterval })], { days: 5 })).dags[0];
  for (const catchup of [true, false]) {
    const first = await firstRuns({ timetable, catchup });
    // 1 January at 6:00, and 22 times 36 hours.
    assert.deepEqual([first?.first_run, first?.runs], ['2026-02-03T06:00:00.000Z', 3], `catchup ${catchup}`);
    const at = START - 20 * HOUR;
    const next = await firstRuns({ timetable, catchup }, { start: at, end: at });
    assert.equal(next?.first_run, '2026-02-02T16:00:00.000Z');
  }
  const spans = await firstRuns({ timetable: { ...timetable, dataInterval: true }, catchup: true });
  assert.equal(spans?.first_run, '2026-02-03T06:00:00.000Z');
});

test('a DAG that waits for assets runs when simulated tasks have made them, and is named where none do', async () => {
  const asset = { kind: 'asset', name: 'table', uri: 'table', group: 'asset', extra: {} } as const;
  const reader = known(dag('reader', [task('a')], { assetSchedule: asset }), {});
  const writer = known(dag('writer', [task('w', [], { outlets: [asset] })], cron('0 */6 * * *')), { w: MINUTE });
  const report = await play([reader, writer]);
  assert.deepEqual(
    report.dags.map(({ dag_id, runs }) => [dag_id, runs]),
    [
      ['reader', 4],
      ['writer', 4],
    ],
  );
  assert.deepEqual(report.not_simulated, []);
  const [left] = (await play([reader, writer], {}, ['reader'])).not_simulated;
  assert.match(left?.reason ?? '', /waits for assets/);
});

test('DAGs without a schedule, with a timetable of their own, and those that are off are not played, and why is said', async () => {
  const off = known(dag('off', [task('a')], cron('@daily')), {}, { paused: true });
  const own = known(dag('own', [task('a')], { timetable: { kind: 'custom', summary: 'own', description: '' } }), {});
  const never = known(dag('never', [task('a')]), {});
  const { dags, not_simulated: left } = await play([off, own, never]);
  assert.deepEqual(dags, []);
  assert.deepEqual(
    left.map(({ dag_id, reason }) => `${dag_id}: ${reason}`),
    [
      'off: it is switched off; name it to simulate it all the same',
      "own: its timetable is the author's own, and is not asked",
      'never: it has no schedule',
    ],
  );
  assert.equal((await play([off], {}, ['off'])).dags[0]?.runs, 1);
});

test('attempts that fail are tried again, and those of a limit that is shorter than they take', async () => {
  const flaky = dag('flaky', [task('a', [], { retries: 1, retryDelayMs: MINUTE })], cron('0 * * * *'));
  const report = await play([known(flaky, { a: MINUTE })], { days: 30, failures: 0.5 });
  const failed = report.dags[0]?.failed ?? 0;
  assert.ok(failed > 720 * 0.15 && failed < 720 * 0.35, `${failed} of 720 runs failed`);
  assert.equal(report.dags[0]?.landing?.max, 180);
  const short = dag('short', [task('a', [], { executionTimeoutMs: MINUTE })], cron('0 * * * *'));
  const [ended] = (await play([known(short, { a: HOUR })])).dags;
  assert.deepEqual([ended?.failed, ended?.landing?.max], [24, 60]);
});

test('a mapped task has as many instances as it had, and a sensor holds no slot while it waits', async () => {
  const expand = {
    kind: 'product' as const,
    inputs: [{ name: 'of', source: { kind: 'xcom' as const, taskId: 'list' } }],
  };
  const mapped = dag(
    'mapped',
    [task('list', [], { isListed: true }), task('each', ['list'], { pool: 'cards', expand })],
    cron('@daily'),
  );
  const each = { each: { durations: [MINUTE], instances: 7 }, list: { durations: [MINUTE], instances: 1 } };
  const [found] = (await play([known(mapped, {}, { history: each })])).dags;
  assert.equal(found?.landing?.max, 480);
  const sensor = {
    pokeIntervalMs: MINUTE,
    timeoutMs: DAY,
    softFail: false,
    exponentialBackoff: false,
    maxWaitMs: null,
    onError: 'fail' as const,
  };
  const waiting = dag(
    'waiting',
    [task('a', [], { pool: 'cards', sensor }), task('b', [], { pool: 'cards' })],
    cron('@daily'),
  );
  const { dags, pools } = await play([known(waiting, { a: HOUR, b: MINUTE })]);
  assert.deepEqual([dags[0]?.landing?.max, dags[0]?.waits[0]?.longest ?? 0], [3600, 0]);
  assert.ok((pools[0]?.full ?? 1) < 0.001);
});

test('another pool leaves the times that tasks take as they are', async () => {
  const seen = Array.from({ length: 20 }, (_, at) => (at + 1) * MINUTE);
  const wide = dag('wide', [task('a', [], { pool: 'cards' })], cron('0 */2 * * *'));
  const landing = async (pools: string[]) =>
    (await play([known(wide, { a: seen })], { days: 30, whatIf: { pools } })).dags[0]?.landing;
  const before = await landing([]);
  assert.deepEqual(await landing(['cards=5']), before);
  assert.ok((before?.max ?? 0) > (before?.p50 ?? 0));
});

test('options that fit nothing are refused, with what they may be', async () => {
  const one = known(dag('one', [task('a')], cron('@daily')), {});
  const wrong: [WhatIf, RegExp][] = [
    [{ pools: ['cards'] }, /--pools cards: it is written NAME=VALUE/],
    [{ pools: ['cards=many'] }, /"many" is no number of slots/],
    [{ pools: ['card=4'] }, /there is no pool card \(did you mean cards\?\), and no task names it/],
    [{ schedule: ['two=@daily'] }, /no DAG two is simulated/],
    [{ schedule: ['on=@daily'] }, /no DAG on \(did you mean one\?\) is simulated/],
    [{ schedule: ['one=61 * * * *'] }, /--schedule one=61 \* \* \* \*: .*61/],
    [{ maxActiveRuns: ['one=0'] }, /"0" is no whole number above 0/],
    [{ duration: ['load=3s'] }, /no task load is simulated/],
    [{ duration: ['ome.a=3s'] }, /no task ome\.a \(did you mean one\.a\?\) is simulated/],
    [{ duration: ['a=long'] }, /"long" is neither a duration/],
    [{ duration: ['a=x2'] }, /it has never succeeded|has never succeeded/],
  ];
  for (const [whatIf, message] of wrong)
    assert.throws(
      () => changeInput(inputOf([one]), whatIf),
      (error: Error) => hasCode(error, 'SIMULATION_OPTION_INVALID') && message.test(error.message),
      JSON.stringify(whatIf),
    );
});

test('a pool that is not there may be asked about where a task names it', async () => {
  const gpus = known(dag('one', [task('a', [], { pool: 'gpus' })], cron('@daily')), {});
  const { pools } = changeInput(inputOf([gpus]), { pools: ['gpus=4'] });
  assert.equal(pools.find(({ name }) => name === 'gpus')?.slots, 4);
});

test('a schedule that makes runs without end is given up, with the time that it came to', async () => {
  const busy = known(dag('busy', [task('a')], cron('* * * * *')), {});
  const options = { start: START, end: START + 365 * DAY, seed: 1, defaultDurationMs: 1000, failures: 0 };
  await assert.rejects(
    playSchedules(inputOf([busy]), options, new Recorder(), 100),
    (error: Error) => hasCode(error, 'SIMULATION_TOO_LONG') && /2026-02-02T01:40/.test(error.message),
  );
});
