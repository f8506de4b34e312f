import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEATURES, featuresOf, LABEL } from '../src/advertising.ts';
import { sha256 } from '../src/files.ts';
import { generateCsv } from '../src/generate.ts';
import { fitLogistic, predict, probability } from '../src/logistic-regression.ts';
import { measure } from '../src/metrics.ts';
import { fitPreprocessing, prepare } from '../src/preprocessing.ts';
import { parseAdvertising } from '../src/read-csv.ts';
import { splitIndexes } from '../src/split.ts';
import reference from './reference.json' with { type: 'json' };

/** The promise is 1e-3; both solvers go to convergence, so they meet far closer, and a slip would show. */
const COEFFICIENT_TOLERANCE = 1e-6;

for (const expected of reference.cases) {
  const csv = generateCsv(expected);
  const rows = parseAdvertising(csv, 'advertising.csv');
  const split = splitIndexes(rows.length, 0.3, expected.seed);
  const pick = (indexes: number[]) => indexes.flatMap((index) => rows[index] ?? []);
  const [train, held] = [pick(split.train), pick(split.test)];
  const preprocessing = fitPreprocessing(FEATURES, train.map(featuresOf));
  const model = fitLogistic(
    prepare(preprocessing, train.map(featuresOf)),
    train.map((row) => row[LABEL]),
    expected,
  );
  const testRows = prepare(preprocessing, held.map(featuresOf));
  const which = `seed ${expected.seed}, ${expected.rows} rows, C = ${expected.c}`;

  test(`the data are those that scikit-learn was given (${which})`, () => {
    assert.equal(
      sha256(csv),
      expected.csvSha256,
      'the generator has changed: make reference.json again (reference.py)',
    );
  });

  test(`the scaling is that of MinMaxScaler and StandardScaler (${which})`, () => {
    assertClose(preprocessing.minMax.min, expected.minMax.min, 1e-9);
    assertClose(preprocessing.minMax.max, expected.minMax.max, 1e-9);
    assertClose(preprocessing.standard.mean, expected.standard.mean, 1e-7);
    assertClose(preprocessing.standard.deviation, expected.standard.deviation, 1e-7);
  });

  test(`the coefficients are those of LogisticRegression (${which})`, () => {
    assertClose(
      [model.intercept, ...model.coefficients],
      [expected.intercept, ...expected.coefficients],
      COEFFICIENT_TOLERANCE,
    );
  });

  test(`probabilities and metrics of the test part are those of scikit-learn (${which})`, () => {
    const probabilities = testRows.slice(0, 5).map((row) => probability(model, row));
    assertClose(probabilities, expected.firstProbabilities, 1e-6);
    const metrics = measure(
      held.map((row) => row[LABEL]),
      testRows.map((row) => predict(model, row)),
    );
    assert.deepEqual(metrics.confusion, expected.confusion);
    assertClose(
      [metrics.accuracy, metrics.precision, metrics.recall],
      [expected.accuracy, expected.precision, expected.recall],
      1e-12,
    );
  });
}

function assertClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs((actual[index] ?? Number.NaN) - value);
    assert.ok(difference <= tolerance, `number ${index}: ${actual[index]} instead of ${value}`);
  }
}
