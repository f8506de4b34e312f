import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitPreprocessing, prepare, preparedColumns } from '../src/preprocessing.ts';
import { splitIndexes } from '../src/split.ts';
import { preprocess } from '../src/steps.ts';

test('1000 rows split into 700 to learn from and 300 to test on, each row in one part', () => {
  const { train, test: held } = splitIndexes(1000, 0.3, 42);
  assert.equal(train.length, 700);
  assert.equal(held.length, 300);
  assert.equal(new Set([...train, ...held]).size, 1000);
});

test('the split follows its seed', () => {
  assert.deepEqual(splitIndexes(1000, 0.3, 1), splitIndexes(1000, 0.3, 1));
  assert.notDeepEqual(splitIndexes(1000, 0.3, 1), splitIndexes(1000, 0.3, 2));
});

test('a share that rounding would tip over does not take a row too many', () => {
  assert.equal(splitIndexes(70, 0.3, 1).test.length, 21);
});

test('too few rows for two parts are refused', () => {
  assert.throws(() => splitIndexes(1, 0.3, 1), /1 rows cannot be split/);
});

test('scaling is learnt from the training rows: 0..1, and mean 0 with deviation 1', () => {
  const training = [[1], [2], [3], [6]];
  const prepared = prepare(fitPreprocessing(['a'], training), training);
  assert.deepEqual(
    prepared.map(([scaled]) => scaled),
    [0, 0.2, 0.4, 1],
  );
  const standard = prepared.map((row) => row[1] ?? Number.NaN);
  assert.ok(Math.abs(standard.reduce((sum, value) => sum + value, 0)) < 1e-12);
  assert.ok(Math.abs(standard.reduce((sum, value) => sum + value * value, 0) / 4 - 1) < 1e-12);
});

test('test rows have no say in the scaling, and may lie outside of it', () => {
  const rows = Array.from({ length: 100 }, (_, index) => ({ features: [index, 1, 1, 1, 1], label: index % 2 }));
  const before = preprocess(rows, { testShare: 0.3, seed: 9 });
  const [heldBack = 0] = splitIndexes(100, 0.3, 9).test;
  const changed = rows.map((row, index) => (index === heldBack ? { ...row, features: [1e9, 1, 1, 1, 1] } : row));
  const after = preprocess(changed, { testShare: 0.3, seed: 9 });
  assert.deepEqual(after.preprocessing, before.preprocessing);
  assert.deepEqual(after.train, before.train);
  assert.ok((after.test.x[0]?.[0] ?? 0) > 1000);
});

test('a column that never varies is scaled to zeros, not to NaN', () => {
  const preprocessing = fitPreprocessing(['a'], [[4], [4]]);
  assert.deepEqual(prepare(preprocessing, [[4]]), [[0, 0]]);
});

test('prepared columns are named after what was done and where they come from', () => {
  assert.deepEqual(preparedColumns(fitPreprocessing(['Age', 'Male'], [[1, 0]])), [
    'minmax Age',
    'minmax Male',
    'standard Age',
    'standard Male',
  ]);
});
