/**
 * Logistic regression with an L2 penalty, by Newton's method (iteratively reweighted least squares).
 *
 * It minimises what scikit-learn's LogisticRegression(C) minimises:
 *   C * sum over rows of log(1 + exp(-s * z)) + |coefficients|^2 / 2,   z = intercept + coefficients . row, s = 1 or -1 by the label.
 * The intercept is not penalised. The objective is strictly convex, so there is one solution, whatever solver finds it.
 */
import { dot, type Matrix, solveSymmetric } from './linear-algebra.ts';

export interface LogisticModel {
  intercept: number;
  coefficients: number[];
}

export interface Fit extends LogisticModel {
  iterations: number;
  /** Largest part of the gradient at the end, by row and unit of C: 0 at the exact solution. */
  gradient: number;
}

export interface FitOptions {
  /** The weight of the data against the penalty: smaller is a stronger penalty. Default 1. */
  c?: number;
  /** Newton's method needs 5 to 15. Default 100. */
  maxIterations?: number;
}

/** Far below the 1e-4 that scikit-learn stops at by default, and above the noise of rounding. */
const TOLERANCE = 1e-10;

export function fitLogistic(
  rows: Matrix,
  labels: readonly number[],
  { c = 1, maxIterations = 100 }: FitOptions = {},
): Fit {
  checkInput(rows, labels, c);
  // The intercept is the coefficient of a column of ones, in front.
  const data = rows.map((row) => [1, ...row]);
  let weights = new Array<number>(data[0]?.length ?? 1).fill(0);
  let value = objective(data, labels, weights, c);
  for (let iterations = 0; iterations < maxIterations; iterations += 1) {
    const slope = gradientOf(data, labels, weights, c);
    const gradient = slope.reduce((largest, part) => Math.max(largest, Math.abs(part)), 0) / (c * data.length);
    if (gradient <= TOLERANCE) return { ...modelOf(weights), iterations, gradient };
    const step = solveSymmetric(curvatureOf(data, weights, c), slope);
    if (step === undefined) break;
    // A full step may overshoot far from the solution: it is halved until the objective falls as the slope promises.
    const promise = dot(slope, step);
    let share = 1;
    let next = move(weights, step, share);
    let nextValue = objective(data, labels, next, c);
    while (nextValue > value - 1e-4 * share * promise + 1e-14 * Math.abs(value) && share > 1e-10) {
      share /= 2;
      next = move(weights, step, share);
      nextValue = objective(data, labels, next, c);
    }
    weights = next;
    value = nextValue;
  }
  throw new Error(
    `The logistic regression did not converge in ${maxIterations} steps (C = ${c}, ${data.length} rows).`,
  );
}

/** The chance that the label of `row` is 1. */
export function probability({ intercept, coefficients }: LogisticModel, row: readonly number[]): number {
  if (row.length !== coefficients.length)
    throw new Error(`The model takes ${coefficients.length} numbers a row, and was given ${row.length}.`);
  return sigmoid(intercept + dot(coefficients, row));
}

export const predict = (model: LogisticModel, row: readonly number[]): number =>
  probability(model, row) > 0.5 ? 1 : 0;

function checkInput(rows: Matrix, labels: readonly number[], c: number): void {
  if (!(c > 0 && Number.isFinite(c))) throw new Error(`C must be a positive number, not ${c}.`);
  if (rows.length !== labels.length) throw new Error(`There are ${rows.length} rows and ${labels.length} labels.`);
  const width = rows[0]?.length;
  if (rows.some((row) => row.length !== width || !row.every(Number.isFinite)))
    throw new Error('Every row must have the same number of finite numbers.');
  for (const label of [0, 1]) {
    if (!labels.includes(label))
      throw new Error(`No training row has the label ${label}: a model needs rows of both kinds to learn from.`);
  }
}

const modelOf = ([intercept = 0, ...coefficients]: readonly number[]): LogisticModel => ({ intercept, coefficients });
const sigmoid = (z: number) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
const move = (from: readonly number[], step: readonly number[], share: number) =>
  from.map((weight, index) => weight - share * (step[index] ?? 0));

function objective(data: Matrix, labels: readonly number[], weights: readonly number[], c: number): number {
  let loss = 0;
  for (const [index, row] of data.entries()) {
    const margin = (labels[index] === 1 ? 1 : -1) * dot(row, weights);
    // log(1 + exp(-margin)), written so that no margin overflows.
    loss += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  }
  const [, ...penalised] = weights;
  return c * loss + dot(penalised, penalised) / 2;
}

function gradientOf(data: Matrix, labels: readonly number[], weights: readonly number[], c: number): number[] {
  const gradient = weights.map((weight, index) => (index === 0 ? 0 : weight));
  for (const [index, row] of data.entries()) {
    const error = c * (sigmoid(dot(row, weights)) - (labels[index] ?? 0));
    for (const [column, value] of row.entries()) gradient[column] = (gradient[column] ?? 0) + error * value;
  }
  return gradient;
}

/** The matrix of second derivatives. */
function curvatureOf(data: Matrix, weights: readonly number[], c: number): number[][] {
  const curvature: number[][] = weights.map((_, line) =>
    weights.map((__, column) => (line === column && line > 0 ? 1 : 0)),
  );
  for (const row of data) {
    const chance = sigmoid(dot(row, weights));
    const weight = c * chance * (1 - chance);
    for (const [index, line] of curvature.entries()) {
      const scaled = weight * (row[index] ?? 0);
      for (let column = 0; column < line.length; column += 1)
        line[column] = (line[column] ?? 0) + scaled * (row[column] ?? 0);
    }
  }
  return curvature;
}
