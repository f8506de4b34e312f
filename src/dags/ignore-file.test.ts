import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isIgnored, readIgnoreFile } from './ignore-file.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-ignore-'));
});
after(() => rm(folder, { recursive: true }));

/** `a/` is a folder. */
async function ignored(patterns: string, names: readonly string[]): Promise<string[]> {
  await writeFile(join(folder, '.airflowignore'), patterns);
  const file = await readIgnoreFile(folder);
  return names.filter((name) => file && isIgnored([file], join(folder, name), name.endsWith('/')));
}

test('a name fits at any depth, one with a slash only from the folder of the file', async () => {
  assert.deepEqual(await ignored('a.ts', ['a.ts', 'b/a.ts', 'aa.ts', 'a.tsx']), ['a.ts', 'b/a.ts']);
  assert.deepEqual(await ignored('/a.ts', ['a.ts', 'b/a.ts']), ['a.ts']);
  assert.deepEqual(await ignored('b/a.ts', ['b/a.ts', 'c/b/a.ts']), ['b/a.ts']);
});

test('a star stays within a name, two stars cross folders, a question mark and a class are one character', async () => {
  assert.deepEqual(await ignored('*_old.ts', ['x_old.ts', 'b/y_old.ts', 'old.ts']), ['x_old.ts', 'b/y_old.ts']);
  assert.deepEqual(await ignored('b/*.ts', ['b/a.ts', 'b/c/a.ts']), ['b/a.ts']);
  assert.deepEqual(await ignored('b/**/a.ts', ['b/a.ts', 'b/c/d/a.ts', 'a.ts']), ['b/a.ts', 'b/c/d/a.ts']);
  assert.deepEqual(await ignored('**/b/a.ts', ['b/a.ts', 'c/b/a.ts']), ['b/a.ts', 'c/b/a.ts']);
  assert.deepEqual(await ignored('b/**', ['b/', 'b/a.ts', 'b/c/a.ts']), ['b/a.ts', 'b/c/a.ts']);
  assert.deepEqual(await ignored('?.t[a-s]', ['a.ts', 'ab.ts', 'a.tx']), ['a.ts']);
  assert.deepEqual(await ignored('[!a].ts', ['a.ts', 'b.ts']), ['b.ts']);
});

test('a slash at the end means folders; comments, empty lines and blanks at the end mean nothing', async () => {
  assert.deepEqual(await ignored('# notes\n\nbackup/  \r\n', ['backup/', 'c/backup/', 'backup', '# notes']), [
    'backup/',
    'c/backup/',
  ]);
});

test('the last pattern that fits decides, and an exclamation mark takes back; a backslash takes the meaning off', async () => {
  assert.deepEqual(await ignored('*.ts\n!keep.ts', ['a.ts', 'keep.ts']), ['a.ts']);
  assert.deepEqual(await ignored('\\!a.ts\n\\#b.ts\nc\\*.ts', ['!a.ts', '#b.ts', 'c*.ts', 'cc.ts']), [
    '!a.ts',
    '#b.ts',
    'c*.ts',
  ]);
});
