import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { silentLogger } from '#support/logger.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { createDagProcessor } from './processor.ts';
import { createStoredTimetables } from './stored-timetables.ts';

let db: TestDatabase;
let folder: string;
before(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'aquilon dags '));
});
after(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

const text = `
import { Dag } from '@aquilon/sdk';
class OddDays {
  description = 'Odd days only';
  nextDagrunInfo({ restriction }) {
    if (restriction.catchup) throw new Error('no catchup');
    const at = new Date('2026-01-01T00:00:00Z');
    return { runAfter: at, dataInterval: { start: at, end: at } };
  }
  inferManualDataInterval({ runAfter }) { return { start: runAfter, end: runAfter }; }
}
export default new Dag('odd', { schedule: new OddDays() });
`;

test('a timetable that fails is an import error of its file while it fails, and its DAG is marked', async () => {
  await writeFile(join(folder, 'odd.ts'), text);
  const config = loadConfig({ AIRFLOW__CORE__DAGS_FOLDER: folder });
  const processor = createDagProcessor({
    config,
    database: db.database,
    logger: silentLogger,
    productRoot: folder,
    getConnection: async () => null,
    onChange: () => undefined,
  });
  await processor.start();
  await processor.stop();
  const { pool } = db.database;
  const stateOf = async () => {
    const { rows } = await pool.query(
      `select dag.has_import_errors, dag.timetable_summary, dag.timetable_description, dag_version.snapshot_hash,
         (select stack_trace from import_error where filename = 'odd.ts') as error
       from dag join dag_version on dag_version.id = dag.current_version_id where dag.dag_id = 'odd'`,
    );
    return rows[0];
  };
  const stored = await stateOf();
  assert.equal(stored.timetable_summary, 'OddDays');
  assert.equal(stored.timetable_description, 'Odd days only');
  const timetables = createStoredTimetables(db.database, config);
  try {
    const dag = { dagId: 'odd', snapshotHash: stored.snapshot_hash };
    const question = { ask: 'next', last: null, earliest: null, latest: null } as const;
    await assert.rejects(timetables.ask(dag, { ...question, catchup: true }), /no catchup/);
    const failed = await stateOf();
    assert.equal(failed.has_import_errors, true);
    assert.match(failed.error, /timetable of the DAG odd failed: Error: no catchup[\s\S]*odd\.ts:6[\s\S]*> 6 \|/);
    assert.equal(
      (await timetables.ask(dag, { ...question, catchup: false }))?.start,
      Date.parse('2026-01-01T00:00:00Z'),
    );
    const { has_import_errors, error } = await stateOf();
    assert.deepEqual({ has_import_errors, error }, { has_import_errors: false, error: null });
  } finally {
    timetables.stop();
  }
});
