import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hasCode } from '#errors/aquilon-error.ts';
import { createLocalFolder } from './local-folder.ts';

const folder = await mkdtemp(join(tmpdir(), 'aquilon-storage-'));
after(() => rm(folder, { recursive: true, force: true }));
const store = createLocalFolder(folder);

test('an object comes back as it was put', async () => {
  const content = Buffer.from('x'.repeat(100_000));
  const stored = await store.put('xcom/a/b.json', content);
  assert.equal(stored.bytes, 100_000);
  assert.deepEqual(await store.get('xcom/a/b.json', stored), content);
  assert.deepEqual(await readdir(join(folder, 'xcom/a')), ['b.json'], 'no temporary file is left');
});

test('an object that was changed on disk is refused', async () => {
  const stored = await store.put('changed', Buffer.from('one'));
  await writeFile(join(folder, 'changed'), 'two');
  await assert.rejects(store.get('changed', stored), (error) => hasCode(error, 'OBJECT_CORRUPT'));
});

test('an object that is not there is named', async () => {
  await assert.rejects(store.get('none'), /none/);
  await store.delete('none');
});

test('no object name leaves the storage folder', async () => {
  for (const name of ['../x', '/etc/passwd', 'a/../../x', 'a//b', '', 'a\0', '..']) {
    await assert.rejects(store.get(name), (error) => hasCode(error, 'OBJECT_NOT_FOUND'), name);
    await assert.rejects(store.put(name, Buffer.from('x')), (error) => hasCode(error, 'OBJECT_NOT_FOUND'), name);
  }
});
