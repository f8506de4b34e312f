/** Figures of repeated measurements: on noisy machines the median is quoted, with what it lay between. */
export interface Stats {
  min: number;
  median: number;
  max: number;
  count: number;
}

export function statsOf(values: readonly number[]): Stats {
  return {
    min: percentile(values, 0),
    median: percentile(values, 0.5),
    max: percentile(values, 1),
    count: values.length,
  };
}

/** The value below which `share` of the others lie: always one that was measured. NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
