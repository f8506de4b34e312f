import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAILY, dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const RANGE = { from_date: '2020-01-01T00:00:00Z', to_date: '2020-01-03T00:00:00+00:00' };

describe('/api/v2/backfills', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    const params = { rows: { value: 1, description: null, schema: { type: 'integer' } } };
    for (const dagId of ['daily', 'other'])
      await insertDag(server.database, dag(dagId, [task('t')], { timetable: DAILY, params }), { paused: true });
  });
  after(() => server.close());

  const post = (body: object, path = '') => server.ask('POST', `/api/v2/backfills${path}`, { body });

  it('a dry run names the dates in the order in which they run, and makes nothing', async () => {
    const { status, body } = await post({ dag_id: 'daily', ...RANGE, run_backwards: true }, '/dry_run');
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      body.backfills.map((one: { logical_date: string }) => one.logical_date.slice(0, 10)),
      ['2020-01-03', '2020-01-02', '2020-01-01'],
    );
    assert.equal((await server.ask('GET', '/api/v2/backfills?dag_id=daily')).body.total_entries, 0);
    assert.equal((await server.ask('GET', '/api/v2/dags/daily/dagRuns')).body.total_entries, 0);
  });

  it('a backfill is made, listed, paused, and cancelled; a dry run passes over its dates', async () => {
    const made = await post({ dag_id: 'daily', ...RANGE, dag_run_conf: { rows: 2 }, max_active_runs: 2 });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    assert.deepEqual(
      [made.body.dag_run_conf, made.body.max_active_runs, made.body.is_paused, made.body.completed_at],
      [{ rows: 2 }, 2, false, null],
    );
    const at = `/api/v2/backfills/${made.body.id}`;
    const { body } = await server.ask('GET', '/api/v2/dags/daily/dagRuns?run_type=backfill');
    assert.equal(body.total_entries, 3);
    assert.deepEqual((await post({ dag_id: 'daily', ...RANGE }, '/dry_run')).body.backfills, []);
    assert.equal((await server.ask('PUT', `${at}/pause`)).body.is_paused, true);
    assert.equal((await server.ask('PUT', `${at}/unpause`)).body.is_paused, false);
    assert.notEqual((await server.ask('PUT', `${at}/cancel`)).body.completed_at, null);
    assert.equal((await server.ask('PUT', `${at}/cancel`)).status, 409);
    assert.equal((await server.ask('GET', at)).body.is_paused, true);
    const again = await post({ dag_id: 'daily', ...RANGE, reprocess_behavior: 'failed' }, '/dry_run');
    assert.equal(again.body.total_entries, 3, 'what was cancelled has failed');
  });

  it('tells how far it has come, and what became of each date', async () => {
    const { body: made } = await post({ dag_id: 'other', ...RANGE, run_backwards: true });
    const [newest] = (await server.ask('GET', '/api/v2/dags/other/dagRuns?order_by=-logical_date')).body.dag_runs;
    await server.ask('PATCH', `/api/v2/dags/other/dagRuns/${newest.dag_run_id}`, { body: { state: 'failed' } });
    const { pool } = server.database;
    await pool.query(
      `update backfill_dag_run set exception_reason = 'already exists' where backfill_id = $1 and sort_ordinal = (
         select max(sort_ordinal) from backfill_dag_run where backfill_id = $1)`,
      [made.id],
    );
    await server.tokenOf('looker', 'Viewer');
    const read = (path: string) => server.ask('GET', `/aquilon/backfills/${path}`, { as: 'looker' });
    const { body } = await read(`progress?ids=999&ids=${made.id}`);
    const [progress, ...others] = body.backfills;
    assert.deepEqual(others, [], 'one that there is not is left out');
    assert.deepEqual([progress.backfill_id, progress.total, progress.passed_over], [made.id, 3, 1]);
    assert.deepEqual(
      progress.runs.toSorted((a: { state: string }, b: { state: string }) => a.state.localeCompare(b.state)),
      [
        { state: 'failed', count: 1 },
        { state: 'queued', count: 1 },
      ],
    );
    const dates = await read(`${made.id}/dates?limit=2`);
    assert.equal(dates.body.total_entries, 3);
    assert.deepEqual(
      dates.body.dates.map((one: { logical_date: string; state: string; exception_reason: string | null }) => [
        one.logical_date.slice(0, 10),
        one.state,
        one.exception_reason,
      ]),
      [
        ['2020-01-03', 'failed', null],
        ['2020-01-02', 'queued', null],
      ],
    );
    const last = (await read(`${made.id}/dates?limit=2&offset=2`)).body.dates;
    assert.deepEqual([last.length, last[0].dag_run_id, last[0].exception_reason], [1, null, 'already exists']);
    assert.equal((await read('999/dates')).status, 404);
    assert.equal((await read('progress')).status, 422);
    await server.ask('DELETE', `/api/v2/dags/other/dagRuns/${newest.dag_run_id}`);
    assert.equal((await read(`progress?ids=${made.id}`)).body.backfills[0].deleted, 1);
    await server.ask('PUT', `/api/v2/backfills/${made.id}/cancel`);
  });

  const REFUSED: readonly [string, object, number, RegExp][] = [
    ['a conf that does not fit the params', { dag_run_conf: { rows: 'many' } }, 422, /rows/],
    ['no active runs', { max_active_runs: 0 }, 422, /greater than or equal to 1/],
    ['a behaviour that does not exist', { reprocess_behavior: 'all' }, 422, /failed/],
    ['an option that does not exist', { reverse: true }, 422, /reverse/],
    ['a date that is none', { from_date: 'yesterday' }, 422, /from_date/],
    ['a DAG that does not exist', { dag_id: 'none' }, 404, /Could not find dag none/],
  ];
  for (const [what, more, status, words] of REFUSED) {
    it(`refuses ${what}`, async () => {
      for (const path of ['', '/dry_run']) {
        const answer = await post({ dag_id: 'other', ...RANGE, ...more }, path);
        assert.equal(answer.status, status, answer.text);
        assert.match(answer.text, words);
      }
    });
  }

  it('answers 404 to changes of a backfill that does not exist', async () => {
    for (const change of ['pause', 'unpause', 'cancel'])
      assert.equal((await server.ask('PUT', `/api/v2/backfills/999/${change}`)).status, 404);
  });

  it('a viewer may look, and may change nothing', async () => {
    await server.tokenOf('looker', 'Viewer');
    const body = { dag_id: 'other', ...RANGE };
    assert.equal((await server.ask('GET', '/api/v2/backfills?dag_id=other', { as: 'looker' })).status, 200);
    assert.equal((await server.ask('POST', '/api/v2/backfills', { as: 'looker', body })).status, 403);
    assert.equal((await server.ask('PUT', '/api/v2/backfills/1/cancel', { as: 'looker' })).status, 403);
  });
});
