import assert from 'node:assert/strict';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadModel, type ModelContent, saveModel } from '../src/model-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

const CONTENT: ModelContent = {
  preprocessing: { features: ['Age'], minMax: { min: [19], max: [61] }, standard: { mean: [36.1], deviation: [8.7] } },
  model: { intercept: 0.1, coefficients: [-1.5, 0.1 + 0.2] },
  training: { c: 1, rows: 700, iterations: 7, dataSha256: 'ab' },
};

async function saved(context: TestContext): Promise<string> {
  const path = join(await temporaryFolder(context), 'model', 'model.sav');
  await saveModel(path, CONTENT);
  return path;
}

test('a saved model is loaded bit for bit', async (context) => {
  assert.deepEqual(await loadModel(await saved(context)), CONTENT);
});

test('saving the same model again gives the same bytes, and leaves no other file', async (context) => {
  const path = await saved(context);
  const before = await readFile(path);
  await saveModel(path, CONTENT);
  assert.deepEqual(await readFile(path), before);
  assert.deepEqual(await readdir(join(path, '..')), ['model.sav']);
});

test('a model file that is missing says which task makes it', async () => {
  await assert.rejects(
    loadModel('/nowhere/model.sav'),
    /\/nowhere\/model\.sav does not exist\. Clear build_save_model_task/,
  );
});

test('a model file that was cut off is refused', async (context) => {
  const path = await saved(context);
  await truncate(path, 200);
  await assert.rejects(loadModel(path), /is no model file: it is not JSON, or was cut off/);
});

test('a model file with one number changed is refused as damaged', async (context) => {
  const path = await saved(context);
  await writeFile(path, (await readFile(path, 'utf8')).replace('-1.5', '-1.6'));
  await assert.rejects(loadModel(path), /model\.sav is damaged: its content does not fit its hash/);
});

test('a file of another format or a newer version is refused by name', async (context) => {
  const path = await saved(context);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"version": 1', '"version": 2'));
  await assert.rejects(loadModel(path), /has version 2, and this program reads version 1/);
  await writeFile(path, '{"some": "json"}');
  await assert.rejects(loadModel(path), /its format is not "airflow-lab2-model"/);
  await writeFile(path, Buffer.from([0x80, 0x04, 0x95, 0x00]));
  await assert.rejects(loadModel(path), /it is not JSON/);
});

test('a model whose numbers do not belong together is refused, also with a fitting hash', async (context) => {
  const path = await saved(context);
  await saveModel(path, { ...CONTENT, model: { intercept: 0, coefficients: [1] } });
  await assert.rejects(loadModel(path), /is damaged: numbers are missing/);
});
