import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playMany } from './histories.ts';
import { playSeed, playTape } from './history.ts';
import { playAndExplain, tapeOf } from './replay.ts';

const HISTORIES_WITH_BACKFILLS = 500;

test('in 5,000 random histories with several servers, crashes, lost answers and clock jumps every promise of the scheduler is kept', async () => {
  await playMany(1, 5000);
});

test('in histories with backfills, paused and cancelled on the way, every date comes to its run or to a reason, and every run to its end', async () => {
  let backfills = 0;
  for (let seed = 1; seed <= HISTORIES_WITH_BACKFILLS; seed++)
    backfills += (await playAndExplain(seed, { withBackfills: true })).backfills;
  assert.ok(backfills > HISTORIES_WITH_BACKFILLS / 10, `${backfills} backfills`);
});

test('the same seed plays the same history', async () => {
  const tapes = [new Map<string, number>(), new Map<string, number>()] as const;
  assert.deepEqual(await playSeed(42, tapes[0]), await playSeed(42, tapes[1]));
  assert.deepEqual(tapes[0], tapes[1]);
});

/** The end of an attempt is reported while the database is away, and then its server learns that it leads no more. */
const UNHEARD =
  'rVTBbtswDP0VQjkuGSTKshx9R--FGiuzMUcuJGVDMOzfB8tpQq7d0GK78YnUEyk-8ofIIX0LKQuntqKXUHz-moXDBXwuCP5YQoIiX_yDz-AhH4bQn6fwcpqLT-XGcfDlMJyfK3z2yU9TmMZ8Ek5vRS5hdUy-hFSt6E8B5iN4SOd4C4KNrt7VbojdEntPbEUvqFY4sxVPFxjm73A6HwbqtBRQDpQUIAW6pjbGsnxYLOPMcqX3tKJA0zBDa6JhhlZoaJih9RqaectAVwu-AlqTlTWDpU3XtvWPjyix3Um9w-4BlTN7Z9pPUjopoUgo6QLKQQmxDHltTQ6HOfbCqbXFqXlf3PteVP-Nac0J_8D04ZTQwVjyKm8YMyyipT-L_0AaYv8WZSOc3YrjnKpwpzl-qdO4ejv7u6r5mHQdnQ2qSSWRITYrqnml7Tpy-h7Rsng2P8i4sGGoqyxFwk4t1Z6CjwU2VN-qYdxM--qq9w_2X7_dfy1v2v274u5LhK8Ulmh7S-0-DNpBnJ_m_gJD8KnSXlvNtg9rhWWsln2t3b9SA2yQCAIlvY2KrhQ0VA3YstXWskhWJ1rDEHvBMs6OsXSMpbMMsS27X7bzz18';

test('an attempt whose end was reported before its server learned that it leads no more is not waited for', async () => {
  await playTape(tapeOf(UNHEARD));
});

const HELD_UP_TWICE =
  'TY1LCsMwEEOvIiZbL5w0DcG7HmWaTD4Q28Ufsii9e4kpxbsnaaR506yxcQQjTpvM-RAyrbrctFtJ_LyMm6KQXSTTK3poA8bkrd0TVi8RZ_BuLa2Dk4RCMckLTV_xUNixFfgFjJAdmnt1MFbcajKjosUHbP7EUR50_7Qr6U8MVa-7Bj9f';

test('a server that is held up, and for a shorter time once more, is not taken to be at work between the two ends', async () => {
  await playTape(tapeOf(HELD_UP_TWICE));
});
