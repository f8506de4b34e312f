/** The command line with several bundles, without a server. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { removeHome } from '#test/support/embedded-home.ts';
import { createGitRemote, type GitRemote } from '#test/support/git-remote.ts';
import { withoutGit } from '#test/support/without-git.ts';
import { runAquilon } from './run-aquilon.ts';

const skip = { skip: withoutGit };

let folder: string;
let remote: GitRemote;
let first: string;

const aquilon = (...args: string[]) =>
  runAquilon(args, {
    AQUILON_HOME: join(folder, 'home'),
    _AIRFLOW_WWW_USER_PASSWORD: 'a password',
    AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST: JSON.stringify([
      {
        name: 'team',
        classpath: 'airflow.dag_processing.bundles.local.LocalDagBundle',
        kwargs: { path: join(folder, 'team') },
      },
      {
        name: 'shop',
        classpath: 'airflow.providers.git.bundles.git.GitDagBundle',
        kwargs: { repo_url: remote.path, tracking_ref: 'main', subdir: 'dags' },
      },
    ]),
  });
const dag = (dagId: string, result = 1) =>
  `import { Dag } from '@aquilon/sdk';\nconst dag = new Dag('${dagId}');\ndag.task('go', () => ${result})();\nexport default dag;\n`;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-bundles-'));
  await mkdir(join(folder, 'team'));
  await writeFile(join(folder, 'team', 'ours.ts'), dag('ours'));
  await writeFile(join(folder, 'team', 'broken.ts'), 'const x = ;');
  if (withoutGit) return;
  remote = await createGitRemote();
  first = await remote.commit({ 'dags/orders.ts': dag('orders'), 'dags/prices.ts': dag('prices') });
});
after(async () => {
  await removeHome(join(folder, 'home'));
  await rm(folder, { recursive: true, force: true });
  await remote?.remove();
});

interface Listed {
  dag_id: string;
  bundle_name: string;
  bundle_version: string | null;
}
const list = async (...args: string[]): Promise<Listed[]> => {
  const { out, err } = await aquilon('dags', 'list', '-o', 'json', ...args);
  assert.ok(out.startsWith('['), err);
  return JSON.parse(out).map(({ dag_id, bundle_name, bundle_version }: Listed) => ({
    dag_id,
    bundle_name,
    bundle_version,
  }));
};

test(
  'what was never fetched is fetched by the first command, and lists are of the bundles that are named',
  skip,
  async () => {
    assert.deepEqual(await list(), [
      { dag_id: 'orders', bundle_name: 'shop', bundle_version: first },
      { dag_id: 'ours', bundle_name: 'team', bundle_version: null },
      { dag_id: 'prices', bundle_name: 'shop', bundle_version: first },
    ]);
    const errors = async (...args: string[]) =>
      JSON.parse((await aquilon('dags', 'list-import-errors', '-o', 'json', ...args)).out).length;
    assert.deepEqual([await errors('--bundle-name', 'team'), await errors('-B', 'shop')], [1, 0]);
  },
);

test('a folder is planned for the bundle that is named, and the DAGs of the others stay', skip, async () => {
  const next = join(folder, 'next');
  await mkdir(next);
  await writeFile(join(next, 'orders.ts'), dag('orders', 2));
  const unclear = await aquilon('dags', 'plan', '--dags-folder', next);
  assert.equal(unclear.code, 1);
  assert.match(unclear.err, /There are several DAG bundles \(team, shop\)[\s\S]*--bundle-name/);
  const { out, err } = await aquilon('dags', 'plan', '--dags-folder', next, '--bundle-name', 'shop', '-o', 'json');
  const { dags } = JSON.parse(out || err) as { dags: { dagId: string; change: string }[] };
  assert.deepEqual(
    dags.map(({ dagId, change }) => [dagId, change]),
    [
      ['orders', 'changed'],
      ['prices', 'removed'],
    ],
  );
  const whole = await aquilon('dags', 'plan', '--bundle-name', 'shop', '-o', 'json');
  assert.deepEqual(
    (JSON.parse(whole.out) as { dags: { change: string }[] }).dags.map(({ change }) => change),
    ['unchanged', 'unchanged'],
  );
});

test('a check looks at the bundles that are named', skip, async () => {
  const shop = await aquilon('dags', 'check', '--bundle-name', 'shop', '--no-types');
  assert.deepEqual([shop.code, /2 files, 2 DAGs: 0 errors/.test(shop.out)], [0, true], shop.out);
  const both = await aquilon('dags', 'check', '-B', 'shop', '-B', 'team', '--no-types');
  assert.deepEqual([both.code, /4 files, 3 DAGs: 1 error/.test(both.out)], [1, true], both.out);
});

test('reserializing fetches; other commands take what is there', skip, async () => {
  const second = await remote.commit({ 'dags/orders.ts': dag('orders', 3) });
  assert.deepEqual(new Set((await list('-B', 'shop')).map((one) => one.bundle_version)), new Set([first]));
  const done = await aquilon('dags', 'reserialize', '--bundle-name', 'shop');
  assert.equal(done.code, 0, done.err);
  assert.match(done.err, /1 file could not be loaded/);
  assert.deepEqual(new Set((await list('-B', 'shop')).map((one) => one.bundle_version)), new Set([second]));
  const unknown = await aquilon('dags', 'reserialize', '-B', 'nowhere');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /There is no DAG bundle nowhere; configured are team, shop/);
});
