/** `aquilon dags check` against a home folder with a database, and against one without. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { removeHome } from '#test/support/embedded-home.ts';
import { runAquilon } from './run-aquilon.ts';

const GUIDE = join(import.meta.dirname, '..', '..', 'docs', 'guides', 'dags', 'offers_of_the_day.ts');

let folder: string;
const aquilon = (...args: string[]) =>
  runAquilon(args, {
    AQUILON_HOME: join(folder, 'home'),
    AIRFLOW__CORE__DAGS_FOLDER: join(folder, 'dags'),
    AIRFLOW_VAR_OF_ENVIRONMENT: 'a secret text',
    _AIRFLOW_WWW_USER_PASSWORD: 'check password',
  });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-check-'));
  await mkdir(join(folder, 'dags'));
  await writeFile(
    join(folder, 'dags', 'names.ts'),
    `import { bash, Dag, getContext, triggerDagRun } from '@aquilon/sdk';
const dag = new Dag('names');
dag.task('in_template', bash({ bashCommand: 'echo {{ var.value.of_environment }} {{ var.value.nowhere }} {{ conn.no_shop.host }}' }))();
dag.task('in_code', async () => {
  const { variables, connections } = getContext();
  await connections.get('no_bank');
  return variables.get('nobody', 'fallback');
}, { pool: 'narrow', poolSlots: 2 })();
dag.task('wide', () => 1, { pool: 'no_pool' })();
dag.task('next', triggerDagRun({ triggerDagId: 'names' }))();
export default dag;
`,
  );
});
after(async () => {
  await removeHome(join(folder, 'home'));
  await rm(folder, { recursive: true, force: true });
});

test('without a database the check makes none, and says what it could not look at', async () => {
  const { code, out, err } = await aquilon('dags', 'check', '--no-types');
  assert.equal(code, 0, err);
  assert.equal(
    out,
    'not checked: pools, variables and connections: no server and no database of this home folder is there\n1 file, 1 DAG: 0 errors, 0 warnings\n',
  );
  assert.ok(!existsSync(join(folder, 'home', 'postgres.json')));
});

test('with one, pools, variables and connections that are nowhere are told with their places, and no value of one', async () => {
  assert.equal((await aquilon('pools', 'set', 'narrow', '1', 'for one')).code, 0);
  const { code, out, err } = await aquilon('dags', 'check', '--no-types', '-o', 'json');
  assert.equal(code, 0, err);
  const { findings, unchecked } = JSON.parse(out) as {
    findings: { line: number; code: string; message: string }[];
    unchecked: [];
  };
  assert.deepEqual(unchecked, []);
  assert.deepEqual(
    findings.map(({ line, code: what, message }) => [
      line,
      what,
      / (nowhere|no_shop|no_bank|narrow|no_pool)\b/.exec(message)?.[1],
    ]),
    [
      [3, 'unknown-variable', 'nowhere'],
      [3, 'unknown-connection', 'no_shop'],
      [6, 'unknown-connection', 'no_bank'],
      [8, 'pool-too-small', 'narrow'],
      [9, 'unknown-pool', 'no_pool'],
    ],
  );
  assert.ok(!out.includes('a secret text'));
});

test('warnings end with 0, with --strict and errors with 1, and a file that is not there is refused', async () => {
  assert.equal((await aquilon('dags', 'check', '--no-types', '--strict')).code, 1);
  const missing = await aquilon('dags', 'check', join(folder, 'nothing.ts'));
  assert.deepEqual([missing.code, /There is no file or folder .*nothing\.ts/.test(missing.err)], [1, true]);
  await writeFile(join(folder, 'dags', 'broken.ts'), 'export default nothing;\n');
  const broken = await aquilon('dags', 'check', '--no-types', join(folder, 'dags', 'broken.ts'));
  assert.equal(broken.code, 1);
  assert.match(
    broken.out,
    /broken\.ts:1:16: error import-error ReferenceError: nothing is not defined\n {4}> 1 \| export default nothing;/,
  );
});

test('the DAG of the guide has nothing to tell', async () => {
  const { code, out } = await aquilon('dags', 'check', '--no-live', '--strict', GUIDE);
  assert.deepEqual([code, /1 DAG: 0 errors, 0 warnings\n$/.test(out)], [0, true], out);
});
