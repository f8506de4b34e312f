import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { selectPreviousSuccess } from './task-services.ts';

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

test('the previous success is the latest successful run of the DAG with an earlier logical date', async () => {
  for (const dagId of ['daily', 'other']) await insertDag(db.database, dag(dagId, [task('a')]));
  const add = (dagId: string, day: number | null, state: string) =>
    db.database.pool.query(
      `insert into dag_run (dag_id, run_id, logical_date, data_interval_start, data_interval_end, run_after, start_date, end_date, state, run_type,
         triggered_by, dag_version_id)
       select $1::text, gen_random_uuid()::text, day, day, day + interval '1 day', now(), day + interval '25 hours', day + interval '26 hours', $3::text,
         'scheduled', 'test', dag.current_version_id
       from dag, (select make_timestamptz(2026, 1, $2::int, 0, 0, 0, 'UTC') as day) as days where dag.dag_id = $1::text`,
      [dagId, day, state],
    );
  await add('daily', 1, 'success');
  await add('daily', 2, 'success');
  await add('daily', 3, 'failed');
  await add('daily', 5, 'success');
  await add('daily', null, 'success');
  await add('other', 3, 'success');
  const before = (day: number) => selectPreviousSuccess(db.database.pool, 'daily', `2026-01-0${day}T00:00:00Z`);
  assert.deepEqual(await before(4), {
    data_interval_start: '2026-01-02T00:00:00Z',
    data_interval_end: '2026-01-03T00:00:00Z',
    start_date: '2026-01-03T01:00:00Z',
    end_date: '2026-01-03T02:00:00Z',
  });
  assert.equal((await before(2))?.data_interval_start, '2026-01-01T00:00:00Z');
  assert.equal(await before(1), undefined);
});
