import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SerializedAlias } from '@aquilon/sdk/serialized';
import type { ToldEvent } from '#domain/assets.ts';
import type { Outcome } from '#queue/executor.ts';
import { asset, assetDags } from '#test/support/asset-dags.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { type Play, untilEnded } from '#test/support/scheduler.ts';
import type { Actor } from './commands.ts';

const actor: Actor = { user: 'ada', via: 'test' };

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

const { producer, consumer, withScheduler, runsOf, eventsOfRuns, queuedFor } = assetDags(() => db);

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

test('an event that is given up in the moment in which it comes makes no run, also for the next scheduler', async () => {
  await consumer('use_p_q', { kind: 'all', of: [asset('p'), asset('q')] });
  const raise = (name: string) => ({ kind: 'create_asset_event', name, uri: asset(name).uri, extra: {} }) as const;
  await withScheduler(async ({ scheduler }) => {
    const queued = [{ dagId: 'use_p_q', name: 'p', uri: asset('p').uri }];
    await Promise.all([
      scheduler.submit(raise('p'), actor),
      scheduler.submit({ kind: 'delete_queued_events', queued }, actor),
    ]);
    assert.deepEqual(await queuedFor('use_p_q'), []);
  });
  await withScheduler(async ({ scheduler }) => {
    await scheduler.submit(raise('q'), actor);
    assert.deepEqual([await runsOf('use_p_q'), await queuedFor('use_p_q')], [[], ['q']]);
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
