import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type {
  SerializedAlias,
  SerializedAsset,
  SerializedAssetCondition,
  SerializedPartitionMapper,
} from '@aquilon/sdk/serialized';
import type { ToldEvent } from '#domain/assets.ts';
import type { Outcome } from '#queue/executor.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, untilEnded } from '#test/support/scheduler.ts';
import type { Actor } from './commands.ts';

const actor: Actor = { user: 'ada', via: 'test' };

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

const asset = (name: string): SerializedAsset => ({
  kind: 'asset',
  name,
  uri: `s3://b/${name}`,
  group: 'asset',
  extra: {},
});

async function producer(name: string, outlets: (SerializedAsset | SerializedAlias)[]): Promise<void> {
  await insertDag(db.database, dag(name, [task('make', [], { outlets })]));
}
async function consumer(name: string, assetSchedule: SerializedAssetCondition, maxActiveRuns = 16): Promise<void> {
  await insertDag(db.database, dag(name, [task('use')], { assetSchedule }));
  await db.database.pool.query('update dag set max_active_runs = $2 where dag_id = $1', [name, maxActiveRuns]);
}

type Bench = Awaited<ReturnType<typeof open>>;
async function open(play: Play = () => ({ state: 'success' })) {
  const { scheduler, executor } = createTestScheduler(db.database, { play });
  await scheduler.start();
  const start = async (dagId: string) =>
    (await scheduler.submit({ kind: 'trigger_run', dagId, logicalDate: null, conf: {} }, actor)).dagRunId ?? 0;
  /** The run of a producer to its end: its event, and the run that it makes, were committed with it. */
  const produce = async (dagId: string) => untilEnded(db.database, await start(dagId));
  const setPaused = (dagId: string, paused: boolean) => scheduler.submit({ kind: 'set_paused', dagId, paused }, actor);
  return { scheduler, start, produce, setPaused, stop: () => scheduler.stop(() => executor.stop(0)) };
}

async function withScheduler(body: (bench: Bench) => Promise<void>, play?: Play): Promise<void> {
  const bench = await open(play);
  try {
    await body(bench);
  } finally {
    await bench.stop();
  }
}

interface MadeRun {
  id: number;
  run_id: string;
  run_type: string;
  triggered_by: string;
  logical_date: string | null;
  data_interval_start: string | null;
  run_after: string;
  /** Names of the assets of the events that it was made for, in their order. */
  events: string[];
}
async function runsOf(dagId: string): Promise<MadeRun[]> {
  const { rows } = await db.database.pool.query<MadeRun>(
    `select dag_run.id, run_id, run_type, triggered_by, logical_date, data_interval_start, run_after,
       array(select asset.name from dag_run_asset_event link join asset_event on asset_event.id = link.event_id
             join asset on asset.id = asset_event.asset_id where link.dag_run_id = dag_run.id order by asset_event.id) as events
     from dag_run where dag_id = $1 order by dag_run.id`,
    [dagId],
  );
  return rows;
}
const eventsOfRuns = async (dagId: string) => (await runsOf(dagId)).map(({ events }) => events);
async function queuedFor(dagId: string): Promise<string[]> {
  const { rows } = await db.database.pool.query(
    `select asset.name from asset_event_queue join asset on asset.id = asset_id where dag_id = $1 order by event_id`,
    [dagId],
  );
  return rows.map((row) => row.name);
}

test('a task that succeeds raises the event of its outlet, and the DAG that waits for it runs', async () => {
  await producer('make_one', [asset('one')]);
  await consumer('use_one', asset('one'));
  const play: Play = ({ taskId }): Outcome =>
    taskId === 'make'
      ? { state: 'success', assetEvents: [{ name: 'one', uri: 's3://b/one', extra: { rows: 7 } }] }
      : { state: 'success' };
  await withScheduler(async ({ produce }) => {
    await produce('make_one');
    const [run] = await runsOf('use_one');
    assert.ok(run);
    assert.match(run.run_id, /^asset_triggered__\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00_\w{8}$/);
    assert.deepEqual(
      [run.run_type, run.triggered_by, run.logical_date, run.data_interval_start, run.events],
      ['asset_triggered', 'asset', null, null, ['one']],
    );
    assert.equal((await untilEnded(db.database, run.id)).state, 'success');
    const { rows } = await db.database.pool.query(
      `select extra, source_dag_id, source_task_id, source_map_index, "timestamp" from asset_event`,
    );
    assert.deepEqual(
      rows.map(({ timestamp, ...row }) => [row, timestamp]),
      [
        [
          { extra: { rows: 7 }, source_dag_id: 'make_one', source_task_id: 'make', source_map_index: -1 },
          run.run_after,
        ],
      ],
    );
  }, play);
});

test('a task that fails, is skipped, or is marked as a success raises no event', async () => {
  await producer('make_none', [asset('none')]);
  await consumer('use_none', asset('none'));
  const outcomes: Outcome[] = [
    { state: 'failed', error: { code: 'TASK_FAILED', message: 'no' }, retryable: false },
    { state: 'skipped', reason: 'no' },
  ];
  await withScheduler(
    async ({ produce, scheduler, start }) => {
      await produce('make_none');
      await produce('make_none');
      const dagRunId = await start('make_none');
      const tasks = [{ taskId: 'make', mapIndex: -1 }];
      await scheduler.submit({ kind: 'set_task_state', dagRunId, tasks, state: 'success' }, actor);
      assert.equal((await untilEnded(db.database, dagRunId)).state, 'success');
      assert.deepEqual([await runsOf('use_none'), await queuedFor('use_none')], [[], []]);
    },
    (_work, cancelled) => outcomes.shift() ?? cancelled.then((): Outcome => ({ state: 'success' })),
  );
});

test('of several assets all must have their event; those that come before are one run', async () => {
  await producer('make_a', [asset('a')]);
  await producer('make_b', [asset('b')]);
  await consumer('use_both', { kind: 'all', of: [asset('a'), asset('b')] });
  await consumer('use_any', { kind: 'any', of: [asset('a'), asset('b')] });
  await withScheduler(async ({ produce }) => {
    await produce('make_a');
    await produce('make_a');
    assert.deepEqual([await eventsOfRuns('use_both'), await queuedFor('use_both')], [[], ['a', 'a']]);
    await produce('make_b');
    assert.deepEqual([await eventsOfRuns('use_both'), await queuedFor('use_both')], [[['a', 'a', 'b']], []]);
    await produce('make_b');
    assert.deepEqual([await eventsOfRuns('use_both'), await queuedFor('use_both')], [[['a', 'a', 'b']], ['b']]);
    assert.deepEqual(await eventsOfRuns('use_any'), [['a'], ['a'], ['b'], ['b']]);
  });
});

test('what waits for a run outlives the server', async () => {
  await producer('make_c', [asset('c')]);
  await producer('make_d', [asset('d')]);
  await consumer('use_c_d', { kind: 'all', of: [asset('c'), asset('d')] });
  await withScheduler(async ({ produce }) => void (await produce('make_c')));
  await withScheduler(async ({ produce }) => {
    await produce('make_d');
    assert.deepEqual(await eventsOfRuns('use_c_d'), [['c', 'd']]);
  });
});

test('a DAG that is off misses events, and has its run for what came before when it is switched on', async () => {
  await producer('make_e', [asset('e')]);
  await producer('make_f', [asset('f')]);
  await consumer('use_e_f', { kind: 'all', of: [asset('e'), asset('f')] });
  await withScheduler(async ({ produce, setPaused }) => {
    await produce('make_e');
    await setPaused('use_e_f', true);
    await produce('make_f');
    await setPaused('use_e_f', false);
    assert.deepEqual([await eventsOfRuns('use_e_f'), await queuedFor('use_e_f')], [[], ['e']]);
    await produce('make_f');
    assert.deepEqual(await eventsOfRuns('use_e_f'), [['e', 'f']]);
  });
});

test('a DAG with as many runs as may be active keeps its events, and has one run for them when one of its runs ends', async () => {
  await producer('make_g', [asset('g')]);
  await consumer('use_g', asset('g'), 1);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await withScheduler(
    async ({ produce }) => {
      for (let at = 0; at < 4; at++) await produce('make_g');
      assert.deepEqual([await eventsOfRuns('use_g'), await queuedFor('use_g')], [[['g']], ['g', 'g', 'g']]);
      release();
      const [first] = await runsOf('use_g');
      await untilEnded(db.database, first?.id ?? 0);
      const deadline = Date.now() + 20_000;
      while ((await runsOf('use_g')).length < 2) assert.ok(Date.now() < deadline, 'there is no second run');
      assert.deepEqual([await eventsOfRuns('use_g'), await queuedFor('use_g')], [[['g'], ['g', 'g', 'g']], []]);
    },
    async ({ taskId }) => {
      if (taskId === 'use') await held;
      return { state: 'success' };
    },
  );
});

test('a schedule that names an asset no more forgets what came of it', async () => {
  await producer('make_h', [asset('h')]);
  await producer('make_i', [asset('i')]);
  await consumer('use_h', { kind: 'all', of: [asset('h'), asset('i')] });
  await withScheduler(async ({ produce, scheduler }) => {
    await produce('make_h');
    await consumer('use_h', asset('i'));
    await scheduler.submit({ kind: 'dags_changed', dagIds: ['use_h'] }, actor);
    assert.deepEqual(await queuedFor('use_h'), []);
    await produce('make_i');
    assert.deepEqual(await eventsOfRuns('use_h'), [['i']]);
  });
});

test('an alias runs its DAG for the assets that a task added to it; they are made where nobody named them', async () => {
  const out: SerializedAlias = { kind: 'alias', name: 'out', group: 'asset' };
  await db.database.pool.query(`insert into asset_alias (name) values ('out')`);
  await producer('make_out', [out]);
  await consumer('use_out', out);
  await consumer('use_day', asset('day'));
  const added = (extra: object): ToldEvent => ({
    name: 'day',
    uri: 's3://b/day',
    extra: { ...extra },
    aliases: ['out'],
  });
  const told: ToldEvent[][] = [[], [added({ rows: 1 }), added({ rows: 2 })]];
  await withScheduler(
    async ({ produce }) => {
      await produce('make_out');
      assert.deepEqual(await eventsOfRuns('use_out'), []);
      await produce('make_out');
      assert.deepEqual(await eventsOfRuns('use_out'), [['day', 'day']]);
      assert.deepEqual(await eventsOfRuns('use_day'), [['day', 'day']]);
    },
    ({ taskId }) => (taskId === 'make' ? { state: 'success', assetEvents: told.shift() ?? [] } : { state: 'success' }),
  );
});

test('a DAG that runs by partitions has a run for each key that all of its assets have had', async () => {
  await producer('make_p', [asset('p')]);
  await producer('make_q', [asset('q')]);
  const day = {
    kind: 'start_of' as const,
    unit: 'day' as const,
    inputFormat: '%Y-%m-%dT%H',
    outputFormat: '%Y-%m-%d',
    timezone: 'UTC',
  };
  await insertDag(
    db.database,
    dag('use_days', [task('use', [], { outlets: [asset('r')] })], {
      assetSchedule: { kind: 'all', of: [asset('p'), asset('q')] },
      partitions: { default: { kind: 'identity' }, mappers: [{ name: 'p', uri: 's3://b/p', mapper: day }] },
    }),
  );
  await consumer('use_plain', asset('p'));
  const keysOfRuns = async () =>
    (await db.database.pool.query(`select partition_key from dag_run where dag_id = 'use_days' order by id`)).rows.map(
      (row) => row.partition_key,
    );
  const told: (string[] | undefined)[] = [];
  await withScheduler(
    async ({ scheduler, produce }) => {
      const produceFor = async (dagId: string, partitionKey: string | null, keys?: string[]) => {
        told.push(keys);
        const command = { kind: 'trigger_run' as const, dagId, logicalDate: null, conf: {}, partitionKey };
        return untilEnded(db.database, (await scheduler.submit(command, actor)).dagRunId ?? 0);
      };
      await produceFor('make_p', '2026-01-01T08');
      await produceFor('make_p', '2026-01-01T09');
      await produceFor('make_p', 'no time');
      assert.deepEqual(await keysOfRuns(), []);
      await produceFor('make_q', '2026-01-02');
      await produceFor('make_q', null);
      assert.deepEqual(await keysOfRuns(), []);
      await produceFor('make_q', '2026-01-01');
      assert.deepEqual([await keysOfRuns(), await eventsOfRuns('use_days')], [['2026-01-01'], [['p', 'p', 'q']]]);
      await produceFor('make_p', null, ['2026-01-02T23', '2026-01-03T00']);
      assert.deepEqual(await keysOfRuns(), ['2026-01-01', '2026-01-02']);
      const [run] = await runsOf('use_days');
      await untilEnded(db.database, run?.id ?? 0);
      // What the run makes is of its partition; a DAG without partitions has had nothing of all this.
      const { rows } = await db.database.pool.query(
        `select partition_key from asset_event join asset on asset.id = asset_id where asset.name = 'r' order by asset_event.id limit 1`,
      );
      assert.deepEqual([rows, await runsOf('use_plain')], [[{ partition_key: '2026-01-01' }], []]);
      told.push(undefined);
      await produce('make_p');
      assert.deepEqual([(await runsOf('use_plain')).length, await keysOfRuns()], [1, ['2026-01-01', '2026-01-02']]);
    },
    ({ taskId, run }) => {
      if (taskId !== 'make' || run.dagId !== 'make_p') return { state: 'success' };
      const partitionKeys = told.at(-1);
      return partitionKeys === undefined
        ? { state: 'success' }
        : { state: 'success', assetEvents: [{ name: 'p', uri: 's3://b/p', extra: {}, partitionKeys }] };
    },
  );
});

test('a DAG that begins to run by partitions forgets what came in without a key', async () => {
  await producer('make_v', [asset('v')]);
  const assetSchedule = { kind: 'all' as const, of: [asset('v'), asset('w')] };
  await consumer('use_v_w', assetSchedule);
  await producer('make_w', [asset('w')]);
  await withScheduler(async ({ produce, scheduler }) => {
    await produce('make_v');
    assert.deepEqual(await queuedFor('use_v_w'), ['v']);
    const partitions = { default: { kind: 'identity' as const }, mappers: [] };
    await insertDag(db.database, dag('use_v_w', [task('use')], { assetSchedule, partitions }));
    await scheduler.submit({ kind: 'dags_changed', dagIds: ['use_v_w'] }, actor);
    assert.deepEqual(await queuedFor('use_v_w'), []);
    await produce('make_w');
    assert.deepEqual([await runsOf('use_v_w'), await queuedFor('use_v_w')], [[], []]);
  });
});

test('what waits for a partition outlives the server', async () => {
  await producer('make_s', [asset('s'), asset('t')]);
  const assetSchedule = { kind: 'all' as const, of: [asset('s'), asset('u')] };
  await insertDag(
    db.database,
    dag('use_s_u', [task('use')], { assetSchedule, partitions: { default: { kind: 'identity' }, mappers: [] } }),
  );
  await producer('make_u', [asset('u')]);
  const run = (dagId: string, partitionKey: string) =>
    withScheduler(async ({ scheduler }) => {
      const command = { kind: 'trigger_run' as const, dagId, logicalDate: null, conf: {}, partitionKey };
      await untilEnded(db.database, (await scheduler.submit(command, actor)).dagRunId ?? 0);
    });
  await run('make_s', 'eu');
  await run('make_u', 'us');
  assert.deepEqual(await eventsOfRuns('use_s_u'), []);
  await run('make_u', 'eu');
  assert.deepEqual(await eventsOfRuns('use_s_u'), [['s', 'u']]);
});

test('a schedule that gives its runs keys makes the runs by partitions of whoever waits for its assets, by backfill too', async () => {
  const timetable = {
    kind: 'cron' as const,
    expression: '0 * * * *',
    timezone: 'Europe/Paris',
    summary: '0 * * * *',
    partitionKey: '%Y-%m-%dT%H',
  };
  const hourly = dag('make_hours', [task('make', [], { outlets: [asset('hours')] })], { timetable });
  await insertDag(db.database, hourly, { paused: true });
  const day = {
    kind: 'start_of' as const,
    unit: 'day' as const,
    inputFormat: '%Y-%m-%dT%H',
    outputFormat: '%Y-%m-%d',
    timezone: 'Europe/Paris',
  };
  await insertDag(
    db.database,
    dag('use_hours', [task('use')], { assetSchedule: asset('hours'), partitions: { default: day, mappers: [] } }),
  );
  const keysOf = async (dagId: string) => {
    const text = 'select distinct partition_key as key from dag_run where dag_id = $1 order by 1';
    return (await db.database.pool.query<{ key: string }>(text, [dagId])).rows.map(({ key }) => key);
  };
  await withScheduler(async ({ scheduler, setPaused }) => {
    const { dagRunId } = await scheduler.submit(
      {
        kind: 'create_backfill',
        dagId: 'make_hours',
        from: '2026-01-01T21:00:00Z',
        to: '2026-01-01T23:00:00Z',
        runBackwards: false,
        conf: null,
        reprocessBehavior: 'none',
        maxActiveRuns: 1,
        runOnLatestVersion: true,
      },
      actor,
    );
    assert.equal(dagRunId, null);
    await setPaused('make_hours', false);
    const backfilled = `select id from dag_run where dag_id = 'make_hours' and run_type = 'backfill' order by id`;
    for (const { id } of (await db.database.pool.query(backfilled)).rows) await untilEnded(db.database, id);
    const made = ['2026-01-01T22', '2026-01-01T23', '2026-01-02T00'];
    assert.deepEqual((await keysOf('make_hours')).slice(0, 3), made);
    assert.deepEqual((await keysOf('use_hours')).slice(0, 2), ['2026-01-01', '2026-01-02']);
  });
});

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
const keysOfRuns = async (dagId: string) => {
  const text = 'select partition_key from dag_run where dag_id = $1 order by id';
  return (await db.database.pool.query(text, [dagId])).rows.map((row) => row.partition_key);
};
const runFor = async ({ scheduler }: Bench, dagId: string, partitionKey: string) => {
  const command = { kind: 'trigger_run' as const, dagId, logicalDate: null, conf: {}, partitionKey };
  await untilEnded(db.database, (await scheduler.submit(command, actor)).dagRunId ?? 0);
};

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
  const change = async ({ scheduler }: Bench, mapper: SerializedPartitionMapper) => {
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
