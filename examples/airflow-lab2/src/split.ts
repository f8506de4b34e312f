import { seeded, shuffledIndexes } from './random.ts';

export interface Split {
  train: number[];
  test: number[];
}

/**
 * Deals the row numbers 0 .. count-1 to two parts by chance. The test part gets `testShare` of them, rounded up.
 * The same count, share and seed give the same parts.
 */
export function splitIndexes(count: number, testShare: number, seed: number): Split {
  // 0.3 * 70 is a hair over 21 in floating point: that must not cost the training part a row.
  const testCount = Math.ceil(count * testShare - 1e-9);
  if (testCount < 1 || testCount >= count)
    throw new Error(`${count} rows cannot be split with ${testShare} of them for the test: one part would be empty.`);
  // The generator may have been given the same seed: the split must not follow the same numbers.
  const order = shuffledIndexes(count, seeded(~seed));
  return { test: order.slice(0, testCount), train: order.slice(testCount) };
}
