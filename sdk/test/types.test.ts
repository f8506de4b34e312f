import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const FOLDER = join(import.meta.dirname, 'types');
const TSC = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

const EXPECTED = /^ *\/\/ @ts-expect-error (.*)$/gm;

test('DAGs that are right compile, and each of at least fifty wrong ones does not', async () => {
  const wrong = await readFile(join(FOLDER, 'wrong-dags.ts'), 'utf8');
  assert.ok([...wrong.matchAll(EXPECTED)].length >= 50, 'the wrong DAGs are gone');
  const { stdout } = await promisify(execFile)(process.execPath, [TSC, '-p', FOLDER]).catch((error) => error);
  assert.equal(stdout, '');
});

test('what tsc says of a wrong DAG names a type, a property or a count, in at most a dozen lines', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aquilon-wrong-'));
  try {
    await symlink(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const wrong = await readFile(join(FOLDER, 'wrong-dags.ts'), 'utf8');
    await writeFile(join(folder, 'wrong-dags.ts'), wrong.replaceAll(EXPECTED, '// $1'));
    const options = { extends: join(FOLDER, '../../../tsconfig.json'), include: ['.'], exclude: [] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ ...options, compilerOptions: { types: [] } }));
    const failure = await promisify(execFile)(process.execPath, [TSC, '-p', folder], { cwd: folder }).then(
      () => assert.fail('the wrong DAGs compile'),
      (error: { stdout: string }) => error.stdout,
    );
    const messages = failure.split(/^(?=wrong-dags\.ts\()/m);
    assert.ok(messages.length >= 50, failure);
    for (const message of messages) {
      assert.match(message, /'[^']+'|Expected \d+ arguments/, message);
      assert.ok(message.trim().split('\n').length <= 12, message);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
