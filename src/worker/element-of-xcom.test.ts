import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLocalFolder } from '#storage/local-folder.ts';
import { elementOfXCom } from './element-of-xcom.ts';
import { encodeXCom } from './xcom-values.ts';

const folder = await mkdtemp(join(tmpdir(), 'aquilon-elements-'));
after(() => rm(folder, { recursive: true, force: true }));

const store = createLocalFolder(folder);
const put = async (attemptId: string, list: object[]) =>
  encodeXCom(list, 'return_value', attemptId, store, { inlineLimit: 0, sizeLimit: 1000 });

test('of a list in the object store each element is given, and the list is read once', async () => {
  const first = await put('one', [{ n: 1 }, { n: 2 }]);
  assert.deepEqual(await elementOfXCom(first, 1, store), { n: 2 });
  await store.delete('xcom/one/return_value.json');
  assert.deepEqual(await elementOfXCom(first, 0, store), { n: 1 });
  assert.equal(await elementOfXCom(first, 2, store), null);
});

test('what is done to an element is not seen by those who ask for it later', async () => {
  const list = await put('two', [{ n: 1 }]);
  const element = (await elementOfXCom(list, 0, store)) as { n: number };
  element.n = 7;
  assert.deepEqual(await elementOfXCom(list, 0, store), { n: 1 });
});

test('elements of two lists are not mistaken for each other', async () => {
  const [a, b] = [await put('three', [{ a: 1 }]), await put('four', [{ b: 1 }])];
  assert.deepEqual([await elementOfXCom(a, 0, store), await elementOfXCom(b, 0, store)], [{ a: 1 }, { b: 1 }]);
  assert.deepEqual(await elementOfXCom(a, 0, store), { a: 1 });
});
