import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playHistory } from './history.ts';

const HISTORIES = 10_000;

test('in thousands of random histories with crashes, lost answers and clock jumps every promise of the scheduler is kept', async () => {
  const totals = { commits: 0, crashes: 0, attempts: 0 };
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const played = await playHistory(seed);
    totals.commits += played.commits;
    totals.crashes += played.crashes;
    totals.attempts += played.attempts;
  }
  // A simulation that plays nothing would keep every promise too.
  assert.ok(
    totals.crashes > HISTORIES / 2 && totals.attempts > HISTORIES * 5 && totals.commits > totals.attempts,
    JSON.stringify(totals),
  );
});

test('a run that loses its place to another of the same id gives its room to the next at once', async () => {
  await playHistory(14_999);
});

test('a task that a mapped branch passes over while it is expanded ends once', async () => {
  await playHistory(4505);
});

test('the same seed plays the same history', async () => {
  assert.deepEqual(await playHistory(42), await playHistory(42));
});
