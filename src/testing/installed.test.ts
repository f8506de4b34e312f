import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const DAG = `import { Dag } from '@aquilon/sdk';
const dag = new Dag('elsewhere');
dag.task('one', () => 1)();
export default dag;
`;
const TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDag } from '@aquilon/sdk/testing';
import dag from './elsewhere.ts';
test('one', async () => assert.equal((await runDag(dag)).task('one').xcom(), 1));
`;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon user '));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'elsewhere.ts'), DAG);
  await writeFile(join(folder, 'elsewhere.test.ts'), TEST);
  await mkdir(join(folder, 'node_modules', '@aquilon'), { recursive: true });
});
after(() => rm(folder, { recursive: true, force: true }));

/** NODE_TEST_CONTEXT would make it a part of this test. */
const environment = { PATH: process.env.PATH ?? '' };
const runTests = () => run(process.execPath, ['--test'], { cwd: folder, env: environment });

test('a folder elsewhere that has the SDK of a clone tests its DAGs with that clone', async () => {
  await symlink(join(ROOT, 'sdk'), join(folder, 'node_modules', '@aquilon', 'sdk'));
  const { stdout } = await runTests();
  assert.match(stdout, /pass 1\b/);
});
