import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { allInstances } from '#domain/run.ts';
import { storeConformance } from '#test/conformance/store.ts';
import { storeAssetsConformance } from '#test/conformance/store-assets.ts';
import { storeBackfillsConformance } from '#test/conformance/store-backfills.ts';
import { batchOf, birthOf, OpenStore, TWO } from '#test/conformance/store-bench.ts';
import { insertDag } from '#test/support/dags.ts';
import { createTestDatabase } from '#test/support/database.ts';
import { createPostgresStore } from './postgres-store.ts';
import { instanceRow } from './rows.ts';
import { Rows } from './rows-in-series.ts';
import type { Batch } from './store.ts';

const open = async () => {
  const { database, drop } = await createTestDatabase();
  const versionId = await insertDag(database, TWO);
  const store = createPostgresStore(database, { isProcessAlive: () => false });
  return {
    store,
    versionId,
    async close() {
      await store.close();
      await drop();
    },
  };
};

storeConformance('postgres', open);
storeAssetsConformance('postgres', open);
storeBackfillsConformance('postgres', open);

test('postgres: notes are written with new rows, with moves and alone, and stay where none is given', async () => {
  const { database, drop } = await createTestDatabase();
  const versionId = await insertDag(database, TWO);
  const store = createPostgresStore(database, { isProcessAlive: () => false });
  const bench = new OpenStore();
  await bench.open({ store, versionId, close: () => store.close() });
  const run = await bench.makeRun({ runId: 'r1', runAfter: Date.parse('2026-03-01T10:00:00Z') });
  const { dagRunId } = run.facts;
  const [first] = allInstances(run);
  assert.ok(first);
  const rows = (
    expected: null | undefined | 'scheduled',
    state: null | 'scheduled' | 'skipped',
    text?: string | null,
  ) =>
    new Rows(
      ['9', 'a', 'b'].map((last, mapIndex) => ({
        ...instanceRow(first, expected, null, 'here', text === undefined ? null : note(text)),
        ...{ mapIndex, attemptId: `00000000-0000-7000-9000-00000000000${last}`, state },
      })),
    );
  const written = new Map<string | null, { text: string | null }>();
  const note = (text: string | null) => written.get(text) ?? written.set(text, { text }).get(text) ?? null;
  const notes = async () =>
    (
      await database.pool.query(
        "select note from task_instance where task_id = 'a' and map_index >= 0 order by map_index",
      )
    ).rows.map((row) => row.note);
  const commit = (number: number, part: Partial<Batch>) => store.commit(bench.epoch, number, batchOf(part));
  await commit(1, birthOf(run, 0, { triggeredBy: 'test', note: null }));
  await commit(2, { instances: rows(undefined, null, 'born') });
  assert.deepEqual(await notes(), ['born', 'born', 'born']);
  await commit(3, { instances: rows(null, 'scheduled') });
  assert.deepEqual(await notes(), ['born', 'born', 'born']);
  const of = { dagRunId, taskId: 'a' };
  const amended = [
    { ...of, mapIndex: 0, count: 2, note: { text: 'alone' } },
    { ...of, mapIndex: 2, count: 1, returned: { length: 7 }, note: null },
    // Gone meanwhile: no reason to refuse the rest.
    { ...of, mapIndex: 9, count: 1, note: { text: 'nowhere' } },
  ];
  await commit(4, { amended });
  assert.deepEqual(await notes(), ['alone', 'alone', 'born']);
  await commit(5, { instances: rows('scheduled', 'skipped', null) });
  assert.deepEqual(await notes(), [null, null, null]);
  await bench.close();
  await drop();
});

test('postgres: the audit log is written with the commit, and not for a run that lost its place to another', async () => {
  const { database, drop } = await createTestDatabase();
  const versionId = await insertDag(database, TWO);
  const store = createPostgresStore(database, { isProcessAlive: () => false });
  const bench = new OpenStore();
  await bench.open({ store, versionId, close: () => store.close() });
  const entry = { owner: 'ada', dagId: 'two', taskId: null, mapIndex: null, tryNumber: null, extra: '{}' };
  for (const [at, event] of ['first', 'second'].entries()) {
    const run = await bench.makeRun({ runId: 'r1', runAfter: Date.parse('2026-03-01T10:00:00Z') });
    const { dagRunId, runId } = run.facts;
    const audit = [{ ...entry, event, runId, dagRunId }];
    await store.commit(bench.epoch, at + 1, {
      ...batchOf(birthOf(run, 0, { triggeredBy: 'test', note: null })),
      audit,
    });
  }
  const other = { ...entry, event: 'other', runId: null, dagRunId: null };
  await store.commit(bench.epoch, 3, batchOf({ audit: [other] }));
  const { rows } = await database.pool.query('select event, owner, dag_id, run_id from event_log order by id');
  assert.deepEqual(rows, [
    { event: 'first', owner: 'ada', dag_id: 'two', run_id: 'r1' },
    { event: 'other', owner: 'ada', dag_id: 'two', run_id: null },
  ]);
  await bench.close();
  await drop();
});

test('postgres: a commit and another transaction that hold what the other needs: both happen', async () => {
  const { database, drop } = await createTestDatabase();
  const versionId = await insertDag(database, TWO);
  const store = createPostgresStore(database, { isProcessAlive: () => false });
  const bench = new OpenStore();
  await bench.open({ store, versionId, close: () => store.close() });
  const run = await bench.makeRun({ runId: 'r1', runAfter: Date.parse('2026-03-01T10:00:00Z') });
  const { dagRunId } = run.facts;
  await store.commit(bench.epoch, 1, batchOf(birthOf(run, 0, { triggeredBy: 'test', note: null })));
  const other = await database.connect();
  try {
    // Whoever looks first for the reason of its waiting is the one that loses: the commit.
    await other.query("set deadlock_timeout = '1h'");
    await other.query('begin');
    await other.query('select from task_instance where dag_run_id = $1 for update', [dagRunId]);
    const amended = [{ dagRunId, taskId: 'a', mapIndex: -1, count: 1, note: { text: 'kept' } }];
    const commit = store.commit(bench.epoch, 2, batchOf({ amended }));
    const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while ((await database.pool.query(waiting)).rowCount === 0) await sleep(10);
    // Ends when the commit has lost, and let go of the scheduler's row.
    await other.query('select from scheduler where epoch = $1 for update', [bench.epoch]);
    await other.query('commit');
    await commit;
  } finally {
    await other.end();
  }
  const { rows } = await database.pool.query("select note from task_instance where task_id = 'a'");
  assert.deepEqual(rows, [{ note: 'kept' }]);
  await bench.close();
  await drop();
});
