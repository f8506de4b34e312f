import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { insertOldRuns } from '#test/support/old-runs.ts';
import { countStates } from './select-grid.ts';

let server: TestServer;
let ids: number[];
before(async () => {
  server = await createTestServer();
  const versionId = await insertDag(server.database, dag('wide', [task('a'), task('b')]), { paused: true });
  ids = await insertOldRuns(server.database, { dagId: 'wide', versionId, from: '2026-01-01', runs: 3, tasks: 4 });
  const { pool } = server.database;
  await pool.query(
    `update task_instance set state = 'failed', start_date = '2026-01-03T00:00:01Z', end_date = '2026-01-03T00:00:09.5Z'
     where dag_run_id = $1 and map_index = 2`,
    [ids[2]],
  );
  await pool.query(
    `update task_instance set state = null, start_date = null, end_date = null where dag_run_id = $1 and map_index = 3`,
    [ids[1]],
  );
  await pool.query(`update dag_run set note = 'look here' where id = $1`, [ids[0]]);
  await pool.query(
    `insert into task_instance (dag_run_id, task_id, id, dag_id, state, max_tries, start_date, pool, pool_slots, queue, priority_weight, operator, dag_version_id)
     values ($1, 'b', gen_random_uuid(), 'wide', 'running', 0, '2026-01-03T00:00:10Z', 'default_pool', 1, 'default', 1, '@task', $2)`,
    [ids[2], versionId],
  );
});
after(() => server.close());

const grid = async (query = '') => (await server.ask('GET', `/api/v2/dags/wide/grid${query}`)).body;

test('the grid has a cell for each task of a run: its state, or how many of its instances are in which', async () => {
  const { task_ids: tasks, runs, next_before: next } = await grid();
  const names = (place: number) =>
    runs[place].cells.map((cell: unknown[]) => [tasks[cell[0] as number], ...cell.slice(1)]);
  const day = (text: string) => Date.parse(`2026-01-0${text}Z`);
  assert.equal(next, null);
  assert.deepEqual(names(0).sort(), [
    ['a', { failed: 1, success: 3 }, day('3T00:00:00'), day('3T00:00:09.5')],
    ['b', 'running', day('3T00:00:10'), null],
  ]);
  // One instance has not ended, nor has the whole.
  assert.deepEqual(names(1), [['a', { none: 1, success: 3 }, day('2T00:00:00'), null]]);
  const { cells, ...run } = runs[2];
  assert.equal(cells.length, 1);
  assert.deepEqual(run, {
    dag_run_id: 'scheduled__2026-01-01',
    run_type: 'scheduled',
    state: 'success',
    logical_date: '2026-01-01T00:00:00Z',
    run_after: '2026-01-01T00:00:00Z',
    queued_at: '2026-01-01T00:00:00Z',
    start_date: '2026-01-01T00:00:00Z',
    end_date: '2026-01-01T00:00:00Z',
    has_note: true,
    version_number: 1,
  });
});

test('the grid goes on with older runs, from the last one of the page before', async () => {
  const ofPage = (page: { runs: { dag_run_id: string }[] }) => page.runs.map((run) => run.dag_run_id);
  const first = await grid('?limit=2');
  assert.deepEqual(ofPage(first), ['scheduled__2026-01-03', 'scheduled__2026-01-02']);
  assert.equal(first.next_before, 'scheduled__2026-01-02');
  const second = await grid(`?limit=2&before=${first.next_before}`);
  assert.deepEqual(ofPage(second), ['scheduled__2026-01-01']);
  assert.equal(second.next_before, null);
  assert.deepEqual(ofPage(await grid('?before=scheduled__2026-01-01')), []);
  assert.deepEqual(ofPage(await grid('?run_id=scheduled__2026-01-02')), ['scheduled__2026-01-02']);
});

test('a page of the grid ends with the run that brings it to the most task instances, and the next one goes on there', async () => {
  const newestFirst = ids.toReversed();
  const taken = async (most: number) =>
    (await countStates(server.database, newestFirst, most)).map((one) => one.dag_run_id);
  assert.deepEqual(await taken(1), newestFirst.slice(0, 1));
  assert.deepEqual(await taken(5), newestFirst.slice(0, 1));
  assert.deepEqual(await taken(6), newestFirst.slice(0, 2));
  assert.deepEqual(await taken(100), newestFirst);
});

test('the grid refuses a DAG and a run that are not there', async () => {
  const status = async (path: string) => (await server.ask('GET', `/api/v2/dags/${path}`)).status;
  assert.equal(await status('nothing/grid'), 404);
  assert.equal(await status('wide/grid?before=nothing'), 404);
  assert.equal(await status('wide/grid?run_id=nothing'), 404);
  assert.equal(await status('wide/grid?limit=0'), 422);
});

test('a DAG without runs has an empty grid', async () => {
  await insertDag(server.database, dag('new', [task('a')]));
  const { status, body } = await server.ask('GET', '/api/v2/dags/new/grid');
  assert.equal(status, 200);
  assert.deepEqual(body, { task_ids: [], runs: [], next_before: null });
});
