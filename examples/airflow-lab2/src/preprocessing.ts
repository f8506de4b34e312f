/**
 * Each number column goes to the model twice, as in the lab this example follows: scaled to 0..1 by its smallest and largest
 * value, and standardised to mean 0 and deviation 1. What that takes is learnt from the training part alone: a test row must
 * not have a say in how it is measured. Values of the test part may therefore lie outside 0..1.
 */
export interface Preprocessing {
  features: string[];
  minMax: { min: number[]; max: number[] };
  standard: { mean: number[]; deviation: number[] };
}

export function fitPreprocessing(features: readonly string[], training: readonly number[][]): Preprocessing {
  if (training.length === 0) throw new Error('The training part has no rows to learn the scaling from.');
  const columns = features.map((_, index) => training.map((row) => at(row, index)));
  const mean = columns.map((column) => sum(column) / column.length);
  return {
    features: [...features],
    minMax: {
      min: columns.map((column) => column.reduce((low, value) => Math.min(low, value), Infinity)),
      max: columns.map((column) => column.reduce((high, value) => Math.max(high, value), -Infinity)),
    },
    standard: {
      mean,
      // Of the whole population (divided by n), as scikit-learn's StandardScaler has it.
      deviation: columns.map((column, index) =>
        Math.sqrt(sum(column.map((value) => (value - at(mean, index)) ** 2)) / column.length),
      ),
    },
  };
}

/** The columns of the model, named after where they come from. */
export const preparedColumns = ({ features }: Preprocessing): string[] => [
  ...features.map((name) => `minmax ${name}`),
  ...features.map((name) => `standard ${name}`),
];

export function prepare({ features, minMax, standard }: Preprocessing, rows: readonly number[][]): number[][] {
  return rows.map((row) => [
    ...features.map((_, index) => {
      const low = at(minMax.min, index);
      return (at(row, index) - low) / orOne(at(minMax.max, index) - low);
    }),
    ...features.map((_, index) => (at(row, index) - at(standard.mean, index)) / orOne(at(standard.deviation, index))),
  ]);
}

/** A column that never varies has nothing to be divided by. */
const orOne = (width: number) => (width === 0 ? 1 : width);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new Error(`There is no value ${index + 1} in a list of ${values.length}.`);
  return value;
}
