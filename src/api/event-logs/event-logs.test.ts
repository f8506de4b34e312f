import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

/** Operations that are no GET and change nothing that stays. */
const UNWRITTEN = /_dry_run|^get_|^test_connection$/;

const SECRET = 'canary-of-the-audit';

describe('the audit log', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    for (const id of ['alpha', 'beta']) await insertDag(server.database, dag(id, [task('t')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['alpha', 'beta'] }, { user: null, via: 'test' });
  });
  after(() => server.close());

  const list = async (query = '') => {
    const { status, body } = await server.ask('GET', `/api/v2/eventLogs?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const newest = async () => (await list('order_by=-id&limit=1')).event_logs[0];
  const change = async (method: string, url: string, body?: unknown) => {
    const answer = await server.ask(method, `/api/v2${url}`, { body });
    assert.ok(answer.status < 300, `${method} ${url}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const count = async () => (await list('limit=0')).total_entries as number;

  it('says who switched which DAG, as Airflow does', async () => {
    await change('PATCH', '/dags/alpha', { is_paused: false });
    const { event_log_id: id, when, ...row } = await newest();
    assert.ok(id > 0 && Date.parse(when) > 0);
    assert.deepEqual(row, {
      dag_id: 'alpha',
      task_id: null,
      run_id: null,
      map_index: null,
      try_number: null,
      event: 'patch_dag',
      logical_date: null,
      owner: 'admin',
      extra: '{"is_paused": false, "method": "PATCH"}',
      dag_display_name: 'alpha',
      task_display_name: null,
    });
    assert.deepEqual((await server.ask('GET', `/api/v2/eventLogs/${id}`)).body, { event_log_id: id, when, ...row });
  });

  it('names the run that a request made, and the one task that it marked', async () => {
    const { dag_run_id: runId } = await change('POST', '/dags/alpha/dagRuns', { logical_date: null, conf: { n: 1 } });
    const made = await newest();
    assert.deepEqual([made.event, made.dag_id, made.run_id], ['trigger_dag_run', 'alpha', runId]);
    assert.deepEqual(JSON.parse(made.extra), { logical_date: null, conf: { n: 1 }, method: 'POST' });
    await change('PATCH', `/dags/alpha/dagRuns/${runId}/taskInstances/t`, { new_state: 'failed' });
    const marked = await newest();
    assert.deepEqual(
      [marked.event, marked.run_id, marked.task_id, marked.map_index, marked.task_display_name],
      ['patch_task_instance', runId, 't', -1, 't'],
    );
    await change('PATCH', `/dags/alpha/dagRuns/${runId}`, { note: 'seen' });
    assert.deepEqual([(await newest()).event, (await newest()).run_id], ['patch_dag_run', runId]);
    await change('DELETE', `/dags/alpha/dagRuns/${runId}`);
    assert.deepEqual([(await newest()).event, (await newest()).run_id], ['delete_dag_run', runId]);
  });

  it('has a row for each DAG that a bulk request switched', async () => {
    await change('PATCH', '/dags?dag_id_pattern=%25', { is_paused: true });
    const { event_logs: found } = await list('event=patch_dags');
    assert.deepEqual(found.map((one: { dag_id: string }) => one.dag_id).toSorted(), ['alpha', 'beta']);
  });

  it('holds no value of a variable and no secret of a connection or a conf', async () => {
    await change('POST', '/variables', { key: 'plain', value: SECRET });
    assert.equal((await newest()).extra, '{"key": "plain", "value": "***", "method": "POST"}');
    await change('PATCH', '/variables/plain', { key: 'plain', value: { any: SECRET }, description: 'd' });
    await change('PATCH', '/variables', {
      actions: [
        { action: 'create', entities: [{ key: 'two', value: SECRET }] },
        { action: 'delete', entities: ['two'] },
      ],
    });
    assert.match((await newest()).extra, /"key": "two", "value": "\*\*\*"/);
    const connection = { connection_id: 'c', conn_type: 'http', login: 'ada', password: SECRET };
    await change('POST', '/connections', { ...connection, extra: `{"any": "${SECRET}"}` });
    assert.deepEqual(JSON.parse((await newest()).extra), {
      ...connection,
      password: '***',
      extra: { any: '***' },
      method: 'POST',
    });
    await change('PATCH', '/connections', {
      actions: [
        { action: 'create', action_on_existence: 'overwrite', entities: [{ ...connection, extra: `"${SECRET}` }] },
      ],
    }).catch(() => undefined);
    const run = await change('POST', '/dags/beta/dagRuns', { logical_date: null, conf: { api_key: SECRET, rows: 3 } });
    assert.match((await newest()).extra, /"conf": {"api_key": "\*\*\*", "rows": 3}/);
    const task = `/dags/beta/dagRuns/${encodeURIComponent(run.dag_run_id)}/taskInstances/t`;
    await change('POST', `${task}/xcomEntries`, { key: 'k', value: SECRET });
    await change('PUT', `${task}/state-store/k`, { value: SECRET });
    const { rows } = await server.database.pool.query(`select from event_log where extra like '%${SECRET}%'`);
    assert.equal(rows.length, 0);
  });

  it('has no row for what was refused, looked at or tried dry', async () => {
    const before = await count();
    for (const [method, url, body] of [
      ['DELETE', '/pools/none'],
      ['DELETE', '/pools/default_pool'],
      ['POST', '/pools', { name: 'p', slots: 'many' }],
      ['POST', '/variables', { key: 'plain', value: 'again' }],
      ['PATCH', '/dags/none', { is_paused: false }],
      ['POST', '/dags/none/dagRuns', { logical_date: null }],
      ['POST', '/dags/alpha/clearTaskInstances', { dry_run: true }],
      ['GET', '/dags'],
    ] as const)
      await server.ask(method, `/api/v2${url}`, { body });
    assert.equal(await count(), before);
  });

  it('is written by every file that has a route which changes something', async () => {
    const files = await Array.fromAsync(glob('src/api/**/*.ts', { cwd: join(import.meta.dirname, '../../..') }));
    const silent: string[] = [];
    for (const file of files) {
      const text = await readFile(join(import.meta.dirname, '../../..', file), 'utf8');
      const hasRoute = /\bapp\.(post|patch|put|delete)\(/.test(text);
      if (hasRoute && !/\b(audited|actorOf|answerOnce)\(/.test(text)) silent.push(file);
    }
    // The first one's steps are written by plans.ts beside it; the POST of the other asks for a list.
    assert.deepEqual(silent.toSorted(), ['src/api/plans/routes.ts', 'src/api/task-instances/routes.ts']);
  });

  it('has no event that the guide does not name, and the guide none that there is not', async () => {
    const root = join(import.meta.dirname, '../../..');
    const { body } = await server.ask('GET', '/openapi.json');
    const paths = Object.values(body.paths) as Record<string, { operationId?: string }>[];
    const changing = paths.flatMap(({ get: _get, ...others }) => Object.values(others));
    // Signing in and out has no name.
    const operations = changing.flatMap(({ operationId: name }) => (name && !UNWRITTEN.test(name) ? [name] : []));
    const commands: string[] = [];
    for await (const file of glob('src/cli/commands/**/*.ts', { cwd: root })) {
      const text = await readFile(join(root, file), 'utf8');
      if (!/\b(auditedCommand|changeSecrets)\(/.test(text)) continue;
      // The words of the command, as they are written down: its group is the folder.
      const [group = ''] = file.slice('src/cli/commands/'.length).split('/');
      const words = [...text.matchAll(/\['([a-z-]+)'(?:, '([a-z-]+)')?[,\]]/g)].map(([, ...found]) =>
        found.filter(Boolean),
      );
      const own = words.filter(([first]) => first === group || `${first}.ts` === group);
      assert.ok(own.length > 0, `${file} says no command`);
      commands.push(...own.map((found) => `cli_${found.join('_').replaceAll('-', '_')}`));
    }
    const guide = await readFile(join(root, 'docs/guides/audit-log.md'), 'utf8');
    const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    assert.deepEqual(named.toSorted(), [...operations, ...commands].toSorted());
  });

  it('and the change are both there or neither', async () => {
    await server.database.pool.query(`alter table event_log add constraint broken check (event <> 'post_pool')`);
    assert.equal((await server.ask('POST', '/api/v2/pools', { body: { name: 'p', slots: 1 } })).status, 500);
    assert.equal((await server.ask('GET', '/api/v2/pools/p')).status, 404);
    await server.database.pool.query('alter table event_log drop constraint broken');
    await change('POST', '/pools', { name: 'p', slots: 1 });
    assert.equal((await newest()).event, 'post_pool');
    server.log.length = 0;
  });

  it('is filtered by every column, by pattern and by time, and ordered by every column', async () => {
    const pool = server.database.pool;
    await pool.query(`insert into event_log (dttm, event, owner, dag_id, run_id, task_id, map_index, try_number)
      select timestamptz '2020-01-01T00:00:00Z' + n * interval '1 hour', 'old_' || n % 3, 'Owner_' || n % 2, 'dag_' || n % 5, 'run_' || n,
        'task_' || n % 2, n % 4, n % 3 from generate_series(0, 29) n`);
    const total = async (query: string) => (await list(`before=2021-01-01&${query}`)).total_entries;
    for (const [query, expected] of [
      ['', 30],
      ['event=old_1', 10],
      ['owner=Owner_1', 15],
      ['dag_id=dag_3', 6],
      ['run_id=run_3', 1],
      ['task_id=task_1', 15],
      ['map_index=3', 7],
      ['try_number=0', 10],
      ['included_events=old_1&included_events=old_2', 20],
      ['excluded_events=old_1&excluded_events=old_2', 10],
      ['after=2020-01-02T00:00:00Z', 5],
      ['dag_id_pattern=DAG_3', 6],
      ['event_pattern=_1', 10],
      ['event_pattern=OLD_2|old_0&owner_pattern=r_1', 10],
      ['task_id_pattern=_1', 15],
      ['run_id_pattern=RUN_1', 11],
      ['run_id_pattern=run_1&dag_id=dag_0', 2],
      ['run_id_pattern=%25', 30],
      ...['dag_id', 'task_id', 'run_id', 'owner', 'event'].flatMap((name) => [
        [`${name}_pattern=nothing`, 0] as const,
        [`${name}_pattern=~`, 30] as const,
      ]),
      ['owner_prefix_pattern=owner', 0],
      ['owner_prefix_pattern=Owner', 30],
      ['run_id_prefix_pattern=run_2', 11],
      ['task_id_prefix_pattern=task', 30],
    ] as const)
      assert.equal(await total(query), expected, query);
    // Of so many runs the rows are compared themselves.
    await pool.query(
      `insert into event_log (dttm, event, run_id) select '2020-02-01', 'old', 'many_' || n from generate_series(1, 1200) n`,
    );
    assert.deepEqual([await total('run_id_pattern=MANY'), await total('run_id_pattern=many_119')], [1200, 11]);
    await pool.query(`delete from event_log where event = 'old'`);
    for (const name of [
      'id',
      'dttm',
      'dag_id',
      'task_id',
      'run_id',
      'event',
      'logical_date',
      'owner',
      'extra',
      'when',
      'event_log_id',
    ]) {
      const ids = async (order: string) =>
        (await list(`before=2021-01-01&order_by=${order}`)).event_logs.map(
          (one: { event_log_id: number }) => one.event_log_id,
        );
      assert.equal(new Set(await ids(name)).size, 30);
      if (['id', 'dttm', 'when', 'event_log_id', 'run_id'].includes(name))
        assert.deepEqual(await ids(`-${name}`), (await ids(name)).toReversed());
    }
    assert.equal((await server.ask('GET', '/api/v2/eventLogs?order_by=map_index')).status, 400);
    assert.equal((await server.ask('GET', '/api/v2/eventLogs?map_index=x')).status, 422);
    assert.equal((await server.ask('GET', '/api/v2/eventLogs/x')).status, 422);
  });

  it('is found by an index for each filter, in a table of a hundred thousand rows', async () => {
    const pool = server.database.pool;
    await pool.query(`insert into event_log (event, owner, dag_id, run_id, task_id, map_index, try_number)
      select 'e' || n % 1000, 'o' || n % 1000, 'd' || n % 1000, 'r' || n, 't' || n % 1000, n % 1000, n % 1000 from generate_series(1, 100000) n`);
    await pool.query('analyze event_log');
    for (const where of [
      `event = 'e7'`,
      `owner = 'o7'`,
      `dag_id = 'd7'`,
      `run_id = 'r7'`,
      `task_id = 't7'`,
      'map_index = 7',
      'try_number = 7',
      `run_id ^@ 'r7777'::text`,
      `dttm < '2020-01-01T05:00:00Z'`,
    ]) {
      const { rows } = await pool.query(`explain select * from event_log where ${where} order by id limit 50`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.match(plan, /Index Cond/, `${where}\n${plan}`);
    }
  });
});
