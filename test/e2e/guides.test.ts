/** The DAGs of the guides, run by the whole product. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Played, playDag, readRun, type TaskInstance } from './play-dag.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

let server: RunningServer;
before(async () => {
  process.env.AIRFLOW_CONN_SHOP = 'http://me:a-long-secret@shop.example';
  process.env.AIRFLOW_VAR_TEAM = 'analysts';
  server = await startServer({
    AIRFLOW__CORE__DAGS_FOLDER: join(import.meta.dirname, '..', '..', 'docs', 'guides', 'dags'),
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'false',
  });
});
after(async () => {
  delete process.env.AIRFLOW_CONN_SHOP;
  delete process.env.AIRFLOW_VAR_TEAM;
  await server.stop();
});

const play = (dagId: string, conf: object = {}, logicalDate: string | null = null): Promise<Played> =>
  playDag(server, dagId, conf, logicalDate);

test('choosing_ways: if, switch, branch, short circuit, latest only, and how a task says it is to end', async () => {
  const usual = {
    accuracy: 'success',
    is_good: 'success',
    deploy: 'success',
    reject: 'skipped',
    report: 'success',
    region: 'success',
    eu: 'success',
    us: 'skipped',
    elsewhere: 'skipped',
    pick: 'success',
    'small.train': 'success',
    'small.save': 'success',
    large: 'skipped',
    enough: 'success',
    celebrate: 'skipped',
    newest: 'success',
    tell_everybody: 'success',
    perhaps: 'skipped',
    hopeless: 'failed',
    clean_up: 'success',
  };
  const first = await play('choosing_ways');
  assert.deepEqual([first.state, first.tasks], ['success', usual]);
  const { tasks } = await play('choosing_ways', { accuracy: 0.995, region: 'asia' });
  const other = { eu: 'skipped', elsewhere: 'success', large: 'success', celebrate: 'success' };
  assert.deepEqual(tasks, { ...usual, ...other });
});

test('offers_of_the_day: what stands after both sides of an if runs whichever was taken', async () => {
  const { state, tasks } = await play('offers_of_the_day');
  assert.deepEqual(
    [state, tasks],
    [
      'success',
      { count_offers: 'success', are_many: 'success', pick_best: 'skipped', take_all: 'success', publish: 'success' },
    ],
  );
});

test('write_sales, report_sales and refresh_shop: DAGs that run when their assets have had events', async () => {
  // The scheduler has taken in the DAGs when it has planned a next run.
  await eventually('the plan of refresh_shop', async () => {
    const dag = await server.ask<{ next_dagrun_run_after: string | null }>('GET', '/api/v2/dags/refresh_shop');
    return dag.next_dagrun_run_after ?? undefined;
  });
  const written = await play('write_sales');
  assert.deepEqual([written.state, written.tasks], ['success', { write: 'success', split: 'success' }]);
  const report = await readRun(server, 'report_sales', await onlyRun('report_sales', 'asset_triggered'));
  assert.equal(report.state, 'success');
  assert.deepEqual(await report.value('sources'), [
    'sales: 120 rows by write',
    's3://shop/sales-eu.csv: 60 rows by split',
    's3://shop/sales-us.csv: 60 rows by split',
  ]);
  assert.deepEqual(await report.value('compare'), { last: 120, before: null });
  const summary = await readRun(server, 'publish_summary', await onlyRun('publish_summary', 'asset_triggered'));
  assert.equal(await summary.value('publish_summary'), '120 rows of s3://shop/sales.csv');
  assert.equal(
    (await readRun(server, 'refresh_shop', await onlyRun('refresh_shop', 'asset_triggered'))).state,
    'success',
  );
});

test('price_list: variables and connections of the database, in the code of tasks and in templates, masked', async () => {
  const settings = { key: 'price_settings', value: { currency: 'EUR' } };
  const uri = {
    conn_type: 'http',
    host: 'prices.example',
    login: 'me',
    password: 'a-password',
    extra: '{"edition": "spring"}',
  };
  await server.ask('POST', '/api/v2/variables', settings);
  await server.ask('POST', '/api/v2/connections', { connection_id: 'price_server', ...uri });
  const played = await play('price_list');
  assert.deepEqual(played.tasks, { fetch_prices: 'success', show: 'success' });
  assert.equal(await played.value('fetch_prices'), 'spring prices of prices.example in EUR');
  const kept = await server.ask<{ value: string; description: string }>('GET', '/api/v2/variables/last_currency');
  assert.deepEqual([kept.value, kept.description], ['EUR', 'Of the newest price list']);
});

test('import_orders: a DAG that runs when a file has changed', async () => {
  const path = join(tmpdir(), 'aquilon-orders.csv');
  try {
    let lines = 0;
    const runId = await eventually('a run of import_orders', async () => {
      // Until the watcher has looked for the first time a change is none.
      await writeFile(path, 'order\n'.repeat(++lines));
      const { dag_runs: runs } = await server.ask<{ dag_runs: { dag_run_id: string }[] }>(
        'GET',
        '/api/v2/dags/import_orders/dagRuns?run_type=asset_triggered',
      );
      return runs[0]?.dag_run_id;
    });
    assert.equal(await (await readRun(server, 'import_orders', runId)).value('import'), 'orders have changed');
  } finally {
    await rm(path, { force: true });
  }
});

test('write_hours and sum_days: a run for each partition', async () => {
  await play('write_hours');
  const url = '/api/v2/dags/sum_days/dagRuns?run_type=asset_triggered&order_by=run_after';
  const runs = await eventually('the runs of sum_days', async () => {
    const found = await server.ask<{ dag_runs: { dag_run_id: string; partition_key: string }[] }>('GET', url);
    return found.dag_runs.length < 2 ? undefined : found.dag_runs;
  });
  const keys = runs.map((run) => run.partition_key).sort();
  assert.deepEqual(keys, ['2026-01-01', '2026-01-02']);
  const sums = await Promise.all(
    runs.map(async (run) => (await readRun(server, 'sum_days', run.dag_run_id)).value('sum')),
  );
  assert.deepEqual(sums.sort(), ['2026-01-01: 2 hours', '2026-01-02: 1 hours']);
});

test('write_regions, sum_regions and plan_days: one run of several partitions, several runs of one', async () => {
  await play('write_regions');
  const sum = await readRun(server, 'sum_regions', await onlyRun('sum_regions', 'asset_triggered'));
  assert.equal(await sum.value('sum'), 'all regions: 3');
  const days = await eventually('the runs of plan_days', async () => {
    const url = '/api/v2/dags/plan_days/dagRuns?run_type=asset_triggered';
    const { dag_runs: runs } = await server.ask<{ dag_runs: { partition_key: string }[] }>('GET', url);
    return runs.length < 7 ? undefined : runs.map((run) => run.partition_key).sort();
  });
  assert.deepEqual([days.length, days[0], days.at(-1)], [7, '2026-01-05', '2026-01-11']);
});

/** The one run of that type, once it is there. */
async function onlyRun(dagId: string, type: string): Promise<string> {
  const run = await eventually(`a run of ${dagId}`, async () => {
    const { dag_runs: runs } = await server.ask<{ dag_runs: { dag_run_id: string }[] }>(
      'GET',
      `/api/v2/dags/${dagId}/dagRuns?run_type=${type}`,
    );
    assert.ok(runs.length <= 1, `${runs.length} runs of ${dagId}`);
    return runs[0];
  });
  return run.dag_run_id;
}

test('rented_machine: the machine is given back after work that failed', async () => {
  const all = { rent_machine: 'success', train: 'success', give_back: 'success' };
  const well = await play('rented_machine');
  assert.deepEqual([well.state, well.tasks], ['success', all]);
  const badly = await play('rented_machine', { broken: true });
  assert.deepEqual([badly.state, badly.tasks], ['failed', { ...all, train: 'failed' }]);
});

test('first_failure: what runs is ended, what waits is skipped', async () => {
  const { state, tasks } = await play('first_failure');
  assert.deepEqual([state, tasks], ['failed', { wrong: 'failed', endless: 'failed', never: 'skipped' }]);
});

test('waiting_for_things: files, times and functions come to be, and one never does', async () => {
  const { state, tasks, value } = await play('waiting_for_things');
  const come = ['file', 'later', 'past', 'prepare', 'enough', 'deliver', 'report'];
  const expected = { ...Object.fromEntries(come.map((name) => [name, 'success'])), in_vain: 'skipped' };
  assert.deepEqual([state, tasks], ['success', expected]);
  assert.equal(await value('report'), 'the file came, and 3 rows');
});

test('one_for_each: mapped over lists, over results, over combinations, side by side, and over nothing', async () => {
  const { state, tasks, value } = await play('one_for_each');
  const times = (task: string, count: number) => Array.from({ length: count }, (_, at) => `${task}[${at}]`);
  const ran = ['list_files', 'rest', 'total', ...times('score', 3), ...times('store', 3), ...times('train', 6)];
  const expected = [...ran, ...times('rename', 3), ...times('send', 2), ...times('greet', 2), 'say', 'last'].map(
    (name) => [name, 'success'] as const,
  );
  assert.deepEqual([state, tasks], ['success', { ...Object.fromEntries(expected), clean: 'skipped' }]);
  assert.equal(await value('total'), 2940);
  assert.equal(await value('store', 1), 'b.csv: 980');
  assert.equal(await value('rename', 2), 'c.csv -> z.csv');
  assert.equal(await value('send', 1), 'bob: done as well');
  assert.equal(await value('greet', 1), 'hello 3');
  assert.equal(await value('last'), 'hello ann, hello 3');
  assert.deepEqual(await Promise.all([0, 2, 3].map((index) => value('train', index))), [0.2, 0.6, 0.4]);
});

test('one_group_for_each: the tasks of a group follow each other element by element', async () => {
  const { state, tasks, value } = await play('one_group_for_each');
  const inside = ['download', 'learn', 'clean_up'].flatMap((task) =>
    [0, 1, 2].map((at) => `per_region.${task}[${at}]`),
  );
  const expected = ['list_regions', ...inside, 'choose'].map((name) => [name, 'success'] as const);
  assert.deepEqual([state, tasks], ['success', Object.fromEntries(expected)]);
  assert.deepEqual(await value('per_region.download', 1), { name: 'south', rows: 500 });
  assert.equal(await value('per_region.learn', 2), 200);
  assert.equal(await value('choose'), 250);
});

test('day_after_day: a day is closed only after the day before', async () => {
  await eventually('the DAG', () => server.ask('GET', '/api/v2/dags/day_after_day'));
  const runs = '/api/v2/dags/day_after_day/dagRuns';
  const trigger = (day: string, closed: boolean) =>
    server.ask('POST', runs, { dag_run_id: day, logical_date: `${day}T00:00:00Z`, conf: { closed } });
  const states = async (day: string) => {
    const { task_instances: all } = await server.ask<{ task_instances: TaskInstance[] }>(
      'GET',
      `${runs}/${day}/taskInstances`,
    );
    return Object.fromEntries(all.map((one) => [one.task_id, one.state]));
  };
  await trigger('2025-06-01', false);
  await trigger('2025-06-02', true);
  const held = { open_books: null, close_books: null, send_report: null };
  await eventually('the first day fails', async () => (await states('2025-06-01')).close_books === 'failed');
  await eventually('the second day begins', async () => {
    const { state } = await server.ask<{ state: string }>('GET', `${runs}/2025-06-02`);
    return state === 'running';
  });
  assert.deepEqual(await states('2025-06-02'), held);
  await server.ask('PATCH', `${runs}/2025-06-01/taskInstances/close_books`, { new_state: 'success' });
  await eventually('both days are sent', async () => {
    const days = await Promise.all(['2025-06-01', '2025-06-02'].map(states));
    return days.every((day) => day.send_report === 'success');
  });
});

test('sales_by_day: a backfill runs the dates that have no run, and runs again what has ended', async () => {
  await eventually('the DAG sales_by_day', () => server.ask('GET', '/api/v2/dags/sales_by_day'));
  const range = { dag_id: 'sales_by_day', from_date: '2026-01-01T00:00:00Z', to_date: '2026-01-31T00:00:00Z' };
  const dry = await server.ask<{ total_entries: number }>('POST', '/api/v2/backfills/dry_run', range);
  assert.equal(dry.total_entries, 31);
  const backfill = async (more: object) => {
    const { id } = await server.ask<{ id: number }>('POST', '/api/v2/backfills', { ...range, ...more });
    await eventually('the end of the backfill', async () => {
      const { completed_at: at } = await server.ask<{ completed_at: string }>('GET', `/api/v2/backfills/${id}`);
      return at ?? undefined;
    });
  };
  const converted = async (date: string) => {
    const run = `backfill__${date}T00:00:00+00:00`;
    const at = `/api/v2/dags/sales_by_day/dagRuns/${encodeURIComponent(run)}/taskInstances/convert/xcomEntries/return_value`;
    return (await server.ask<{ value: number }>('GET', `${at}?deserialize=true`)).value;
  };
  await backfill({ max_active_runs: 3 });
  assert.deepEqual(await Promise.all(['2026-01-01', '2026-01-31'].map(converted)), [1, 31]);
  const again = { reprocess_behavior: 'completed', dag_run_conf: { rate: 2 } };
  await backfill({ ...again, from_date: '2026-01-31T00:00:00Z', run_backwards: true });
  assert.deepEqual(await Promise.all(['2026-01-01', '2026-01-31'].map(converted)), [1, 62]);
});

test('shared_cards: what names a pool waits until it is made, and no more run at once than it has slots', async () => {
  const ended = play('shared_cards');
  await eventually('a task waits for the pool', async () => {
    const at = '/api/v2/dags/shared_cards/dagRuns/~/taskInstances?state=scheduled';
    return (await server.ask<{ total_entries: number }>('GET', at)).total_entries === 3;
  });
  await server.ask('POST', '/api/v2/pools', { name: 'cards', slots: 2, description: 'One slot for each card' });
  const { state, tasks } = await ended;
  const ran = ['sizes', 'merge', 'train[0]', 'train[1]', 'train[2]'].map((name) => [name, 'success'] as const);
  assert.deepEqual([state, tasks], ['success', Object.fromEntries(ran)]);
});

test('templates: of commands, of files, of arguments, of an own operator, and names of instances', async () => {
  const { state, tasks, value } = await play('templates', { regions: ['asia'] }, '2026-01-31T00:00:00Z');
  assert.deepEqual([state, Object.keys(tasks).length], ['success', 9]);
  assert.equal(await value('week'), '2026-01-24 to 2026-01-31 on shop.example');
  assert.equal(await value('report'), '3 rows, by analysts');
  assert.match(String(await value('greet')), /^Run manual__2026-01-31\S* of Saturday, 5 rows$/);
  assert.equal(await value('query'), `select * from "shop.t" where day = '2026-01-31': 1`);
  assert.equal(await value('load', 0), '2026-01-31.csv');
  const instances = '/api/v2/dags/templates/dagRuns/~/taskInstances';
  const { task_instances: found } = await server.ask<{
    task_instances: { task_id: string; rendered_map_index: string; rendered_fields: Record<string, unknown> }[];
  }>('GET', `${instances}?limit=100`);
  const names = found.filter(({ task_id: id }) => id === 'load').map((one) => one.rendered_map_index);
  assert.deepEqual(names, ['2026-01-31.csv (14)', 'all.csv (7)']);
  const report = found.find(({ task_id: id }) => id === 'report')?.rendered_fields.bash_command;
  assert.match(String(report), /echo "report of 2026-01-31"\n+echo "1. ASIA"\n+echo "3 rows, by analysts"/);
  const mail = found.find(({ task_id: id }) => id === 'mail')?.rendered_fields;
  assert.equal(mail?.subject, 'Report of 2026-01-31');
  assert.equal(mail?.html_content, '<h1>Report of 2026-01-31</h1>\n<p>asia</p>');
  const named = await server.ask<{ total_entries: number }>('GET', `${instances}?rendered_map_index_pattern=all`);
  assert.equal(named.total_entries, 1);
});

test('params: values are checked with their paths, and what is not given has its default', async () => {
  await eventually('the DAG params', () => server.ask('GET', '/api/v2/dags/params'));
  const wrong = { share: 2, window: { days: 0, weeks: 1 }, region: 'mars', day: '2026-02-30' };
  const refused = await server
    .ask('POST', '/api/v2/dags/params/dagRuns', { logical_date: null, conf: wrong })
    .then(() => '', String);
  const paths = [...refused.matchAll(/Invalid input for param \w+: (\S+)/g)].map((match) => match[1]);
  const expected = ['params.share', 'params.region', 'params.day', 'params.window.days', 'params.window.weeks'];
  assert.deepEqual(paths.sort(), [...expected, 'params.reason'].sort());
  const { state, value } = await play('params', { reason: 'a test', window: { days: 3 } });
  assert.equal(state, 'success');
  assert.deepEqual(await value('plan'), { learnt: 800, days: 3 });
  assert.equal(await value('tell'), 'eu: a test');
});

test('train_again: what failed runs again with another conf, which must be what the params ask for', async () => {
  const path = '/api/v2/dags/train_again/dagRuns';
  await eventually('the DAG', () => server.ask('GET', '/api/v2/dags/train_again'));
  await server.ask('POST', path, { dag_run_id: 'first', logical_date: null });
  const first = await readRun(server, 'train_again', 'first');
  assert.deepEqual(first.tasks, { load: 'success', train: 'failed' });
  await assert.rejects(server.ask('POST', `${path}/first/rerun`, { conf: { rows: 0 } }), /rows/);
  await server.ask('POST', `${path}/first/rerun`, { conf: { rows: 500 } });
  const again = await readRun(server, 'train_again', 'first');
  assert.deepEqual([again.state, await again.value('train')], ['success', { rows: 500, accuracy: 0.9 }]);
});

test('one_at_a_time: a run that waits for its place says which other run has it', async () => {
  const path = '/api/v2/dags/one_at_a_time/dagRuns';
  await eventually('the DAG', () => server.ask('GET', '/api/v2/dags/one_at_a_time'));
  for (const runId of ['first', 'second']) await server.ask('POST', path, { dag_run_id: runId, logical_date: null });
  const { reasons } = await server.ask<{ reasons: { code: string; holders: { dag_run_id: string }[] }[] }>(
    'GET',
    `${path}/second/taskInstances/load/explanation`,
  );
  assert.deepEqual(
    reasons.map(({ code, holders }) => [code, holders[0]?.dag_run_id]),
    [
      ['max_active_runs', 'first'],
      ['upstream', 'second'],
    ],
  );
  for (const runId of ['first', 'second']) await server.ask('PATCH', `${path}/${runId}`, { state: 'failed' });
});

test('opening_hours, numbers_of_the_day, exam_days, after_workdays: runs at the ticks of every kind of schedule', async () => {
  const expected = {
    opening_hours: ['2026-03-28T09:00', '2026-03-29T08:00', '2026-03-30T06:00'],
    numbers_of_the_day: ['2026-02-28T00:00', '2026-03-01T00:00', '2026-03-02T00:00'],
    exam_days: ['2026-02-09T08:00', '2026-06-15T07:00'],
    after_workdays: ['2026-05-02T00:00', '2026-05-05T00:00', '2026-05-06T00:00'],
  };
  for (const [dagId, ticks] of Object.entries(expected)) {
    const ids = await eventually(`the runs of ${dagId}`, async () => {
      const path = `/api/v2/dags/${dagId}/dagRuns?run_type=scheduled&state=success&order_by=logical_date`;
      const { dag_runs: runs } = await server.ask<{ dag_runs: { dag_run_id: string }[] }>('GET', path);
      return runs.length >= ticks.length ? runs.map((run) => run.dag_run_id) : undefined;
    });
    assert.deepEqual(
      ids,
      ticks.map((tick) => `scheduled__${tick}:00+00:00`),
    );
    const dag = await server.ask<{ next_dagrun_run_after: string | null }>('GET', `/api/v2/dags/${dagId}`);
    assert.equal(dag.next_dagrun_run_after, null, `${dagId} has ended`);
  }
  const { value } = await readRun(server, 'opening_hours', 'scheduled__2026-03-29T08:00:00+00:00');
  assert.equal(await value('open'), 'orders from 2026-03-28T08:00:00.000Z to 2026-03-29T08:00:00.000Z');
  const counted = await readRun(server, 'numbers_of_the_day', 'scheduled__2026-02-28T00:00:00+00:00');
  assert.equal(await counted.value('count'), '2026-02-27');
  const asked = { dag_run_id: 'asked', logical_date: '2026-05-11T12:00:00Z' };
  const run = await server.ask<{ data_interval_start: string }>('POST', '/api/v2/dags/after_workdays/dagRuns', asked);
  assert.equal(run.data_interval_start, '2026-05-08T00:00:00Z', 'the Friday before that Monday');
});
