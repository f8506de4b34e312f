import type { SerializedSensor } from '@aquilon/sdk/serialized';

/** What a back-off without `maxWait` grows to at most: a day. */
const LONGEST_WAIT_MS = 86_400_000;

/**
 * Milliseconds until the next look. With back-off, as Airflow's sensors in the mode `reschedule`: the interval doubles with each look, estimated from the
 * time that has passed, so that a restart does not begin anew, and a value between it and its double is taken, so that sensors which began together do
 * not look together.
 */
export function nextIntervalMs(
  pokeIntervalMs: number,
  policy: Pick<SerializedSensor, 'exponentialBackoff' | 'maxWaitMs'> | undefined,
  waitedMs: number,
  random: () => number,
): number {
  const longest = Math.min(policy?.maxWaitMs ?? LONGEST_WAIT_MS, 2 ** 31 - 1);
  if (!policy?.exponentialBackoff || pokeIntervalMs === 0) return Math.min(pokeIntervalMs, longest);
  const looks = Math.floor(Math.log2(Math.max(0, waitedMs) / pokeIntervalMs + 1)) + 1;
  const base = pokeIntervalMs * 2 ** (looks - 2);
  return Math.min(base + random() * base, longest);
}
