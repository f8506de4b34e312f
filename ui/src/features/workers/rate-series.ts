/** Ended attempts over time, as lines: how many a minute, and how long they took and waited. Pure. */
import type { RateFigures, Rates } from '#shared/api/worker-operations.ts';

export const ENDS = ['success', 'failed', 'up_for_retry', 'skipped'] as const;
export type End = (typeof ENDS)[number];
export const TIMES = ['duration', 'queued'] as const;
export type Time = (typeof TIMES)[number];

export interface RateSeries {
  /** Beginnings of the buckets, ISO 8601, the earliest first; one for each of the time that is looked at. */
  readonly at: readonly string[];
  /** Attempts a minute; of ends that there were none of there is no line. */
  readonly ends: readonly { readonly end: End; readonly values: readonly number[] }[];
  /** Seconds; null where nothing has ended. */
  readonly times: Readonly<Record<Time, Readonly<Record<'median' | 'p95', readonly (number | null)[]>>>>;
}

/** `now`: epoch ms. The time that is looked at goes on while nothing ends. */
export function seriesOf({ buckets, bucket_seconds: seconds }: Rates, hours: number, now: number): RateSeries {
  const size = seconds * 1000;
  const count = (hours * 3_600_000) / size;
  const last = Math.floor(now / size) * size;
  const found = new Map<number, RateFigures>(buckets.map((bucket) => [Date.parse(bucket.at), bucket]));
  const starts = Array.from({ length: count }, (_, place) => last - (count - 1 - place) * size);
  const valuesOf = <T>(read: (bucket: RateFigures | undefined) => T) => starts.map((at) => read(found.get(at)));
  return {
    at: starts.map((at) => new Date(at).toISOString()),
    ends: ENDS.map((end) => ({ end, values: valuesOf((bucket) => ((bucket?.[end] ?? 0) * 60) / seconds) })).filter(
      ({ values }) => values.some((value) => value > 0),
    ),
    times: {
      duration: {
        median: valuesOf((bucket) => bucket?.median_duration ?? null),
        p95: valuesOf((bucket) => bucket?.p95_duration ?? null),
      },
      queued: {
        median: valuesOf((bucket) => bucket?.median_queued ?? null),
        p95: valuesOf((bucket) => bucket?.p95_queued ?? null),
      },
    },
  };
}

export const endedOf = (figures: RateFigures): number => ENDS.reduce((sum, end) => sum + figures[end], 0);
