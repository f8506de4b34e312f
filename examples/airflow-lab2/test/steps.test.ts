import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { generateCsv } from '../src/generate.ts';
import { buildAndSave, evaluate, loadData, preprocess, separate } from '../src/steps.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** All tasks of the DAG, one after the other, with what goes from one to the next as JSON, as XComs do. */
async function runAll(folder: string, generator = { seed: 42, rows: 1000 }) {
  const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
  const data = json(await loadData(join(folder, 'advertising.csv'), generator));
  const prepared = json(preprocess(data.rows, { testShare: 0.3, seed: generator.seed }));
  const separated = json(await separate(prepared, folder));
  const saved = json(await buildAndSave(separated, join(folder, 'model.sav'), 1));
  return { data, separated, saved, metrics: await evaluate(saved) };
}

test('the steps lead from no file at all to an honest accuracy', async (context) => {
  const { data, separated, metrics } = await runAll(await temporaryFolder(context));
  assert.equal(data.generated, true);
  assert.equal(data.rows.length, 1000);
  assert.deepEqual([separated.train.rows, separated.test.rows], [700, 300]);
  assert.ok(metrics.accuracy >= 0.8 && metrics.accuracy <= 0.97);
});

test('running the steps again gives the same bytes in every file, and no further file', async (context) => {
  const folder = await temporaryFolder(context);
  const contents = async () => {
    const names = (await readdir(folder)).sort();
    return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]));
  };
  const first = await runAll(folder);
  const before = await contents();
  const second = await runAll(folder);
  assert.deepEqual(await contents(), before);
  assert.deepEqual(second.metrics, first.metrics);
  assert.equal(second.data.generated, false);
});

test('a real file in place of the generated one is used, and not touched', async (context) => {
  const folder = await temporaryFolder(context);
  const real = generateCsv({ seed: 99, rows: 300 }).replaceAll('\n', '\r\n');
  await writeFile(join(folder, 'advertising.csv'), real);
  const { data, separated } = await runAll(folder);
  assert.equal(data.generated, false);
  assert.deepEqual([separated.train.rows, separated.test.rows], [210, 90]);
  assert.equal(await readFile(join(folder, 'advertising.csv'), 'utf8'), real);
});

test('a part that was changed after it was written is refused', async (context) => {
  const { saved } = await runAll(await temporaryFolder(context));
  await appendFile(saved.test.path, '0,0,0,0,0,0,0,0,0,0,1\n');
  await assert.rejects(evaluate(saved), /test\.csv is not what this run wrote\. Clear separate_data_outputs_task/);
});

test('a data set with clicks only cannot be learnt from, and the error says so', async (context) => {
  const folder = await temporaryFolder(context);
  const clicks = generateCsv({ seed: 1, rows: 100 }).replaceAll(/,0\n/g, ',1\n');
  await writeFile(join(folder, 'advertising.csv'), clicks);
  await assert.rejects(runAll(folder), /No training row has the label 0/);
});
