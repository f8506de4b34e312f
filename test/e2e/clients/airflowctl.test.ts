/** `airflowctl` as it comes from PyPI: each of its commands against the whole product. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { eventually, type RunningServer } from '../running-server.ts';
import { installClients, PASSWORD, PATIENCE, runProgram, startClientServer, withoutClients } from './clients.ts';
import { type CtlSession, type Entry, openCtlSession, WIDE } from './ctl-session.ts';

const RANGE =
  '--dag-id daily --from-date 2026-01-01T00:00:00Z --to-date 2026-01-03T00:00:00Z --max-active-runs 1 --reprocess-behavior none';

describe('airflowctl', { skip: withoutClients }, () => {
  let server: RunningServer;
  let ctl: CtlSession;
  let programs: string;
  let home: string;
  before(async () => {
    programs = await installClients();
    server = await startClientServer();
    home = await mkdtemp(join(tmpdir(), 'aquilon airflowctl '));
    ctl = await openCtlSession(programs, home);
    await ctl.say(`auth login --api-url ${server.url} --username admin --password`, PASSWORD);
    await eventually('the DAGs', () => server.ask('GET', '/api/v2/dags/shop'));
  }, PATIENCE);
  after(async () => {
    await ctl?.end();
    await server?.stop();
    await rm(home, { recursive: true, force: true });
  });

  const only = (entries: readonly Entry[]): Entry => {
    assert.equal(entries.length, 1, JSON.stringify(entries));
    return entries[0] ?? {};
  };
  const names = (entries: readonly Entry[], key: string) => entries.map((entry) => entry[key]);

  test('as a program: signs in with a token, and says what the server refuses', PATIENCE, async () => {
    const token = (await ctl.say(`auth token --api-url ${server.url} --username admin --password`, PASSWORD)).trim();
    const env = { AIRFLOW_HOME: join(home, 'other'), AIRFLOW_CLI_TOKEN: token, ...WIDE };
    const run = (...args: string[]) => runProgram(`${programs}/airflowctl`, args, { env });
    const { code, output } = await run('auth', 'login', '--api-url', server.url, '--skip-keyring');
    assert.deepEqual([code, output.trim()], [0, 'Login successful! Welcome to airflowctl!']);
    assert.match((await run('version', '--remote')).output, /'airflowctl_version': '[\d.]+', 'version': '[\d.]+'/);
    const refused = await run('pools', 'get', 'none');
    assert.equal(refused.code, 1);
    assert.match(refused.output, /Client error message: \{'detail': 'The Pool with name: `none` was not found'\}/);
    assert.doesNotMatch(refused.output, /Traceback/);
  });

  test('auth, version, config, jobs, plugins, providers', PATIENCE, async () => {
    const env = only(await ctl.show('auth list-envs'));
    assert.deepEqual(env, { environment: 'production', api_url: server.url, status: 'authenticated' });
    assert.match(await ctl.say('version --remote'), /'git_version': None/);
    const section = only(await ctl.show('config get core parallelism'));
    assert.deepEqual(section, { name: 'core', options: [{ key: 'parallelism', value: '32' }] });
    assert.ok(names(await ctl.show('config list'), 'name').includes('scheduler'));
    // Options that Airflow has left to a connection, and that are still there here.
    const lint = await ctl.say('config lint');
    assert.deepEqual(lint.match(/(?<=deprecated )`\w+`/g), ['`smtp_user`', '`smtp_password`']);
    assert.equal(only(await ctl.show('jobs list --job-type SchedulerJob')).state, 'running');
    assert.deepEqual(await ctl.show('plugins list'), []);
    assert.deepEqual(await ctl.show('plugins list-import-errors'), []);
    assert.equal(only(await ctl.show('providers list')).package_name, '@aquilon/sdk');
  });

  test('pools', PATIENCE, async () => {
    assert.equal(only(await ctl.show('pools create --name cards --slots 2')).open_slots, '2');
    const changed = only(await ctl.show('pools update --pool cards --slots 3 --description', 'graphics cards'));
    assert.deepEqual([changed.slots, changed.description], ['3', 'graphics cards']);
    assert.equal(only(await ctl.show('pools get cards')).name, 'cards');
    const file = join(home, 'pools.json');
    assert.match(await ctl.say('pools export', file), /Exported 2 pool\(s\)/);
    assert.deepEqual(await ctl.show('pools delete cards'), [{ operation: 'delete', entity: 'cards' }]);
    assert.deepEqual(names(await ctl.show('pools list'), 'name'), ['default_pool']);
    const pools: Entry[] = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify(pools.filter(({ name }) => name === 'cards')));
    assert.match(await ctl.say('pools import', file), /\['cards'\]/);
  });

  test('variables', PATIENCE, async () => {
    assert.equal(only(await ctl.show('variables create --key team --value analysts')).value, 'analysts');
    assert.equal(only(await ctl.show('variables update --key team --value ops')).value, 'ops');
    assert.equal(only(await ctl.show('variables get team')).key, 'team');
    const file = join(home, 'variables.json');
    await writeFile(file, JSON.stringify({ team: 'all', limits: { rows: 3 } }));
    assert.match(await ctl.say('variables import', file), /\['team', 'limits'\]/);
    assert.deepEqual(
      (await ctl.show('variables list')).map(({ key, value }) => [key, value]),
      [
        ['team', 'all'],
        ['limits', '{"rows": 3}'],
      ],
    );
    await ctl.say('variables delete limits');
    await ctl.fail('variables get limits');
  });

  test('connections', PATIENCE, async () => {
    const http = '--connection-id shop_api --conn-type http';
    assert.equal(only(await ctl.show(`connections create ${http} --host shop.example`)).host, 'shop.example');
    assert.equal(only(await ctl.show(`connections update ${http} --host shop.example --port 8443`)).port, '8443');
    assert.equal(only(await ctl.show('connections get shop_api')).conn_type, 'http');
    const file = join(home, 'connections.json');
    await writeFile(file, JSON.stringify({ other_api: { conn_type: 'http', host: 'other.example' } }));
    assert.match(await ctl.say('connections import', file), /imported \['other_api'\]/);
    assert.deepEqual(names(await ctl.show('connections list'), 'connection_id'), ['shop_api', 'other_api']);
    await ctl.say('connections delete other_api');
  });

  test('dags, dagrun, xcom', PATIENCE, async () => {
    assert.equal((await ctl.show('dags list')).length, 8);
    assert.equal(only(await ctl.show('dags get shop')).is_paused, 'False');
    assert.equal(only(await ctl.show('dags get-details shop')).doc_md, 'Orders of a *shop*.');
    assert.equal(only(await ctl.show('dags list-version shop')).version_number, '1');
    assert.equal(only(await ctl.show('dags get-version shop 1')).dag_id, 'shop');
    assert.equal(only(await ctl.show('dags list-warning')).dag_id, 'crowded');
    const { import_error_id: id } = only(await ctl.show('dags list-import-errors'));
    assert.match(String(only(await ctl.show(`dags get-import-error ${id}`)).stack_trace), /nowhere\.ts/);
    assert.match(await ctl.say('dags pause hello'), /Dag pause successful hello/);
    assert.match(await ctl.say('dags unpause hello'), /Dag unpause successful hello/);
    assert.equal(only(await ctl.show('dags update doomed --is-paused')).is_paused, 'True');
    assert.match(
      String(only(await ctl.show('dags next-execution daily')).next_dagrun_run_after),
      /^\d{4}-\d\d-\d\d 00:00/,
    );

    const made = only(await ctl.show('dags trigger hello --dag-run-id r1 --note', 'by airflowctl'));
    assert.deepEqual([made.dag_run_id, made.note], ['r1', 'by airflowctl']);
    await eventually('the end of the run', async () => {
      const { state } = only(await ctl.show('dagrun get hello r1'));
      return state === 'success' ? state : undefined;
    });
    const { dag_runs: runs } = only(await ctl.show('dagrun list --dag-id hello --state success --limit 10'));
    assert.deepEqual(names(runs as Entry[], 'dag_run_id'), ['r1']);

    const at = 'hello r1 hear';
    assert.equal(only(await ctl.show(`xcom get ${at} return_value`)).value, 'heard');
    assert.equal(only(await ctl.show(`xcom add ${at} rows 3`)).value, '3');
    assert.equal(only(await ctl.show(`xcom edit ${at} rows 4`)).value, '4');
    assert.deepEqual(names(await ctl.show(`xcom list ${at}`), 'key'), ['return_value', 'rows']);
    await ctl.say(`xcom delete ${at} rows`);
    assert.deepEqual(names(await ctl.show(`xcom list ${at}`), 'key'), ['return_value']);
    await ctl.say('dags delete hello');
  });

  test('assets and their events', PATIENCE, async () => {
    const assets = await ctl.show('assets list');
    const id = (name: string) => assets.find((one) => one.name === name)?.id;
    assert.deepEqual(names(assets, 'name').sort(), ['hours', 'prices', 'sales']);
    assert.equal(only(await ctl.show(`assets get ${id('sales')}`)).uri, 's3://shop/sales.csv');
    const alias = only(await ctl.show('assets list-by-alias'));
    assert.equal(only(await ctl.show(`assets get-by-alias ${alias.id}`)).name, 'sales by region');
    assert.equal(only(await ctl.show(`assets create-event --asset-id ${id('sales')}`)).asset_id, id('sales'));
    assert.equal(only(await ctl.show(`assets get-queued-events ${id('sales')}`)).dag_id, 'report');
    assert.equal(only(await ctl.show(`assets get-dag-queued-event report ${id('sales')}`)).dag_id, 'report');
    const later = '2100-01-01T00:00:00Z';
    assert.equal(only(await ctl.show(`assets get-dag-queued-events report ${later}`)).asset_id, id('sales'));
  });

  test('backfills', PATIENCE, async () => {
    const made = only(await ctl.show(`backfill create ${RANGE}`));
    assert.deepEqual([made.dag_id, made.max_active_runs], ['daily', '1']);
    assert.equal(only(await ctl.show(`backfill get ${made.id}`)).to_date, '2026-01-03T00:00:00Z');
    assert.deepEqual(names(await ctl.show('backfill list daily'), 'id'), [made.id]);
  });

  test('what breaks in airflowctl itself is done by the server', PATIENCE, async () => {
    // They have no option `output`, and look for it.
    await ctl.fail('assets materialize 2');
    const { dag_runs: runs } = only(await ctl.show('dagrun list --dag-id price_list --limit 10'));
    assert.deepEqual(names(runs as Entry[], 'run_type'), ['asset_materialization']);
    const tried = await ctl.fail('connections test --connection-id tried --conn-type sqlite --host :memory:');
    assert.match(tried, /no attribute 'output'/);
    // It cannot show nothing, and no list of texts.
    await ctl.fail('connections create-defaults');
    assert.ok(names(await ctl.show('connections list'), 'connection_id').includes('http_default'));
    assert.match(await ctl.fail('dags get-tags'), /non-dictionary data/);
    // It reads the dates of a dry run as a backfill.
    const dryRun = await ctl.fail(`backfill create-dry-run ${RANGE}`);
    assert.match(dryRun, /validation errors? for BackfillResponse/);
  });

  test('what asks for something that Airflow does not have is refused', PATIENCE, async () => {
    // Airflow has them as PUT.
    for (const command of ['pause', 'unpause', 'cancel'])
      assert.match(await ctl.fail(`backfill ${command} 1`), /Method Not Allowed/);
    assert.match(await ctl.fail('assets delete-queued-event report 1'), /API route not found/);
    assert.match(await ctl.fail('assets delete-dag-queued-events report 2100-01-01T00:00:00Z'), /API route not found/);
    assert.match(await ctl.fail('assets delete-queued-events 1'), /API route not found/);
    // Without a limit it sends an empty one.
    assert.match(await ctl.fail('dagrun list'), /unable to parse string as an integer/);
    // It asks for a DAG of each letter.
    assert.deepEqual(await ctl.show('dags get-stats shop'), []);
  });

  test('every command that there is was called', () => {
    assert.ok(ctl.commands.length > 60);
    assert.deepEqual(
      ctl.commands.filter((command) => !ctl.called.has(command) && command !== 'auth login'),
      [],
    );
  });
});
