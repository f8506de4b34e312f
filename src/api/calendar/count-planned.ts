/** How many runs schedules will make in each slot of a time. */
import { setImmediate as turn } from 'node:timers/promises';
import { type Plan, plannedTicks } from '#domain/planned-ticks.ts';
import { type Slots, slotAt } from './slots.ts';

/** So many planned runs are counted at most: a schedule of every second has millions in a month. */
const MOST_PLANNED = 50_000;

/** Others have their turn after so many: some milliseconds. */
const TURN = 500;

/** Those that are not past at `now`, epoch ms. */
export async function countPlanned(
  plans: readonly Plan[],
  slots: Pick<Slots, 'from' | 'until' | 'starts'>,
  now: number,
): Promise<{ counts: number[]; isCut: boolean }> {
  const counts = slots.starts.map(() => 0);
  const from = Math.max(slots.from, now);
  let left = MOST_PLANNED;
  for (const plan of plans) {
    for (const { runAfter } of plannedTicks(plan, from, slots.until)) {
      if (left === 0) return { counts, isCut: true };
      left -= 1;
      if (left % TURN === 0) await turn();
      const place = slotAt(slots, runAfter);
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return { counts, isCut: false };
}
