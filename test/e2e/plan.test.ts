/** `aquilon dags plan` against the database of a home folder. */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { removeHome } from '#test/support/embedded-home.ts';
import { runAquilon } from './run-aquilon.ts';

let folder: string;
const aquilon = (...args: string[]) =>
  runAquilon(args, {
    AQUILON_HOME: join(folder, 'home'),
    AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'live'),
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'true',
    _AIRFLOW_WWW_USER_PASSWORD: 'plan password',
  });
const plan = (...args: string[]) => aquilon('dags', 'plan', '--dags-folder', join(folder, 'next'), ...args);

const SHOP = `import { asset, bash, Dag } from '@aquilon/sdk';
const dag = new Dag('shop', { schedule: '@daily', startDate: '2026-01-01', tags: ['a'] });
const sum = () => 1;
const load = dag.task('load', () => sum(), { retries: 2 })();
const clean = dag.task('clean', bash({ bashCommand: 'rm x', env: { PASSWORD: 'old secret', A: '1' } }))();
const prices = dag.task('prices', () => 1, { outlets: [asset('s3://shop/prices', { name: 'prices' })] })();
load.before(clean, prices);
export default dag;
`;
const OTHERS = `import { asset, Dag, triggerDagRun } from '@aquilon/sdk';
export const listener = new Dag('listener', { schedule: asset('s3://shop/prices', { name: 'prices' }) });
listener.task('call', triggerDagRun({ triggerDagId: 'going' }))();
`;
const GOING = `import { Dag } from '@aquilon/sdk';\nconst dag = new Dag('going');\ndag.task('go', () => 1)();\nexport default dag;\n`;

interface Planned {
  dagId: string;
  change: string;
  version: object;
}
const changesOf = (out: string): string[] =>
  (JSON.parse(out) as { dags: Planned[] }).dags.map(({ dagId, change }) => `${dagId} ${change}`);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-plan-'));
  await mkdir(join(folder, 'live'));
  await writeFile(join(folder, 'live', 'shop.ts'), SHOP);
  await writeFile(join(folder, 'live', 'others.ts'), OTHERS);
  await writeFile(join(folder, 'live', 'going.ts'), GOING);
  await cp(join(folder, 'live'), join(folder, 'next'), { recursive: true });
});
after(async () => {
  await removeHome(join(folder, 'home'));
  await rm(folder, { recursive: true, force: true });
});

test('where nothing is live, everything is new, and no database is made', async () => {
  const { code, out, err } = await plan('-o', 'json', '--exit-code');
  assert.equal(code, 2, err);
  assert.deepEqual(changesOf(out), ['going new', 'listener new', 'shop new']);
  assert.match(err, /nothing is live/);
});

test('a copy of what is live changes nothing, nor do comments, white space and the order of options', async () => {
  const made = await aquilon('dags', 'trigger', 'shop');
  assert.equal(made.code, 0, made.err);
  const same = await plan('-o', 'json', '--exit-code');
  assert.deepEqual([same.code, changesOf(same.out)], [0, ['going unchanged', 'listener unchanged', 'shop unchanged']]);
  const text = `// today\n\n${SHOP.replace(`schedule: '@daily', startDate: '2026-01-01'`, `startDate: "2026-01-01",\n  schedule: '@daily'`)}`;
  await writeFile(join(folder, 'next', 'shop.ts'), text);
  const { code, out } = await plan('--exit-code');
  assert.equal(code, 0);
  assert.match(
    out,
    /^= shop \(.*next\/shop\.ts\): only its text differs, it stays version 1\n\n0 new, 0 changed, 0 removed, 1 with another text alone, 2 unchanged\n$/,
  );
});

test('each change of meaning is named, with whom it concerns, and nothing is written', async () => {
  const changed = SHOP.replace('=> 1;', '=> 2;')
    .replace('@daily', '0 6 * * *')
    .replace('retries: 2', "retries: 3, pool: 'no_pool'")
    .replace('old secret', 'new secret')
    .replace(/const prices = .*\n/, `const fresh = dag.task('fresh', () => 1)();\n`)
    .replace('before(clean, prices)', 'before(fresh)');
  await writeFile(join(folder, 'next', 'shop.ts'), changed);
  await writeFile(join(folder, 'next', 'broken.ts'), 'export default nothing;\n');
  await writeFile(
    join(folder, 'next', 'options.ts'),
    `import { Dag } from '@aquilon/sdk';\nexport default new Dag('options', { retry: 1, catchup: 'x' } as object);\n`,
  );
  await rm(join(folder, 'next', 'going.ts'));
  const broken = await plan('--exit-code');
  assert.equal(broken.code, 1);
  assert.match(
    broken.out,
    /^! .*broken\.ts cannot be loaded, what is live of it stays: ReferenceError: nothing is not defined$/m,
  );
  assert.match(
    broken.out,
    /^! .*options\.ts cannot be loaded, .*: DagDefinitionError: DAG options:\n {6}- there is no option retry\..*\n {6}- catchup is "x"; it must be true or false$/m,
  );
  await rm(join(folder, 'next', 'broken.ts'));
  await rm(join(folder, 'next', 'options.ts'));
  const { code, out, err } = await plan('--exit-code');
  assert.equal(code, 2, err);
  for (const line of [
    /^- going \(.*\): version 1 is the last one$/m,
    /^~ shop \(.*\): version 1 -> 2$/m,
    /^ {4}schedule: 0 0 \* \* \* -> 0 6 \* \* \*\n {8}next: .* 00:00Z, .* -> .* 06:00Z, .* 06:00Z$/m,
    /^ {4}\+ task fresh$/m,
    /^ {4}- task prices$/m,
    /^ {4}~ task clean\n {8}options\.env\.PASSWORD: \*\*\* -> \*\*\*\n {8}upstream: \["load"\] -> \[\]$/m,
    /^ {4}~ task load\n {8}pool: default_pool -> no_pool\n {8}retries: 2 -> 3$/m,
    /^ {4}- makes the asset prices$/m,
    /^ {4}code changed: shop\.ts: function sum, task clean, task fresh, task prices$/m,
    /^ {4}shop: 1 open run on version 1, which it keeps: manual__/m,
    /^ {4}listener counts on the asset prices, which will be gone$/m,
    /^ {4}listener\.call counts on the dag going, which will be gone$/m,
    /^ {4}shop\.load: its pool no_pool does not exist$/m,
    /^0 new, 1 changed, 1 removed, 0 with another text alone, 1 unchanged$/m,
  ])
    assert.match(out, line);
  assert.ok(!out.includes('secret'));
  const live = await aquilon('dags', 'plan', '-o', 'json');
  assert.deepEqual(changesOf(live.out), ['going unchanged', 'listener unchanged', 'shop unchanged']);
});

test('DAGs that run by the assets of a changed one, or trigger it, are told', async () => {
  await writeFile(join(folder, 'next', 'going.ts'), GOING);
  await writeFile(join(folder, 'next', 'shop.ts'), SHOP.replace('=> 1;', '=> 3;'));
  await writeFile(join(folder, 'next', 'others.ts'), OTHERS.replace(`'call'`, `'call_it'`));
  const { effects } = JSON.parse((await plan('-o', 'json')).out) as {
    effects: { downstream: object[]; lost: object[] };
  };
  assert.deepEqual(effects.lost, []);
  assert.deepEqual(effects.downstream, [
    { dagId: 'going', of: 'listener', by: 'trigger' },
    { dagId: 'listener', of: 'shop', by: 'asset' },
  ]);
});

test('of single files only their DAGs are compared', async () => {
  const { out, err } = await aquilon('dags', 'plan', '-o', 'json', join(folder, 'next', 'shop.ts'));
  assert.deepEqual(changesOf(out), ['shop changed'], err);
  // The pool that a DAG of another file waits for is no matter of this plan.
  const poor = GOING.replace('going', 'poor').replace('=> 1', "=> 1, { pool: 'no_pool' }");
  await writeFile(join(folder, 'live', 'poor.ts'), poor);
  const made = await aquilon('dags', 'trigger', 'poor');
  assert.equal(made.code, 0, made.err);
  const one = await aquilon('dags', 'plan', join(folder, 'next', 'shop.ts'));
  assert.match(one.out, /^Affected:$/m, one.err);
  assert.doesNotMatch(one.out, /poor/);
  const own = await aquilon('dags', 'plan', join(folder, 'live', 'poor.ts'));
  assert.match(own.out, /poor\.go: its pool no_pool does not exist/);
});
