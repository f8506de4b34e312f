import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('lists', () => {
  let server: TestServer;
  const ids = ['alpha', 'Beta_1', 'beta-2', 'ga%mma', 'del\\ta'];
  before(async () => {
    server = await createTestServer({ env: { AIRFLOW__API__MAXIMUM_PAGE_LIMIT: '20' } });
    for (const id of ids) await insertDag(server.database, dag(id, [task('t')]));
    await server.database.pool.query(`update dag set tags = '{red,blue}' where dag_id = 'alpha'`);
    await server.database.pool.query(`update dag set tags = '{red}', is_paused = true where dag_id = 'Beta_1'`);
    // Equal run_after in threes, a start for every second one.
    await server.database.pool.query(`
      insert into dag_run (dag_id, run_id, run_after, start_date, state, run_type, triggered_by, conf, dag_version_id)
      select 'alpha', 'run_' || n, timestamptz '2026-01-01T00:00:00Z' + (n / 3) * interval '1 hour',
             case when n % 2 = 0 then timestamptz '2026-01-02T00:00:00Z' + n * interval '1 minute' end,
             case when n < 5 then 'failed' else 'success' end, 'manual', 'test', '{"n": 1}', v.id
      from generate_series(0, 24) n, dag_version v where v.dag_id = 'alpha'`);
  });
  after(() => server.close());

  const dagIds = async (query: string) => {
    const { status, body } = await server.ask('GET', `/api/v2/dags?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.dags.map((one: { dag_id: string }) => one.dag_id).toSorted();
  };
  const runs = async (query: string) => (await server.ask('GET', `/api/v2/dags/alpha/dagRuns?${query}`)).body;
  const runIds = (body: { dag_runs: { dag_run_id: string }[] }) => body.dag_runs.map((one) => one.dag_run_id);

  it('match a pattern anywhere and in any case, with wildcards, or, and everything', async () => {
    assert.deepEqual(await dagIds('dag_id_pattern=BETA'), ['Beta_1', 'beta-2']);
    assert.deepEqual(await dagIds('dag_id_pattern=beta_2'), ['beta-2']);
    assert.deepEqual(await dagIds('dag_id_pattern=lph%7Cga%25mma'), ['alpha', 'ga%mma']);
    assert.equal((await dagIds('dag_id_pattern=~')).length, ids.length);
    assert.deepEqual(await dagIds('dag_id_pattern=del%5C'), ['del\\ta']);
  });

  it('match a prefix exactly, without wildcards', async () => {
    assert.deepEqual(await dagIds('dag_id_prefix_pattern=Beta_'), ['Beta_1']);
    assert.deepEqual(await dagIds('dag_id_prefix_pattern=b%25'), ['beta-2']);
    assert.deepEqual(await dagIds('dag_id_prefix_pattern=ga%25m'), ['ga%mma']);
  });

  it('take values as values: SQL in a filter finds nothing and breaks nothing', async () => {
    for (const evil of [`'; drop table dag; --`, `' or 1=1 --`, `\\' or true --`, '%00'.slice(0, 1)]) {
      assert.equal((await server.ask('GET', `/api/v2/dags?bundle_name=${encodeURIComponent(evil)}`)).status, 200);
      assert.equal((await server.ask('GET', `/api/v2/dags?order_by=${encodeURIComponent(evil)}`)).status, 400);
    }
    assert.equal((await dagIds('')).length, ids.length);
  });

  it('filter by tags, any or all, and by the switch', async () => {
    assert.deepEqual(await dagIds('tags=red&tags=blue'), ['Beta_1', 'alpha']);
    assert.deepEqual(await dagIds('tags=red&tags=blue&tags_match_mode=all'), ['alpha']);
    assert.deepEqual(await dagIds('paused=true'), ['Beta_1']);
    assert.deepEqual(await dagIds('dag_run_state=failed'), ['alpha']);
    assert.deepEqual(await dagIds('last_dag_run_state=success'), ['alpha']);
  });

  it('cut the limit to the largest page and still tell the whole count', async () => {
    const body = await runs('limit=1000');
    assert.deepEqual([body.dag_runs.length, body.total_entries], [20, 25]);
    assert.deepEqual((await runs('limit=0')).dag_runs, []);
  });

  for (const order of ['run_after', '-run_after', 'start_date', '-start_date', '-state&order_by=start_date']) {
    it(`go through every page by cursor and back, ordered by ${order}`, async () => {
      const whole = [
        ...runIds(await runs(`limit=20&order_by=${order}`)),
        ...runIds(await runs(`limit=20&offset=20&order_by=${order}`)),
      ];
      assert.equal(new Set(whole).size, 25);
      const forwards: string[][] = [];
      let cursor: string | null = '';
      let last: { previous_cursor: string | null } = { previous_cursor: null };
      while (cursor !== null) {
        const body = await runs(`limit=7&order_by=${order}&cursor=${encodeURIComponent(cursor)}`);
        forwards.push(runIds(body));
        last = body;
        cursor = body.next_cursor;
      }
      assert.deepEqual(forwards.flat(), whole);
      const backwards: string[][] = [];
      for (let back = last.previous_cursor; back !== null; ) {
        const body = await runs(`limit=7&order_by=${order}&cursor=${encodeURIComponent(back)}`);
        backwards.unshift(runIds(body));
        back = body.previous_cursor;
      }
      assert.deepEqual(backwards.flat(), whole.slice(0, 21));
    });
  }

  it('answer 400 to a cursor that is none, and to one of another order', async () => {
    const { next_cursor: cursor } = await runs('limit=1&cursor=&order_by=run_after');
    for (const url of ['cursor=nonsense', `cursor=${cursor}&order_by=run_after&order_by=state`]) {
      assert.equal((await server.ask('GET', `/api/v2/dags/alpha/dagRuns?${url}`)).status, 400, url);
    }
  });

  it('filter runs by bounds, where a date without an offset is UTC', async () => {
    assert.equal((await runs('run_after_gte=2026-01-01T03:00:00&run_after_lt=2026-01-01T05:00:00Z')).total_entries, 6);
    assert.equal((await runs('run_after_gt=2026-01-01T02:00:00%2B02:00')).total_entries, 22);
    assert.equal((await server.ask('GET', '/api/v2/dags/~/dagRuns?run_after_gte=soon')).status, 422);
  });
});
