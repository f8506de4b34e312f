import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const FOLDER = join(import.meta.dirname, 'types');
const TSC = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

test('DAGs that are right compile, and each of the wrong ones does not', async () => {
  const wrong = await readFile(join(FOLDER, 'wrong-dags.ts'), 'utf8');
  assert.ok(wrong.split('@ts-expect-error').length > 25, 'the wrong DAGs are gone');
  const { stdout } = await promisify(execFile)(process.execPath, [TSC, '-p', FOLDER]).catch((error) => error);
  assert.equal(stdout, '');
});
