import assert from 'node:assert/strict';
import { chown, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { AquilonError } from '#errors/aquilon-error.ts';
import { startVault } from '#test/support/vault-server.ts';
import { readConfigFile } from './config-file.ts';
import { openConfig, openSettings } from './open-config.ts';
import { projectFolder } from './project-folder.ts';

const CANARY = 'canary-of-a-file';
const folders: string[] = [];
let cwd = '';
let home = '';
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'aquilon config '));
  folders.push(cwd);
  home = join(cwd, 'home');
  await mkdir(home);
});
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

const write = (name: string, text: string): Promise<void> => writeFile(join(cwd, name), text);
const read = (env: Record<string, string> = {}) => readConfigFile({ env, fromDotEnv: new Set() }, home, cwd, cwd);

/** As a command does, with the file that `AQUILON_CONFIG` names. */
const opened = (name: string, env: Record<string, string> = {}) =>
  openConfig({ AQUILON_HOME: home, AQUILON_CONFIG: join(cwd, name), ...env });

test('a file in YAML keeps its texts as they are written', async () => {
  await write(
    'aquilon.config.yaml',
    'core:\n  parallelism: 8\n  dags_folder:\nsmtp:\n  smtp_password: 0123e4\n  smtp_ssl: yes\n',
  );
  const { core, smtp } = await opened('aquilon.config.yaml');
  assert.deepEqual([core.parallelism, core.dagsFolder, smtp.password, smtp.ssl], [8, '', '0123e4', true]);
});

test('the file in TypeScript of the guide is read, with the SDK of the product', async () => {
  await cp(new URL('../../docs/guides/config/aquilon.config.ts', import.meta.url), join(cwd, 'aquilon.config.ts'));
  const { core, api } = await opened('aquilon.config.ts', { AIRFLOW__SMTP__SMTP_PASSWORD: 'x' });
  assert.deepEqual([core.parallelism, core.dagsFolder, api.port], [8, '/srv/dags', 8080]);
});

test('a file in TypeScript may export a promise, and leave running what it likes', async () => {
  await write(
    'aquilon.config.ts',
    'setInterval(() => {}, 1000);\nexport default Promise.resolve({ api: { port: 1 as number, host: undefined } });',
  );
  assert.equal((await opened('aquilon.config.ts')).api.port, 1);
});

test('what is wrong with a file is told without its content', async () => {
  const files: Record<string, [name: string, text: string, problem: RegExp]> = {
    syntax: ['a.yaml', `smtp:\n  smtp_password: "${CANARY}\n`, /^line \d is no YAML \(missing char\)$/],
    twice: ['b.yaml', `smtp: {}\nsmtp: { smtp_password: ${CANARY} }`, /^line 2 is no YAML \(duplicate key\)$/],
    throws: ['c.ts', `throw new Error('no luck\\n${CANARY}')`, /^it throws no luck$/],
    types: ['d.ts', `const password = '${CANARY};`, /^it throws /],
    empty: ['e.ts', 'export const config = {};', /^it has no default export/],
    exits: ['f.ts', 'process.exit(0)', /^its process ended before it had exported anything$/],
    kind: ['airflow.cfg', '[core]', /^its name must end in \.ts or \.yaml; aquilon config lint FILE/],
    list: ['g.ts', 'export default [() => 1]', /^it is a list instead of sections with options$/],
    code: ['h.ts', 'export default { core: { parallelism: () => 1 } }', /^core\.parallelism is a function instead of/],
  };
  for (const [name, text, problem] of Object.values(files)) {
    await write(name, text);
    const file = await read({ AQUILON_CONFIG: name });
    assert.equal(file?.name, name);
    assert.equal(file.problems.length, 1, name);
    assert.match(file.problems[0] ?? '', problem);
    assert.doesNotMatch(file.problems[0] ?? '', new RegExp(CANARY));
  }
  assert.deepEqual((await read({ AQUILON_CONFIG: 'none.ts' }))?.problems, ['there is no such file']);
  assert.deepEqual((await read({ AQUILON_CONFIG: 'none.yaml' }))?.problems, ['there is no such file']);
});

test('the file lies in the working directory or in the home folder, and there is one', async () => {
  assert.equal(await read(), null);
  await write(join('home', 'aquilon.config.yml'), 'api: { port: 1 }');
  assert.deepEqual(await read(), {
    name: join('home', 'aquilon.config.yml'),
    folder: home,
    entries: [{ section: 'api', key: 'port', text: '1' }],
    problems: [],
  });
  await write('aquilon.config.yaml', '');
  const both = await read();
  assert.deepEqual(both?.problems, [`there is ${join('home', 'aquilon.config.yml')} as well; keep one of them`]);
  await write('third.yaml', '');
  assert.deepEqual((await read({ AQUILON_CONFIG: 'third.yaml' }))?.problems, []);
});

test('relative paths of a file begin in its own folder, those of the environment in the working directory', async () => {
  const bundles = [
    { name: 'mine', classpath: 'airflow.dag_processing.bundles.local.LocalDagBundle', kwargs: { path: 'more' } },
  ];
  await write(
    'paths.yaml',
    `core: { dags_folder: dags }\nlogging: { base_log_folder: ./logs }\nemail: { subject_template: /srv/subject }\ndag_processor:\n  dag_bundle_config_list: '${JSON.stringify(bundles)}'\n`,
  );
  const { core, logging, email, dagProcessor } = await opened('paths.yaml', {
    AIRFLOW__EMAIL__HTML_CONTENT_TEMPLATE: 'body.html',
  });
  const [bundle] = dagProcessor.bundles ?? [];
  assert.deepEqual(
    [core.dagsFolder, logging.baseLogFolder, bundle?.kind === 'local' && bundle.path],
    [join(cwd, 'dags'), join(cwd, 'logs'), join(cwd, 'more')],
  );
  assert.deepEqual([email.subjectTemplate, email.htmlContentTemplate], ['/srv/subject', resolve('body.html')]);
});

test('a relative AQUILON_CONFIG begins in the folder of the .env that gives it, and else in the working directory', async () => {
  const below = join(cwd, 'below');
  await mkdir(below);
  await write('mine.yaml', 'api: { port: 1 }');
  await write(join('below', 'mine.yaml'), 'api: { port: 2 }');
  const env = { AQUILON_CONFIG: 'mine.yaml' };
  const given = { env, fromDotEnv: new Set(['AQUILON_CONFIG']), dotEnvFolder: cwd };
  const portOf = async (sources: Parameters<typeof readConfigFile>[0]) =>
    (await readConfigFile(sources, home, cwd, below))?.entries[0]?.text;
  assert.equal(await portOf(given), '1');
  assert.equal(await portOf({ ...given, fromDotEnv: new Set() }), '2');
});

test('in a folder below, the project is the nearest one above that has a configuration file', async () => {
  const below = join(cwd, 'one', 'two');
  await mkdir(below, { recursive: true });
  const none = { env: {}, fromDotEnv: new Set<string>() };
  assert.equal(projectFolder(none, below), below);
  await write('aquilon.config.yaml', '');
  assert.equal(projectFolder(none, below), cwd);
  assert.equal(projectFolder(none, cwd), cwd);
  // Whoever names a home folder stands in no project; one that `.env` names is that of the project.
  const env = { AIRFLOW_HOME: home };
  assert.equal(projectFolder({ ...none, env }, below), below);
  assert.equal(projectFolder({ env, fromDotEnv: new Set(['AIRFLOW_HOME']) }, below), cwd);
  await write(join('one', 'aquilon.config.ts'), '');
  assert.equal(projectFolder(none, below), join(cwd, 'one'));
});

test('a configuration file in a folder above that belongs to another user is passed over', {
  skip: process.getuid?.() === 0 ? false : 'only root can give a file away',
}, async () => {
  const below = join(cwd, 'one');
  await mkdir(below);
  await write('aquilon.config.yaml', '');
  await chown(join(cwd, 'aquilon.config.yaml'), 65534, 65534);
  assert.equal(projectFolder({ env: {}, fromDotEnv: new Set() }, below), below);
});

const VAULT = 'airflow.providers.hashicorp.secrets.vault.VaultBackend';

test('the form _SECRET asks the secrets backend, whose own arguments may come from a command', async () => {
  const vault = await startVault(2);
  try {
    vault.entries.set('config/smtp/password', { value: CANARY });
    const env = {
      AQUILON_HOME: home,
      AIRFLOW__SECRETS__BACKEND: VAULT,
      AIRFLOW__SECRETS__BACKEND_KWARGS_CMD: `echo '${JSON.stringify({ url: vault.url, token: 'root-token' })}'`,
      AIRFLOW__SMTP__SMTP_PASSWORD_SECRET: 'smtp/password',
    };
    assert.equal((await openConfig(env)).smtp.password, CANARY);
    const { problems } = await openSettings({ ...env, AIRFLOW__CORE__FERNET_KEY_SECRET: 'fernet' });
    assert.deepEqual(problems, ['AIRFLOW__CORE__FERNET_KEY_SECRET asks VaultBackend for fernet, and there is none']);
    vault.mood = 503;
    await assert.rejects(openConfig(env), (error: AquilonError) => {
      assert.match(error.message, /AIRFLOW__SMTP__SMTP_PASSWORD_SECRET cannot be told: .* it answers 503/);
      return true;
    });
  } finally {
    await vault.close();
  }
});

test('a backend that is set up wrongly is one problem among the others', async () => {
  const env = {
    AQUILON_HOME: home,
    AIRFLOW__API__PORT: 'x',
    AIRFLOW__SECRETS__BACKEND: VAULT,
    AIRFLOW__SMTP__SMTP_PASSWORD_SECRET: 'smtp',
  };
  await assert.rejects(openConfig(env), (error: AquilonError) => {
    assert.match(error.message, /AIRFLOW__API__PORT=x is no number/);
    assert.match(error.message, /AIRFLOW__SMTP__SMTP_PASSWORD_SECRET cannot be told: .*url must be an address/s);
    return true;
  });
});
