/** `aquilon config`. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runCommandLine } from '#test/support/command-line.ts';

const CANARY = 'canary-of-an-option';
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-config-'));
  await writeFile(
    join(folder, 'aquilon.config.yaml'),
    `core: { max_map_length: 7 }\nsmtp: { smtp_password_cmd: echo ${CANARY}, smtp_host: mail.example }\n`,
  );
});
after(() => rm(folder, { recursive: true }));

const aquilon = (words: readonly string[], env: Record<string, string> = {}) =>
  runCommandLine(['config', ...words], {
    AQUILON_HOME: folder,
    AIRFLOW__CORE__FERNET_KEY: CANARY,
    AIRFLOW__SMTP__SMTP_SSL: 'yes',
    AQUILON__CLI__API_URL: `https://me:${CANARY}@aquilon.example`,
    ...env,
  });
const file = () => join(folder, 'aquilon.config.yaml');

test('config list tells what is set and where, without secrets', async () => {
  const { code, out, err } = await aquilon(['list', '-o', 'json']);
  assert.equal(code, 0, err);
  const rows = JSON.parse(out).map((row: Record<string, string>) => Object.values(row));
  assert.deepEqual(rows, [
    ['core', 'max_map_length', '7', file()],
    ['core', 'fernet_key', '***', 'environment'],
    ['cli', 'api_url', 'https://***@aquilon.example', 'environment'],
    ['smtp', 'smtp_host', 'mail.example', file()],
    ['smtp', 'smtp_password', '***', `${file()}, command`],
    ['smtp', 'smtp_ssl', 'True', 'environment'],
  ]);
  for (const output of ['table', 'yaml', 'plain', 'json']) {
    const { out: text, err: told } = await aquilon(['list', '-a', '-d', '-V', '-o', output]);
    assert.ok(!(text + told).includes(CANARY));
  }
});

test('config list shows the defaults, descriptions and variables of a section', async () => {
  const { out } = await aquilon(['list', '--section', 'database', '-a', '-d', '-V', '-o', 'json']);
  assert.deepEqual(JSON.parse(out), [
    {
      section: 'database',
      option: 'sql_alchemy_conn',
      value: '',
      origin: 'default',
      env_var: 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN',
      description: 'URL of a PostgreSQL server, 14 or newer. Empty: the embedded server.',
    },
  ]);
  const { code, err } = await aquilon(['list', '--section', 'databse']);
  assert.equal(code, 1);
  assert.match(err, /no section databse.*core, database/s);
});

test('config list tells what is wrong behind what is right', async () => {
  const { code, out, err } = await aquilon(['list'], { AIRFLOW__API__PORT: 'x', AIRFLOW__API__PROT: CANARY });
  assert.equal(code, 1);
  assert.match(out, /max_map_length/);
  assert.match(err, /has 2 problem.*AIRFLOW__API__PORT=x is no number/s);
  assert.ok(!err.includes(CANARY));
});

test('config get-value prints one value, and a secret only on demand', async () => {
  const value = async (...words: string[]) => (await aquilon(['get-value', ...words])).out;
  assert.equal(await value('core', 'max_map_length'), '7\n');
  assert.equal(await value('smtp', 'smtp_ssl'), 'True\n');
  assert.equal(await value('smtp', 'smtp_password', '--show-values'), `${CANARY}\n`);
  const secret = await aquilon(['get-value', 'smtp', 'smtp_password']);
  assert.deepEqual([secret.code, secret.out], [1, '']);
  assert.match(secret.err, /smtp\.smtp_password is secret.*--show-values/s);
  const unknown = await aquilon(['get-value', 'core', 'max_map_lenght']);
  assert.deepEqual([unknown.code, unknown.out], [1, '']);
  assert.match(unknown.err, /no option core\.max_map_lenght\. Did you mean core\.max_map_length\?/);
});

test('config lint tells what an airflow.cfg means here', async () => {
  const path = join(folder, 'airflow.cfg');
  await writeFile(
    path,
    `# written by Airflow\n[core]\n; a comment\nparallelism = 8\nPARALELISM: 8\nexecutor = LocalExecutor\nfernet_key = ${CANARY}\n` +
      'dag_concurrency = 3\nmax_map_length = many\nsensitive_var_conn_names = a,\n   b\n\n[api]\nport_cmd = echo 1\n[celery]\nworker = 1\n[database]\nsql_alchemy_conn_cmd = cat x\n',
  );
  const { code, out } = await aquilon(['lint', path, '-o', 'json']);
  assert.equal(code, 1);
  const rows = JSON.parse(out).map(({ section, option, finding, hint }: Record<string, string>) =>
    [`${section}.${option}`, finding, hint].join(' | '),
  );
  assert.deepEqual(rows, [
    'core.parallelism | known | ',
    'core.paralelism | unknown | perhaps core.parallelism is meant',
    'core.executor | no effect | Aquilon does not have it',
    'core.fernet_key | known | ',
    'core.dag_concurrency | renamed | it is core.max_active_tasks_per_dag now',
    'core.max_map_length | wrong | many is no whole number'.replace('whole number', 'number'),
    'core.sensitive_var_conn_names | known | ',
    'api.port_cmd | unknown | api.port is no secret, and has no such form',
    'celery.worker | no effect | Aquilon does not have it',
    'database.sql_alchemy_conn_cmd | known | ',
  ]);
  assert.ok(!out.includes(CANARY));
  const narrowed = await aquilon(['lint', path, '--section', 'core,celery', '--ignore-section', 'core', '-o', 'json']);
  assert.equal(narrowed.code, 0);
  assert.deepEqual(JSON.parse(narrowed.out).length, 1);
});

test('config lint without a file tells what of the environment has no effect, and refuses what a start would refuse', async () => {
  const { code, out } = await aquilon(['lint', '-o', 'json'], { AIRFLOW__CORE__EXECUTOR: 'LocalExecutor' });
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out), [
    { section: 'core', option: 'executor', finding: 'no effect', hint: 'Aquilon does not have it' },
  ]);
  const wrong = await aquilon(['lint'], { AIRFLOW__CORE__PARALLELISM: '0' });
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /AIRFLOW__CORE__PARALLELISM=0 must lie between 1 and 10000/);
  assert.equal((await aquilon(['lint', join(folder, 'none.cfg')])).code, 1);
});

test('config update tells that there is no airflow.cfg to bring up to date', async () => {
  const { code, err } = await aquilon(['update', '--fix']);
  assert.equal(code, 1);
  assert.match(err, /config lint/);
});
