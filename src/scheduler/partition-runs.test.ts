import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SerializedPartitionMapper } from '@aquilon/sdk/serialized';
import { type AssetBench, asset, assetDags } from '#test/support/asset-dags.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import type { Actor } from './commands.ts';

const actor: Actor = { user: 'ada', via: 'test' };

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

const { producer, withScheduler, eventsOfRuns, queuedFor, keysOfRuns, runFor } = assetDags(() => db);

const DAYS = {
  kind: 'start_of' as const,
  unit: 'day' as const,
  inputFormat: '%Y-%m-%dT%H',
  outputFormat: '%Y-%m-%d',
  timezone: 'UTC',
};
const regions = { kind: 'segment' as const, segments: ['eu', 'us', 'asia'] };
const all = { kind: 'fixed_key' as const, key: 'all' };
const by = (mapper: SerializedPartitionMapper) => ({ partitions: { default: mapper, mappers: [] } });
const rollup = (minimum: number | null) => ({ kind: 'rollup' as const, upstream: all, window: regions, minimum });

test('a run waits for every key of its window, over a restart, and has the events of all of them', async () => {
  await producer('make_parts', [asset('parts')]);
  await insertDag(db.database, dag('use_parts', [task('use')], { assetSchedule: asset('parts'), ...by(rollup(null)) }));
  await withScheduler(async (bench) => {
    await runFor(bench, 'make_parts', 'eu');
    await runFor(bench, 'make_parts', 'eu');
    await runFor(bench, 'make_parts', 'us');
  });
  await withScheduler(async (bench) => {
    assert.deepEqual(await keysOfRuns('use_parts'), []);
    await runFor(bench, 'make_parts', 'asia');
    assert.deepEqual([await keysOfRuns('use_parts'), (await eventsOfRuns('use_parts'))[0]?.length], [['all'], 4]);
    await runFor(bench, 'make_parts', 'asia');
    assert.deepEqual([await keysOfRuns('use_parts'), await queuedFor('use_parts')], [['all'], ['parts']]);
  });
});

test('a mapper that changes keeps what came in where it would put it, and forgets the rest', async () => {
  await producer('make_kept', [asset('kept')]);
  const change = async ({ scheduler }: AssetBench, mapper: SerializedPartitionMapper) => {
    await insertDag(db.database, dag('use_kept', [task('use')], { assetSchedule: asset('kept'), ...by(mapper) }));
    await scheduler.submit({ kind: 'dags_changed', dagIds: ['use_kept'] }, actor);
  };
  await withScheduler(async (bench) => {
    await change(bench, rollup(null));
    await runFor(bench, 'make_kept', 'eu');
    await runFor(bench, 'make_kept', 'us');
    // The window is the same, and is content with less now.
    await change(bench, rollup(2));
    assert.deepEqual([await keysOfRuns('use_kept'), await queuedFor('use_kept')], [['all'], []]);
    await runFor(bench, 'make_kept', 'asia');
    assert.deepEqual(await queuedFor('use_kept'), ['kept']);
    await change(bench, { kind: 'identity' });
    assert.deepEqual([await keysOfRuns('use_kept'), await queuedFor('use_kept')], [['all'], []]);
  });
});

test('one event makes a run for each key that it is mapped to, one after the other where few may be active', async () => {
  await producer('make_week', [asset('week')]);
  const fanOut = {
    kind: 'fan_out' as const,
    upstream: DAYS,
    window: { kind: 'day' as const, direction: 'forward' as const },
    downstream: { ...DAYS, unit: 'hour' as const, outputFormat: '%H' },
    maxKeys: null,
  };
  const schedule = (maxKeys: number | null) => ({ assetSchedule: asset('week'), ...by({ ...fanOut, maxKeys }) });
  await insertDag(db.database, dag('use_week', [task('use')], schedule(null)));
  await insertDag(db.database, dag('use_too_much', [task('use')], schedule(23)));
  await db.database.pool.query(`update dag set max_active_runs = 3 where dag_id = 'use_week'`);
  await withScheduler((bench) => runFor(bench, 'make_week', '2026-01-01T08'));
  await withScheduler(async () => {
    const ended = async () => {
      const { rows } = await db.database.pool.query<{ n: number }>(
        `select count(*)::int as n from dag_run where dag_id = 'use_week' and state = 'success'`,
      );
      return rows[0]?.n;
    };
    for (const deadline = Date.now() + 60_000; (await ended()) !== 24; ) {
      assert.ok(Date.now() < deadline, `${await ended()} runs have ended`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
  assert.deepEqual([(await keysOfRuns('use_week')).sort(), await queuedFor('use_week')], [hours, []]);
  assert.deepEqual(await eventsOfRuns('use_week'), Array(24).fill(['week']));
  assert.deepEqual([await keysOfRuns('use_too_much'), await queuedFor('use_too_much')], [[], []]);
});

test('a run has the date that its key stands for, or that of the run that made its event, over a restart too', async () => {
  const timetable = {
    kind: 'cron' as const,
    expression: '0 * * * *',
    timezone: 'Europe/Paris',
    summary: '0 * * * *',
    partitionKey: '%Y-%m-%dT%H',
  };
  await insertDag(db.database, dag('make_dated', [task('make', [], { outlets: [asset('dated')] })], { timetable }));
  await producer('make_other', [asset('other')]);
  const assetSchedule = { kind: 'all' as const, of: [asset('dated'), asset('other')] };
  await insertDag(db.database, dag('use_same', [task('use')], { assetSchedule, ...by({ kind: 'identity' }) }));
  await insertDag(db.database, dag('use_day_of', [task('use')], { assetSchedule, ...by(DAYS) }));
  await withScheduler((bench) => runFor(bench, 'make_dated', '2026-01-01T08'));
  await withScheduler((bench) => runFor(bench, 'make_other', '2026-01-01T08'));
  const { rows } = await db.database.pool.query<{ dag_id: string; date: string | null }>(
    `select dag_id, to_char(partition_date at time zone 'UTC', 'DD HH24') as date from dag_run
     where dag_id = any ('{make_dated,make_other,use_same,use_day_of}') and run_type <> 'scheduled' order by dag_id`,
  );
  assert.deepEqual(
    rows.map(({ dag_id: dagId, date }) => [dagId, date]),
    [
      ['make_dated', '01 07'],
      ['make_other', null],
      ['use_day_of', '01 00'],
      ['use_same', '01 07'],
    ],
  );
});
