import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Dag } from '@aquilon/sdk';
import { errorDetail } from './error-detail.ts';

const makesDag = () => new Dag(7 as unknown as string);

test('the log of a task has the frames of its author, outermost first, and those of the product and of Node are left out', async () => {
  const thrown = await new Promise((resolve) => {
    try {
      makesDag();
    } catch (error) {
      resolve(error);
    }
  });
  const [{ frames = [] } = {}] = errorDetail(thrown);
  assert.deepEqual([frames.at(-1)?.filename, frames.at(-1)?.name], [import.meta.filename, 'makesDag']);
  assert.ok(frames.every(({ filename }) => filename === import.meta.filename));
  const missing = await readFile('/no/such/file').catch((error: unknown) => error);
  assert.ok(errorDetail(missing)[0]?.frames.every(({ filename }) => filename === import.meta.filename));
});
