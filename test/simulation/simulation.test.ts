import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playSeed } from './history.ts';
import { playAndExplain } from './replay.ts';

const HISTORIES = 10_000;
const HISTORIES_WITH_BACKFILLS = 500;

test('in thousands of random histories with several servers, crashes, lost answers and clock jumps every promise of the scheduler is kept', async () => {
  const totals = { commits: 0, crashes: 0, attempts: 0, explained: 0 };
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const played = await playAndExplain(seed);
    totals.commits += played.commits;
    totals.crashes += played.crashes;
    totals.attempts += played.attempts;
    totals.explained += played.explained;
  }
  // A simulation that plays nothing would keep every promise too.
  assert.ok(
    totals.crashes > HISTORIES / 2 && totals.attempts > HISTORIES * 5 && totals.commits > totals.attempts,
    JSON.stringify(totals),
  );
  assert.ok(totals.explained > HISTORIES * 50, JSON.stringify(totals));
});

test('in histories with backfills, paused and cancelled on the way, every date comes to its run or to a reason, and every run to its end', async () => {
  let backfills = 0;
  for (let seed = 1; seed <= HISTORIES_WITH_BACKFILLS; seed++)
    backfills += (await playAndExplain(seed, { withBackfills: true })).backfills;
  assert.ok(backfills > HISTORIES_WITH_BACKFILLS / 4, `${backfills} backfills`);
});

test('the same seed plays the same history', async () => {
  const tapes = [new Map<string, number>(), new Map<string, number>()] as const;
  assert.deepEqual(await playSeed(42, tapes[0]), await playSeed(42, tapes[1]));
  assert.deepEqual(tapes[0], tapes[1]);
});
