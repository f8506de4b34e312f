import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAILY, dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { insertOldRuns } from '#test/support/old-runs.ts';

describe('the overview', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    const versions: Record<string, string> = {};
    for (const [id, paused] of [
      ['sound', false],
      ['broken', false],
      ['resting', true],
      ['gone', false],
    ] as const) {
      const asset = {
        kind: 'asset',
        name: `data of ${id}`,
        uri: `s3://bucket/${id}`,
        group: 'asset',
        extra: {},
      } as const;
      const made = dag(id, [task(`load_${id}`, [], { outlets: [asset], owner: `team ${id}` })], { timetable: DAILY });
      versions[id] = await insertDag(server.database, made, { paused });
    }
    const { pool } = server.database;
    await pool.query(
      `update dag set next_dagrun_run_after = null, owners = array['team ' || dag_id], is_stale = dag_id = 'gone'`,
    );
    await pool.query(
      `update dag set next_dagrun_run_after = now() - interval '1 hour' where dag_id in ('sound', 'resting')`,
    );
    const runs = (dagId: string, from: string, count: number, state: string) =>
      insertOldRuns(server.database, { dagId, versionId: versions[dagId] ?? '', from, runs: count, state, tasks: 2 });
    await runs('sound', '2020-01-01', 20, 'success');
    await runs('broken', '2020-01-05', 2, 'success');
    await runs('broken', '2020-01-07', 1, 'failed');
    await runs('resting', '2020-01-08', 1, 'failed');
    await server.tokenOf('looker', 'Viewer');
  });
  after(() => server.close());

  const get = async (path: string) => {
    const { status, body } = await server.ask('GET', `/aquilon/overview/${path}`, { as: 'looker' });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  it('counts DAGs by what the list can be filtered by, and names their owners', async () => {
    const owners = ['team broken', 'team resting', 'team sound'];
    assert.deepEqual(await get('dags'), { all: 3, active: 2, paused: 1, failed: 2, running: 0, owners });
    const { pool } = server.database;
    await pool.query(
      `update dag_run set state = 'running' where dag_id = 'sound' and run_id = 'scheduled__2020-01-02'`,
    );
    assert.equal((await get('dags')).running, 1);
    await pool.query(`update dag_run set state = 'success' where dag_id = 'sound'`);
  });

  it('tells the newest runs of many DAGs in one answer', async () => {
    const { dag_runs: found } = await get('last_runs?dag_ids=sound&dag_ids=broken&dag_ids=unknown&limit=3');
    assert.deepEqual(
      found.map((run: { dag_id: string; dag_run_id: string; state: string }) => [
        run.dag_id,
        run.dag_run_id,
        run.state,
      ]),
      [
        ['sound', 'scheduled__2020-01-20', 'success'],
        ['sound', 'scheduled__2020-01-19', 'success'],
        ['sound', 'scheduled__2020-01-18', 'success'],
        ['broken', 'scheduled__2020-01-07', 'failed'],
        ['broken', 'scheduled__2020-01-06', 'success'],
        ['broken', 'scheduled__2020-01-05', 'success'],
      ],
    );
    assert.equal((await server.ask('GET', '/aquilon/overview/last_runs')).status, 422);
  });

  it('counts the runs that were due in a time, and their task instances, by state', async () => {
    const told = await get('activity?from=2020-01-06T00:00:00Z&until=2020-01-08T00:00:00Z');
    const sorted = (counts: { state: string }[]) => counts.toSorted((a, b) => a.state.localeCompare(b.state));
    assert.deepEqual(
      [sorted(told.runs.counts), told.runs.total, told.runs.is_cut],
      [
        [
          { state: 'failed', count: 1 },
          { state: 'success', count: 3 },
        ],
        4,
        false,
      ],
    );
    assert.deepEqual([told.task_instances.counts, told.task_instances.total], [[{ state: 'success', count: 8 }], 8]);
    assert.equal((await server.ask('GET', '/aquilon/overview/activity?from=yesterday&until=now')).status, 422);
  });

  it('names DAGs that fail and DAGs that are late, and none that is switched off', async () => {
    const { failing, late } = await get('attention');
    assert.deepEqual(
      failing.map((one: { dag_id: string; dag_run_id: string }) => [one.dag_id, one.dag_run_id]),
      [['broken', 'scheduled__2020-01-07']],
    );
    assert.deepEqual(
      late.map((one: { dag_id: string }) => one.dag_id),
      ['sound'],
    );
  });

  it('finds DAGs, runs, tasks and assets by a part of their name, in which nothing is a wildcard', async () => {
    const names = async (text: string) => {
      const { dags, runs, tasks, assets } = await get(`search?text=${encodeURIComponent(text)}`);
      return [
        dags.map((one: { dag_id: string }) => one.dag_id),
        runs.map((one: { dag_run_id: string }) => one.dag_run_id),
        tasks.map((one: { task_id: string }) => one.task_id),
        assets.map((one: { name: string }) => one.name),
      ];
    };
    assert.deepEqual(await names('BROK'), [['broken'], [], ['load_broken'], ['data of broken']]);
    assert.deepEqual(await names('__2020-01-20'), [[], ['scheduled__2020-01-20'], [], []]);
    assert.deepEqual(await names('%'), [[], [], [], []]);
  });

  it('is for people who are signed in', async () => {
    for (const path of [
      'dags',
      'last_runs?dag_ids=a',
      'activity?from=2020-01-06T00:00:00Z&until=2020-01-08T00:00:00Z',
      'attention',
      'search?text=a',
    ])
      assert.equal((await server.ask('GET', `/aquilon/overview/${path}`, { as: null })).status, 401, path);
  });
});
