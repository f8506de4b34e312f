/** How long those that wait have waited, in classes. Pure. */
import type { WaitingLine } from '#shared/api/worker-operations.ts';

/** Each but the last is as long as this at most, ms. */
const LIMITS = [
  ['minute', 60_000],
  ['tenMinutes', 600_000],
  ['hour', 3_600_000],
  ['sixHours', 21_600_000],
  ['more', Number.POSITIVE_INFINITY],
] as const;
export type Age = (typeof LIMITS)[number][0];

/** The youngest first; `share` is that of the largest class. `now`: epoch ms. */
export function agesOf({ since }: WaitingLine, now: number): { age: Age; count: number; share: number }[] {
  const counts = new Map<Age, number>(LIMITS.map(([age]) => [age, 0]));
  for (const one of since) {
    const waited = now - Date.parse(one.since);
    const age = LIMITS.find(([, limit]) => waited < limit)?.[0] ?? 'more';
    counts.set(age, (counts.get(age) ?? 0) + one.count);
  }
  const most = Math.max(1, ...counts.values());
  return [...counts].map(([age, count]) => ({ age, count, share: count / most }));
}
