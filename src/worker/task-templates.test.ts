import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SerializedTask } from '@aquilon/sdk/serialized';
import { type Bench, failureOf, openBench } from '#test/support/task-runs.ts';

const BASH = { fields: ['bashCommand', 'env', 'cwd'], ext: ['.sh'] };

describe('templates of a task', () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench({ env: { AIRFLOW__CORE__MAX_TEMPLATED_FIELD_LENGTH: '200' } });
  });
  after(() => bench.close());

  const bash = (bashCommand: string, env: { [name: string]: string } = {}) =>
    bench.operator('bash', { bashCommand, env }, { template: BASH });
  const resultOf = async (work: ReturnType<typeof bash>) => {
    const outcome = await bench.run(work);
    assert.ok(outcome.state === 'success' && outcome.returnValue?.kind === 'json', JSON.stringify(outcome));
    return outcome.returnValue.value;
  };
  const echo = (text: string) => resultOf(bash('printf %s "$TEXT"', { TEXT: text }));
  const handler = (body: string, inputs: { [name: string]: string }, more: Partial<SerializedTask> = {}) =>
    bench.work(body, {
      inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, { kind: 'value', value }])),
      template: { fields: Object.keys(inputs), ext: [] },
      ...more,
    });

  test('a command is rendered before it runs, and what it became is kept', async () => {
    const work = bash('echo {{ ds }} $WHO', { WHO: '{{ dag_run.run_type }} of {{ dag.dag_id }}' });
    assert.equal(await resultOf(work), '2026-01-01 manual of d');
    assert.deepEqual(bench.rendered.at(-1)?.fields, {
      bash_command: 'echo 2026-01-01 $WHO',
      env: { WHO: 'manual of d' },
      cwd: null,
    });
  });

  test('names of the run and of the task are those of Airflow', async () => {
    const work = bash('printf %s "$TEXT"', {
      TEXT: '{{ ts }} {{ ts_nodash }} {{ logical_date }} {{ ti.try_number }} {{ task.task_id }} {{ task.env.A }} {{ params.x }} {{ conf.y }} {{ task_instance.map_index }}',
      A: 'b',
    });
    work.run.params = { x: 1 };
    work.run.conf = { y: [2] };
    assert.equal(
      await resultOf(work),
      '2026-01-01T00:00:00+00:00 20260101T000000 2026-01-01 00:00:00+00:00 1 t b 1 [2] -1',
    );
  });

  test('of the latest success before, templates have the dates; there is null where it was the first run', async () => {
    const text =
      '{{ prev_data_interval_start_success | ds }} {{ prev_data_interval_end_success }} {{ prev_start_date_success }} {{ prev_end_date_success.hour }}';
    bench.previousSuccesses.push({
      dataIntervalStart: '2025-12-31T00:00:00.000Z',
      dataIntervalEnd: '2026-01-01T00:00:00.000Z',
      startDate: '2026-01-01T00:00:05.000Z',
      endDate: '2026-01-01T03:00:00.000Z',
    });
    assert.equal(await echo(text), '2025-12-31 2026-01-01 00:00:00+00:00 2026-01-01 00:00:05+00:00 3');
    bench.previousSuccesses.length = 0;
    assert.equal(await echo('{{ prev_data_interval_start_success }} {{ prev_end_date_success is none }}'), 'null true');
    const undated = bash('echo {{ prev_start_date_success }}');
    undated.run.logicalDate = null;
    assert.equal(await resultOf(undated), 'null');
    const refused = bash('echo {{ prev_data_interval_end_success }}');
    refused.run.logicalDate = null;
    assert.match(failureOf(await bench.run(refused)).message, /this run has no logical date/);
  });

  test('xcom_pull takes one task or several, a key, and all instances of a mapped one', async () => {
    bench.xcoms.set('up/return_value', { kind: 'json', value: { rows: 3 } });
    bench.xcoms.set('up/other', { kind: 'json', value: 'k' });
    bench.xcoms.set('mapped[0]/return_value', { kind: 'json', value: 1 });
    bench.xcoms.set('mapped[1]/return_value', { kind: 'json', value: 2 });
    assert.equal(await echo("{{ ti.xcom_pull(task_ids='up').rows }}"), '3');
    assert.equal(await echo("{{ ti.xcom_pull('up', key='other') }}"), 'k');
    assert.equal(await echo("{{ ti.xcom_pull(task_ids=['up', 'nobody']) }}"), '[{"rows":3},null]');
    assert.equal(await echo("{{ ti.xcom_pull(task_ids='mapped') | sum }}"), '3');
    assert.equal(await echo("{{ ti.xcom_pull(task_ids='nobody', default='d') }}"), 'd');
    const wrong = failureOf(await bench.run(bash("{{ ti.xcom_pull(dag_id='x') }}")));
    assert.match(wrong.message, /xcom_pull\(\) has no argument dag_id/);
  });

  test('variables and connections are asked for one by one, with their defaults', async () => {
    bench.variables.set('place', 'Paris');
    bench.variables.set('settings', '{"depth": [1, 2]}');
    bench.connections.set('db', 'postgresql://me:p%40ssword@db.example:5432/shop?sslmode=require');
    assert.equal(await echo('{{ var.value.place }} {{ var.json.settings.depth[1] }}'), 'Paris 2');
    assert.equal(await echo("{{ var.value.get('nobody', 'else') }} {{ conn.get('nobody') is none }}"), 'else true');
    const fields =
      '{{ conn.db.conn_type }} {{ conn.db.host }} {{ conn.db.port }} {{ conn.db.schema }} {{ conn.db.login }}';
    assert.equal(
      await echo(`${fields} {{ conn.db.extra_dejson.sslmode }}`),
      'postgres db.example 5432 shop me require',
    );
    const error = failureOf(await bench.run(bash('echo {{ var.value.nobody }}')));
    assert.equal(error.code, 'TEMPLATE_FAILED');
    assert.match(error.message, /Task t: the template bashCommand, line 1 failed: there is no variable nobody/);
  });

  test('events that the run was made for come by their assets', async () => {
    const event = (id: number, name: string, rows: number) => ({
      id,
      asset: { name, uri: `s3://b/${name}`, group: 'asset' },
      extra: { rows },
      timestamp: '2026-01-01T10:00:00Z',
      source: { dagId: 'make', runId: 'r', taskId: 't', mapIndex: -1 },
      partitionKey: null,
    });
    bench.triggeringEvents.push(event(1, 'x', 3), event(2, 'y', 4), event(3, 'x', 5));
    const all = '{% for a, found in triggering_asset_events.items() %}{{ a.uri }} {{ found | length }};{% endfor %}';
    assert.equal(await echo(all), 's3://b/x 2;s3://b/y 1;');
    assert.equal(await echo('{{ (triggering_asset_events.values() | first | last).extra.rows }}'), '5');
    const y = "triggering_asset_events['y'][0]";
    assert.equal(await echo(`{{ ${y}.source_dag_id }} {{ ${y}.uri }} {{ ${y}.timestamp.year }}`), 'make s3://b/y 2026');
    assert.equal(await echo("{{ triggering_asset_events.get('nobody', []) }}"), '[]');
  });

  test('secrets that were asked for are masked in rendered fields, in the log and in errors', async () => {
    bench.variables.set('api_token', 'token-of-the-shop');
    bench.connections.set('shop', 'http://me:secret/word@shop.example/?extra=1'.replace('/word', '%2Fword'));
    const work = bash(
      'echo "{{ var.value.api_token }} {{ conn.shop.get_uri() }}"; echo {{ conn.shop.password }} >&2; exit 3',
    );
    const error = failureOf(await bench.run(work));
    const kept = JSON.stringify([bench.rendered.at(-1), bench.log(work), error]);
    assert.doesNotMatch(kept, /token-of-the-shop|secret\/word|secret%2Fword/);
    assert.match(JSON.stringify(bench.rendered.at(-1)), /\*\*\*/);
    const thrown = bench.work(`async () => {
      const { password } = await getContext().connections.get('shop');
      console.log('printed', password);
      process._rawDebug?.('past JavaScript ' + password);
      throw new Error('cannot sign in with ' + password);
    }`);
    const failure = failureOf(await bench.run(thrown));
    assert.match(failure.message, /cannot sign in with \*\*\*/);
    await bench.run(bench.work('async () => 1'));
    assert.doesNotMatch(JSON.stringify([failure, bench.log(thrown)]), /secret\/word/);
  });

  test('a handler gets its written arguments rendered; values of other tasks stay as they are', async () => {
    bench.xcoms.set('up/return_value', { kind: 'json', value: '{{ ds }}' });
    const work = handler('async (inputs) => inputs', { text: '{{ ds }} and {{ 1 + 1 }}' });
    work.task.inputs.up = { kind: 'xcom', taskId: 'up', key: 'return_value' };
    assert.deepEqual(await resultOf(work), { text: '2026-01-01 and 2', up: '{{ ds }}' });
    const shown = { templates_dict: null, op_args: [], op_kwargs: { text: '2026-01-01 and 2', up: '{{ ds }}' } };
    assert.deepEqual(bench.rendered.at(-1)?.fields, shown);
  });

  test('with native objects a template gives the value whose JSON it makes', async () => {
    const template = { fields: ['a', 'b', 'c', 'd'], ext: [], native: true };
    const inputs = { a: '{{ [1, params.x] }}', b: '{{ 1 + 1 }}', c: '{{ params.x is defined }}', d: 'x{{ ds }}' };
    const work = handler('async (inputs) => inputs', inputs, { template });
    work.run.params = { x: 2 };
    assert.deepEqual(await resultOf(work), { a: [1, 2], b: 2, c: true, d: 'x2026-01-01' });
  });

  test('a run without a logical date has no ds, and the error says why', async () => {
    const work = bash('echo {{ ds }}');
    work.run.logicalDate = null;
    const error = failureOf(await bench.run(work));
    assert.equal(error.code, 'TEMPLATE_UNDEFINED');
    assert.match(error.message, /in the template bashCommand, line 1, ds is undefined: this run has no logical date/);
  });

  test('a long field is cut as in Airflow, and an entry whose name tells of a secret is not shown', async () => {
    await resultOf(bash(`echo {{ "x" * 500 }}`, { DB_PASSWORD: 'abc' }));
    const { fields } = bench.rendered.at(-1) ?? {};
    const start = 'Truncated. You can change this behaviour in [core]max_templated_field_length. "echo xxx';
    assert.ok(String(fields?.bash_command).startsWith(start), JSON.stringify(fields));
    assert.ok(String(fields?.bash_command).length <= 206);
    assert.deepEqual(fields?.env, { DB_PASSWORD: '***' });
  });

  test('an instance of a mapped task is named before it runs where that is possible, and after it in any case', async () => {
    const work = handler(
      `async ({ file }) => { getContext().templateValues.rows = 7; return file; }`,
      { file: '{{ ds }}.csv' },
      { mapIndexTemplate: "{{ task.op_kwargs['file'] }} {{ rows | default('?') }}" },
    );
    work.mapIndex = 4;
    await resultOf(work);
    assert.deepEqual(
      bench.rendered.slice(-2).map(({ mapIndexName }) => mapIndexName),
      ['2026-01-01.csv ?', '2026-01-01.csv 7'],
    );
    const late = handler(
      'async () => { getContext().templateValues.rows = 8; }',
      {},
      { mapIndexTemplate: '{{ rows }}' },
    );
    late.mapIndex = 0;
    await bench.run(late);
    assert.equal(bench.rendered.at(-1)?.mapIndexName, '8');
  });

  test('a task process sees neither variables nor connections of the environment', async () => {
    process.env.AIRFLOW_VAR_SEEN = 'x';
    process.env.AIRFLOW_CONN_SEEN = 'http://x';
    const other = await openBench();
    try {
      const names = `async () => Object.keys(process.env).filter((name) => /AIRFLOW_(VAR|CONN)/.test(name))`;
      const outcome = await other.run(other.work(names));
      assert.deepEqual(outcome, { state: 'success', returnValue: { kind: 'json', value: [] } });
    } finally {
      delete process.env.AIRFLOW_VAR_SEEN;
      delete process.env.AIRFLOW_CONN_SEEN;
      await other.close();
    }
  });
});
