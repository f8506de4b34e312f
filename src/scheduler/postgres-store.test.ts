import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeConformance } from '#test/conformance/store.ts';
import { storeAssetsConformance } from '#test/conformance/store-assets.ts';
import { storeBackfillsConformance } from '#test/conformance/store-backfills.ts';
import { batchOf, birthOf, OpenStore, TWO } from '#test/conformance/store-bench.ts';
import { insertDag } from '#test/support/dags.ts';
import { createTestDatabase } from '#test/support/database.ts';
import { createPostgresStore } from './postgres-store.ts';

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
