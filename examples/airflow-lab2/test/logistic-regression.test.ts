import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitLogistic, predict, probability } from '../src/logistic-regression.ts';
import { measure } from '../src/metrics.ts';

const ROWS = [[0], [1], [2], [3], [4], [5]];
const LABELS = [0, 0, 1, 0, 1, 1];

test('the solver stops at a point where the gradient is zero', () => {
  const fit = fitLogistic(ROWS, LABELS, { c: 2 });
  const errors = ROWS.map((row, index) => probability(fit, row) - (LABELS[index] ?? 0));
  const slope = errors.reduce(
    (sum, error, index) => sum + 2 * error * (ROWS[index]?.[0] ?? 0),
    fit.coefficients[0] ?? 0,
  );
  assert.ok(Math.abs(slope) < 1e-8);
  // The intercept is not penalised: at the solution the errors cancel out.
  assert.ok(Math.abs(errors.reduce((sum, error) => sum + error, 0)) < 1e-8);
});

test('a stronger penalty makes smaller coefficients', () => {
  const [weak, strong] = [100, 0.01].map((c) => Math.abs(fitLogistic(ROWS, LABELS, { c }).coefficients[0] ?? 0));
  assert.ok((strong ?? 0) < (weak ?? 0) / 10);
});

test('rows that can be told apart without error still have a finite solution', () => {
  const fit = fitLogistic(ROWS, [0, 0, 0, 1, 1, 1], { c: 1e6 });
  assert.deepEqual(
    ROWS.map((row) => predict(fit, row)),
    [0, 0, 0, 1, 1, 1],
  );
  assert.ok(fit.coefficients.every(Number.isFinite));
});

test('columns that repeat each other share the weight', () => {
  const [first, second] = fitLogistic(
    ROWS.map(([value = 0]) => [value, value]),
    LABELS,
  ).coefficients;
  assert.ok(Math.abs((first ?? 0) - (second ?? 1)) < 1e-9);
});

test('columns of very different size converge', () => {
  const fit = fitLogistic(
    ROWS.map(([value = 0]) => [value * 1e6, value / 1e3]),
    LABELS,
  );
  assert.ok(fit.gradient <= 1e-10 && fit.iterations < 100);
});

test('labels of one kind only, a C of zero and values that are no numbers are refused', () => {
  assert.throws(() => fitLogistic(ROWS, [1, 1, 1, 1, 1, 1]), /No training row has the label 0/);
  assert.throws(() => fitLogistic(ROWS, LABELS, { c: 0 }), /C must be a positive number, not 0/);
  assert.throws(() => fitLogistic([[Number.NaN], [1]], [0, 1]), /finite numbers/);
});

test('a row of another width than the model is refused', () => {
  assert.throws(
    () => probability({ intercept: 0, coefficients: [1, 2] }, [1]),
    /takes 2 numbers a row, and was given 1/,
  );
});

test('metrics count what was found, missed and wrongly claimed', () => {
  assert.deepEqual(measure([1, 1, 1, 0, 0], [1, 1, 0, 1, 0]), {
    accuracy: 0.6,
    precision: 2 / 3,
    recall: 2 / 3,
    confusion: { truePositive: 2, falsePositive: 1, trueNegative: 1, falseNegative: 1 },
  });
});

test('precision is 0 where nothing was claimed, and recall where there was nothing to find', () => {
  assert.equal(measure([1, 0], [0, 0]).precision, 0);
  assert.equal(measure([0, 0], [1, 0]).recall, 0);
});
