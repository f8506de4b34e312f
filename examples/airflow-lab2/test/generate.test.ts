import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { COLUMNS } from '../src/advertising.ts';
import { GENERATOR_DEFAULTS, generateCsv } from '../src/generate.ts';
import { fitLogistic, predict } from '../src/logistic-regression.ts';
import { measure } from '../src/metrics.ts';
import { parseAdvertising } from '../src/read-csv.ts';
import { preprocess } from '../src/steps.ts';
import { temporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../src/generate.ts', import.meta.url));
const generate = (args: string[], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, [SCRIPT, ...args], { env: { ...process.env, INIT_CWD: undefined, ...env } });

const rowsOf = (options: Partial<typeof GENERATOR_DEFAULTS> = {}) =>
  parseAdvertising(generateCsv({ ...GENERATOR_DEFAULTS, ...options }), 'advertising.csv');

test('the generator makes 1000 rows with exactly the ten columns, in order', () => {
  const csv = generateCsv(GENERATOR_DEFAULTS);
  assert.equal(csv.slice(0, csv.indexOf('\n')), COLUMNS.join(','));
  assert.equal(rowsOf().length, 1000);
});

test('the same seed gives the same bytes, another seed others', () => {
  assert.equal(generateCsv({ seed: 5, rows: 200 }), generateCsv({ seed: 5, rows: 200 }));
  assert.notEqual(generateCsv({ seed: 5, rows: 200 }), generateCsv({ seed: 6, rows: 200 }));
});

test('generated texts need quoting, and survive it', () => {
  const rows = rowsOf();
  assert.ok(rows.some((row) => row['Ad Topic Line'].includes(',')));
  assert.ok(rows.some((row) => row['Ad Topic Line'].includes('"')));
  assert.ok(rows.some((row) => row.Country === 'Virgin Islands, U.S.'));
});

test('generated times are real seconds of the first half of 2016', () => {
  for (const { Timestamp } of rowsOf()) {
    const at = new Date(`${Timestamp.replace(' ', 'T')}Z`);
    assert.match(Timestamp, /^2016-0[1-6]-\d\d \d\d:\d\d:\d\d$/);
    assert.equal(at.toISOString().slice(0, 19).replace('T', ' '), Timestamp);
  }
});

test('the accuracy on held-back rows is honest, between 0.80 and 0.97, for 25 seeds', () => {
  for (let seed = 1; seed <= 25; seed += 1) {
    const rows = rowsOf({ seed }).map((row) => ({
      features: [row['Daily Time Spent on Site'], row.Age, row['Area Income'], row['Daily Internet Usage'], row.Male],
      label: row['Clicked on Ad'],
    }));
    const { train, test: held } = preprocess(rows, { testShare: 0.3, seed });
    const model = fitLogistic(train.x, train.y);
    const { accuracy } = measure(
      held.y,
      held.x.map((row) => predict(model, row)),
    );
    assert.ok(accuracy >= 0.8 && accuracy <= 0.97, `seed ${seed}: ${accuracy}`);
  }
});

test('the script writes the rows it was asked for to the file it was given, over what was there', async (context) => {
  const out = join(await temporaryFolder(context), 'deep', 'ads.csv');
  await generate(['--seed', '1', '--rows', '10', '--out', out]);
  await generate(['--seed', '3', '--rows', '20', '--out', out]);
  assert.equal(await readFile(out, 'utf8'), generateCsv({ seed: 3, rows: 20 }));
});

test('the script does not write over the data set in its own place, which may be a real one', async (context) => {
  const env = { AIRFLOW_LAB2_DATA_DIR: await temporaryFolder(context) };
  await generate(['--seed', '1'], env);
  await assert.rejects(generate(['--seed', '2'], env), /is already there\. Delete it first, or name another file/);
  const kept = await readFile(join(env.AIRFLOW_LAB2_DATA_DIR, 'advertising.csv'), 'utf8');
  assert.equal(kept, generateCsv({ seed: 1, rows: 1000 }));
});

test('the script refuses a seed or a number of rows that is none', async () => {
  await assert.rejects(generate(['--seed', 'abc', '--out', '/nowhere/x.csv']), /The seed must be a whole number/);
  await assert.rejects(generate(['--rows', '0', '--out', '/nowhere/x.csv']), /between 1 and 1000000, not 0/);
});
