/** Many histories in a row. The tests play them in two files, which run beside each other. */
import assert from 'node:assert/strict';
import { playAndExplain } from './replay.ts';

/** Plays the histories of `count` seeds from `first`; throws the first broken promise, told. */
export async function playMany(first: number, count: number): Promise<void> {
  const totals = { commits: 0, crashes: 0, attempts: 0, explained: 0, removed: 0 };
  for (let seed = first; seed < first + count; seed++) {
    const played = await playAndExplain(seed);
    totals.commits += played.commits;
    totals.crashes += played.crashes;
    totals.attempts += played.attempts;
    totals.explained += played.explained;
    totals.removed += played.removed;
  }
  // A simulation that plays nothing would keep every promise too.
  const { commits, crashes, attempts, explained, removed } = totals;
  assert.ok(crashes > count / 2 && attempts > count * 5 && commits > attempts, JSON.stringify(totals));
  assert.ok(explained > count * 50 && removed > count / 20, JSON.stringify(totals));
}
