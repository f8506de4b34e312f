import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SerializedAlias, SerializedAsset } from '@aquilon/sdk/serialized';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const asset = (name: string, more: Partial<SerializedAsset> = {}): SerializedAsset => ({
  kind: 'asset',
  name,
  uri: `s3://bucket/${name}`,
  group: 'asset',
  extra: {},
  ...more,
});
const out: SerializedAlias = { kind: 'alias', name: 'out', group: 'ml' };
const [raw, clean, old] = [asset('raw', { extra: { owner: 'ada' } }), asset('clean', { group: 'ml' }), asset('old')];

describe('assets', () => {
  let server: TestServer;
  const dags = [
    dag('make_raw', [task('make', [], { outlets: [raw] })]),
    dag('make_raw_too', [task('make', [], { outlets: [raw, out] })]),
    dag('refine', [task('make', [], { inlets: [raw], outlets: [clean] })], { assetSchedule: raw }),
    dag('both', [task('use')], { assetSchedule: { kind: 'all', of: [raw, { kind: 'any', of: [clean, out] }] } }),
    dag('gone', [task('make', [], { outlets: [old] })]),
    dag('plain', [task('one')]),
  ];
  before(async () => {
    server = await createTestServer({ play: () => ({ state: 'success' }) });
    for (const one of dags) await insertDag(server.database, one, { paused: one.dagId === 'refine' });
    await server.database.pool.query(`update dag set is_stale = true where dag_id = 'gone'`);
    const dagIds = dags.map(({ dagId }) => dagId);
    await server.scheduler.submit({ kind: 'dags_changed', dagIds }, { user: null, via: 'test' });
  });
  after(() => server.close());

  const get = async (path: string) => {
    const { status, body } = await server.ask('GET', `/api/v2${path}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const names = async (query: string) =>
    (await get(`/assets?${query}`)).assets.map((one: { name: string }) => one.name);
  const idOf = async (name: string): Promise<number> =>
    (await get(`/assets?only_active=false&name_pattern=${name}`)).assets[0].id;
  const raise = async (name: string, more: object = {}) =>
    server.ask('POST', '/api/v2/assets/events', { body: { asset_id: await idOf(name), ...more } });

  it('tell who makes them, who reads them, and who waits for them', async () => {
    const found = await get(`/assets/${await idOf('raw')}`);
    const dagIds = (list: { dag_id: string; task_id?: string }[]) => list.map((one) => [one.dag_id, one.task_id]);
    assert.deepEqual(dagIds(found.producing_tasks), [
      ['make_raw', 'make'],
      ['make_raw_too', 'make'],
    ]);
    assert.deepEqual(dagIds(found.consuming_tasks), [['refine', 'make']]);
    assert.deepEqual(dagIds(found.scheduled_dags), [
      ['both', undefined],
      ['refine', undefined],
    ]);
    assert.deepEqual(
      [found.uri, found.group, found.extra, found.watchers],
      ['s3://bucket/raw', 'asset', { owner: 'ada' }, []],
    );
    assert.deepEqual(found.last_asset_event, { id: null, timestamp: null });
  });

  it('that no DAG names any more are inactive, and are listed only where they are asked for', async () => {
    assert.deepEqual(await names(''), ['raw', 'clean']);
    assert.deepEqual(await names('only_active=false'), ['raw', 'clean', 'old']);
  });

  it('are filtered by name, URI and DAG, and ordered', async () => {
    assert.deepEqual(await names('name_pattern=RA'), ['raw']);
    assert.deepEqual(await names('uri_pattern=bucket/c'), ['clean']);
    assert.deepEqual(await names('uri_prefix_pattern=s3'), ['raw', 'clean']);
    assert.deepEqual(await names('dag_ids=both&dag_ids=plain'), ['raw', 'clean']);
    assert.deepEqual(await names('dag_ids=plain'), []);
    assert.deepEqual(await names('order_by=-name&limit=1'), ['raw']);
    assert.deepEqual(await names('order_by=name&offset=1'), ['raw']);
    assert.equal((await get('/assets?limit=1')).total_entries, 2);
    assert.equal((await server.ask('GET', '/api/v2/assets?order_by=group')).status, 400);
  });

  it('have aliases, which are listed and read by their number', async () => {
    const { asset_aliases: aliases, total_entries: total } = await get('/assets/aliases?name_pattern=ou');
    assert.deepEqual([aliases[0].name, aliases[0].group, total], ['out', 'ml', 1]);
    assert.deepEqual(await get(`/assets/aliases/${aliases[0].id}`), aliases[0]);
  });

  it('have events that somebody raises, which run the DAGs that wait for them', async () => {
    const { status, body } = await raise('raw', { extra: { rows: 3 } });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      [body.name, body.extra, body.source_task_id, body.source_map_index, body.created_dagruns],
      ['raw', { rows: 3, from_rest_api: true }, null, -1, []],
    );
    const { body: second } = await raise('clean');
    assert.deepEqual(
      second.created_dagruns.map((one: { dag_id: string; triggering: boolean }) => [one.dag_id, one.triggering]),
      [['both', true]],
    );
    const [run] = second.created_dagruns;
    const upstream = await get(`/dags/both/dagRuns/${encodeURIComponent(run.run_id)}/upstreamAssetEvents`);
    assert.deepEqual(
      upstream.asset_events.map((one: { name: string; created_dagruns: { triggering: boolean }[] }) => [
        one.name,
        one.created_dagruns[0]?.triggering,
      ]),
      [
        ['raw', false],
        ['clean', true],
      ],
    );
    const made = await get(`/dags/both/dagRuns/${encodeURIComponent(run.run_id)}`);
    assert.deepEqual([made.run_type, made.triggered_by, made.logical_date], ['asset_triggered', 'asset', null]);
    assert.deepEqual((await get('/dags/both/dagRuns?consuming_asset_pattern=CLEA')).total_entries, 1);
    assert.deepEqual((await get('/dags/both/dagRuns?consuming_asset_pattern=cle%25')).total_entries, 0);
  });

  it('list their events by asset, source, name and time', async () => {
    const count = async (query: string) => (await get(`/assets/events?${query}`)).total_entries;
    assert.equal(await count(`asset_id=${await idOf('raw')}`), 1);
    assert.equal(await count('name_pattern=cle'), 1);
    assert.equal(await count('source_dag_id=make_raw'), 0);
    assert.equal(await count('timestamp_gt=2100-01-01T00:00:00Z'), 0);
    const { asset_events: newestFirst } = await get('/assets/events?order_by=-timestamp');
    assert.deepEqual(
      newestFirst.map((one: { name: string }) => one.name),
      ['clean', 'raw'],
    );
    assert.equal((await get(`/assets/${await idOf('raw')}`)).last_asset_event.id, newestFirst[1].id);
  });

  it('queue DAGs that wait for more, which is listed and deleted', async () => {
    await raise('raw');
    await raise('raw');
    const id = await idOf('raw');
    const queued = await get('/dags/both/assets/queuedEvents');
    assert.deepEqual([queued.total_entries, queued.queued_events[0].asset_id], [1, id]);
    assert.equal((await get(`/assets/${id}/queuedEvents`)).total_entries, 1);
    assert.equal((await get(`/dags/both/assets/${id}/queuedEvents`)).dag_display_name, 'both');
    const early = `before=${encodeURIComponent('2020-01-01T00:00:00Z')}`;
    assert.equal((await get(`/assets/${id}/queuedEvents?${early}`)).total_entries, 0);
    const url = `/api/v2/dags/both/assets/${id}/queuedEvents`;
    assert.equal((await server.ask('DELETE', `${url}?${early}`)).status, 404);
    assert.equal((await server.ask('DELETE', url)).status, 204);
    const again = await server.ask('DELETE', url);
    assert.deepEqual(
      [again.status, again.body.detail],
      [404, `Queued event with dag_id: \`both\` and asset_id: \`${id}\` was not found`],
    );
    assert.equal((await server.ask('GET', url)).status, 404);
    // What was deleted is forgotten by the scheduler as well.
    assert.deepEqual((await raise('clean')).body.created_dagruns, []);
    assert.equal((await server.ask('DELETE', '/api/v2/dags/both/assets/queuedEvents')).status, 204);
    assert.equal((await server.ask('DELETE', `/api/v2/assets/${id}/queuedEvents`)).status, 404);
  });

  it('are made by a run of the one DAG that makes them', async () => {
    const { status, body } = await server.ask('POST', `/api/v2/assets/${await idOf('clean')}/materialize`, {
      body: { conf: { day: 1 }, note: 'again' },
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.match(body.dag_run_id, /^asset_materialization__/);
    assert.deepEqual(
      [body.dag_id, body.run_type, body.conf, body.note],
      ['refine', 'asset_materialization', { day: 1 }, 'again'],
    );
    const several = await server.ask('POST', `/api/v2/assets/${await idOf('raw')}/materialize`);
    assert.deepEqual([several.status, several.body.detail.slice(0, 35)], [409, 'More than one DAG materializes asse']);
    assert.equal((await server.ask('POST', `/api/v2/assets/${await idOf('old')}/materialize`)).status, 404);
    assert.equal((await server.ask('POST', '/api/v2/assets/1/materialize', { body: { day: 1 } })).status, 422);
  });

  it('refuse what does not exist, what does not fit, and who may not', async () => {
    for (const path of ['/assets/99', '/assets/aliases/99']) {
      assert.equal((await server.ask('GET', `/api/v2${path}`)).status, 404, path);
    }
    assert.equal((await server.ask('GET', '/api/v2/assets/seven')).status, 422);
    const none = await server.ask('POST', '/api/v2/assets/events', { body: { asset_id: 99 } });
    assert.deepEqual([none.status, none.body.detail], [404, 'Asset with ID: `99` was not found']);
    for (const body of [
      {},
      { asset_id: 'x' },
      { asset_id: 1, extra: [] },
      { asset_id: 1, rows: 3 },
      { asset_id: 1, partition_key: ' ' },
    ]) {
      const answer = await server.ask('POST', '/api/v2/assets/events', { body });
      assert.equal(answer.status, 422, JSON.stringify(body));
      assert.equal(answer.body.detail[0].loc[0], 'body');
    }
    await server.tokenOf('looker', 'Viewer');
    for (const [method, url] of [
      ['POST', '/api/v2/assets/events'],
      ['POST', '/api/v2/assets/1/materialize'],
      ['DELETE', '/api/v2/assets/1/queuedEvents'],
    ] as const) {
      assert.equal((await server.ask(method, url, { as: 'looker', body: {} })).status, 403, url);
    }
  });

  it('are the schedule of DAGs: as an expression, and as a filter', async () => {
    const { asset_expression: expression } = await get('/dags/both/details');
    const shown = (name: string, group = 'asset') => ({ asset: { uri: `s3://bucket/${name}`, name, group } });
    assert.deepEqual(expression, {
      all: [shown('raw'), { any: [shown('clean', 'ml'), { alias: { name: 'out', group: 'ml' } }] }],
    });
    assert.equal((await get('/dags/plain/details')).asset_expression, null);
    const dagIds = async (query: string) =>
      (await get(`/dags?${query}`)).dags.map((one: { dag_id: string }) => one.dag_id);
    assert.deepEqual(await dagIds('has_asset_schedule=true'), ['both', 'refine']);
    assert.deepEqual(await dagIds('has_asset_schedule=false'), ['make_raw', 'make_raw_too', 'plain']);
    assert.deepEqual(await dagIds('asset_dependency=bucket/clean'), ['both']);
  });

  it('have partitions: their keys come with runs and events, and make runs of their own', async () => {
    const by = { default: { kind: 'identity' as const }, mappers: [] };
    const parts = asset('parts');
    await insertDag(server.database, dag('make_parts', [task('make', [], { outlets: [parts] })]));
    await insertDag(server.database, dag('use_parts', [task('use')], { assetSchedule: parts, partitions: by }));
    await server.database.pool.query(
      `update dag set timetable_summary = 'Partitioned Asset' where dag_id = 'use_parts'`,
    );
    const dagIds = ['make_parts', 'use_parts'];
    await server.scheduler.submit({ kind: 'dags_changed', dagIds }, { user: null, via: 'test' });
    const { body: raised } = await raise('parts', { partition_key: 'eu' });
    assert.deepEqual(
      [raised.partition_key, raised.created_dagruns.map((one: { partition_key: string }) => one.partition_key)],
      ['eu', ['eu']],
    );
    assert.deepEqual((await raise('parts')).body.created_dagruns, []);
    const trigger = (key: unknown) =>
      server.ask('POST', '/api/v2/dags/make_parts/dagRuns', { body: { logical_date: null, partition_key: key } });
    const { body: run } = await trigger('us|2026');
    assert.equal(run.partition_key, 'us|2026');
    for (const wrong of [' ', 'x'.repeat(251), 7]) assert.equal((await trigger(wrong)).status, 422, String(wrong));
    const count = async (query: string) => (await get(`/dags/make_parts/dagRuns?${query}`)).total_entries;
    assert.deepEqual(
      [await count('partition_key_pattern=S%7C20'), await count('partition_key_prefix_pattern=eu')],
      [1, 0],
    );
    const shown = await get('/dags/use_parts');
    assert.deepEqual([shown.timetable_partitioned, shown.timetable_periodic], [true, false]);
  });

  it('have dates, by which runs are found and ordered', async () => {
    const timetable = {
      kind: 'cron' as const,
      expression: '0 0 * * *',
      timezone: 'Europe/Paris',
      summary: '0 0 * * *',
      partitionKey: '%Y-%m-%d',
    };
    await insertDag(server.database, dag('dated', [task('make')], { timetable }), { paused: true });
    for (const key of ['2026-01-02', '2026-01-03', '2026-01-01', 'eu'])
      await server.ask('POST', '/api/v2/dags/dated/dagRuns', { body: { logical_date: null, partition_key: key } });
    const keys = async (query: string) => {
      const { body } = await server.ask('GET', `/api/v2/dags/dated/dagRuns?${query}`);
      return body.dag_runs.map((one: { partition_key: string }) => one.partition_key);
    };
    assert.deepEqual(
      await Promise.all([
        keys('partition_date_gte=2026-01-02&order_by=partition_date'),
        keys('partition_date_lte=2026-01-02&order_by=-partition_date'),
        keys('partition_date_gte=2026-01-02&partition_date_lte=2026-01-02'),
      ]),
      [['2026-01-02', '2026-01-03'], ['2026-01-02', '2026-01-01'], ['2026-01-02']],
    );
    const { body } = await server.ask('GET', '/api/v2/dags/dated/dagRuns?partition_date_lte=2026-01-01');
    assert.equal(body.dag_runs[0].partition_date, '2025-12-31T23:00:00Z');
    const status = async (dagId: string, day: string) =>
      (await server.ask('GET', `/api/v2/dags/${dagId}/dagRuns?partition_date_gte=${day}`)).status;
    assert.deepEqual(
      [
        await status('~', '2026-01-01'),
        await status('make_parts', '2026-01-01'),
        await status('dated', '2026-02-30'),
        await status('dated', 'eu'),
      ],
      [400, 400, 422, 422],
    );
  });
});
