import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AquilonError } from '#errors/aquilon-error.ts';
import { loadConfig } from './config.ts';
import { fileEntries } from './file-entries.ts';
import type { ConfigFile, Environment } from './given.ts';
import { findSetting } from './settings.ts';
import { type Answers, settle } from './settle.ts';

const CANARY = 'canary-of-the-configuration';

const fileOf = (whole: unknown): ConfigFile => ({
  name: 'aquilon.config.yaml',
  folder: '/project',
  ...fileEntries(whole),
});

function settled({ env = {}, file, answers }: { env?: Environment; file?: unknown; answers?: Answers }) {
  const sources = { env, fromDotEnv: new Set<string>(), file: file === undefined ? null : fileOf(file) };
  const { settled: all, problems } = settle(sources, answers);
  const of = (section: string, key: string) => {
    const found = all.find(({ setting }) => setting === findSetting(section, key));
    return [found?.value, found?.origin];
  };
  return { of, problems };
}

const problemsOf = (env: Environment, file?: unknown): readonly string[] => settled({ env, file }).problems;

test('the environment goes before the file, and the file before the default', () => {
  const { of, problems } = settled({
    env: { AIRFLOW__CORE__PARALLELISM: '2' },
    file: { core: { parallelism: 3, max_map_length: 4 }, api: { host: '' } },
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(of('core', 'parallelism'), [2, 'environment']);
  assert.deepEqual(of('core', 'max_map_length'), [4, 'aquilon.config.yaml']);
  assert.deepEqual(of('api', 'host'), ['127.0.0.1', 'default']);
});

test('an option whose variable names no section has one in files all the same', () => {
  const { of } = settled({
    file: { secrets: { vault_address: 'https://vault.example' }, api_auth: { jwt_secret: 'x' } },
  });
  assert.deepEqual(of('secrets', 'vault_address'), ['https://vault.example', 'aquilon.config.yaml']);
  assert.deepEqual(of('api_auth', 'jwt_secret'), ['x', 'aquilon.config.yaml']);
});

test('all problems of environment and file are told at once', () => {
  const config = () =>
    loadConfig({ AIRFLOW__API__PORT: 'eighty', AIRFLOW__SMTP__SMTP_SSL: 'maybe', AQUILON__WORKERS__SPAER: '1' });
  assert.throws(config, (error: AquilonError) => {
    assert.equal(error.code, 'CONFIG_INVALID');
    assert.match(error.message, /has 3 problem/);
    assert.match(error.message, /AIRFLOW__API__PORT=eighty is no number/);
    assert.match(error.message, /AIRFLOW__SMTP__SMTP_SSL=maybe must be true or false/);
    assert.match(
      error.message,
      /AQUILON__WORKERS__SPAER is no option of Aquilon. Did you mean AQUILON__WORKERS__SPARE\?/,
    );
    return true;
  });
  assert.deepEqual(
    problemsOf({ AIRFLOW__API__PORT: '-1' }, { api: { port: 1, prot: 2 }, core: [], smtp: { smtp_port: {} } }),
    [
      'aquilon.config.yaml: core is a list instead of a section with options',
      'aquilon.config.yaml: smtp.smtp_port is an object instead of a text, a number, true or false',
      'aquilon.config.yaml: api.prot is no option of Aquilon. Did you mean api.port?',
      'AIRFLOW__API__PORT=-1 must lie between 0 and 65535',
    ],
  );
});

test('a name that is nearly right is told with the right one', () => {
  const meant = {
    AIRFLOW__CORE__PARALELISM: 'AIRFLOW__CORE__PARALLELISM',
    AIRFLOW__CROE__PARALLELISM: 'AIRFLOW__CORE__PARALLELISM',
    AIRFLOW__core__parallelism: 'AIRFLOW__CORE__PARALLELISM',
    AQUILON__CORE__PARALLELISM: 'AIRFLOW__CORE__PARALLELISM',
    AIRFLOW__WORKERS__SPARE: 'AQUILON__WORKERS__SPARE',
    AIRFLOW__CORE__JWT_SECRET: 'AIRFLOW__API_AUTH__JWT_SECRET',
    AIRFLOW__SMTP__SMTP_PASWORD_CMD: 'AIRFLOW__SMTP__SMTP_PASSWORD',
  };
  for (const [written, right] of Object.entries(meant))
    assert.deepEqual(problemsOf({ [written]: CANARY }), [`${written} is no option of Aquilon. Did you mean ${right}?`]);
});

test('a name that an older Airflow had is told with its new one', () => {
  assert.deepEqual(problemsOf({ AIRFLOW__CORE__SQL_ALCHEMY_CONN: CANARY }), [
    'AIRFLOW__CORE__SQL_ALCHEMY_CONN is AIRFLOW__DATABASE__SQL_ALCHEMY_CONN now',
  ]);
  assert.deepEqual(problemsOf({}, { webserver: { web_server_port: 1 } }), [
    'aquilon.config.yaml: webserver.web_server_port is api.port now',
  ]);
});

test('variables of Airflow that mean nothing here are left alone, in a file they are told', () => {
  const env = {
    AIRFLOW__CORE__EXECUTOR: 'CeleryExecutor',
    AIRFLOW__CELERY__BROKER_URL: 'redis://',
    AIRFLOW__CELERY__BROKER_URL_CMD: 'x',
    AIRFLOW__FAB__UPDATE_FAB_PERMS: 'true',
    AIRFLOW__SFTP__HOST: 'x',
    AIRFLOW_HOME: '/h',
    AIRFLOW_UID: '50000',
    AIRFLOW__API_AUTH__JWT_SECRET: 'x',
    AIRFLOW__API_AUTH__JWT_SECRET_CMD: 'false',
  };
  assert.deepEqual(problemsOf(env), []);
  assert.deepEqual(problemsOf({}, { core: { executor: 'LocalExecutor' }, nonsense: { a: 1 } }), [
    'aquilon.config.yaml: core.executor is an option of Airflow that Aquilon does not have',
    'aquilon.config.yaml: nonsense.a is no option of Aquilon',
  ]);
  assert.deepEqual(problemsOf({ AIRFLOW__CORE__NONSENSE: '1' }), ['AIRFLOW__CORE__NONSENSE is no option of Aquilon']);
  assert.deepEqual(problemsOf({ AQUILON__NO__SENSE: '1' }), ['AQUILON__NO__SENSE is no option of Aquilon']);
});

test('a secret is printed by a command, in the environment and in the file', () => {
  const { of, problems } = settled({
    env: { AIRFLOW__SMTP__SMTP_PASSWORD_CMD: `printf '%s\\n' "${CANARY} two"` },
    file: { smtp: { smtp_password: 'of the file' }, core: { fernet_key_cmd: 'echo key' } },
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(of('smtp', 'smtp_password'), [`${CANARY} two`, 'environment, command']);
  assert.deepEqual(of('core', 'fernet_key'), ['key', 'aquilon.config.yaml, command']);
});

test('a value goes before its command, and the command before the name of the secret', () => {
  const answers: Answers = new Map([['name', { text: 'of the backend' }]]);
  const env = { AIRFLOW__SMTP__SMTP_PASSWORD_SECRET: 'name' };
  assert.deepEqual(settled({ env, answers }).of('smtp', 'smtp_password'), ['of the backend', 'environment, secret']);
  const both = { ...env, AIRFLOW__SMTP__SMTP_PASSWORD_CMD: 'echo printed' };
  assert.deepEqual(settled({ env: both, answers }).of('smtp', 'smtp_password'), ['printed', 'environment, command']);
  const all = { ...both, AIRFLOW__SMTP__SMTP_PASSWORD: 'plain' };
  assert.deepEqual(settled({ env: all, answers }).of('smtp', 'smtp_password'), ['plain', 'environment']);
});

test('a command that fails is told by its variable, without what it said', () => {
  const failing = `echo ${CANARY}; echo ${CANARY} >&2; exit 3`;
  const problems = problemsOf(
    { AIRFLOW__SMTP__SMTP_PASSWORD_CMD: failing, AIRFLOW__CORE__FERNET_KEY_SECRET: 'fernet' },
    { database: { sql_alchemy_conn_cmd: 'true' } },
  );
  assert.deepEqual(problems, [
    'AIRFLOW__CORE__FERNET_KEY_SECRET asks a secrets backend for fernet, and none is set',
    'aquilon.config.yaml: database.sql_alchemy_conn_cmd printed nothing',
    'AIRFLOW__SMTP__SMTP_PASSWORD_CMD ended with exit code 3',
  ]);
});

test('only secrets have the forms of secrets', () => {
  const sentence =
    'cannot be: AIRFLOW__API__PORT is no secret, and only secrets come from a command or a secrets backend';
  assert.deepEqual(problemsOf({ AIRFLOW__API__PORT_CMD: 'echo 1' }), [`AIRFLOW__API__PORT_CMD ${sentence}`]);
});

test('no problem shows the login of an address', () => {
  assert.deepEqual(problemsOf({ AIRFLOW__API__BASE_URL: `ftp://me:${CANARY}@x@host/path` }), [
    'AIRFLOW__API__BASE_URL=ftp://***@host/path must begin with http:// or https://',
  ]);
});

test('no problem shows the value of a secret', () => {
  const kwargs = settled({ env: { AIRFLOW__SECRETS__BACKEND_KWARGS: CANARY, AQUILON__CLI__TOKEN: CANARY } });
  assert.ok(!kwargs.problems.join().includes(CANARY));
});
