/** Counts of test rows by what they are and what the model said they were. */
export interface Confusion {
  truePositive: number;
  falsePositive: number;
  trueNegative: number;
  falseNegative: number;
}

/** All shares between 0 and 1. */
export interface Metrics {
  accuracy: number;
  /** Of the rows said to be clicks, the share that were; 0 where none was said to be one. */
  precision: number;
  /** Of the clicks, the share that was found; 0 where there was none. */
  recall: number;
  confusion: Confusion;
}

export function measure(labels: readonly number[], predictions: readonly number[]): Metrics {
  if (labels.length === 0 || labels.length !== predictions.length)
    throw new Error(`There are ${labels.length} labels and ${predictions.length} predictions.`);
  const count = (label: number, prediction: number) =>
    labels.filter((given, index) => given === label && predictions[index] === prediction).length;
  const confusion: Confusion = {
    truePositive: count(1, 1),
    falsePositive: count(0, 1),
    trueNegative: count(0, 0),
    falseNegative: count(1, 0),
  };
  const { truePositive, falsePositive, trueNegative, falseNegative } = confusion;
  const share = (part: number, of: number) => (of === 0 ? 0 : part / of);
  return {
    accuracy: (truePositive + trueNegative) / labels.length,
    precision: share(truePositive, truePositive + falsePositive),
    recall: share(truePositive, truePositive + falseNegative),
    confusion,
  };
}
