/** A simulation is worth what it finds: stores that break a promise are found out, and what is shown of it is small and can be played again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rows } from '#scheduler/rows-in-series.ts';
import type { Store } from '#scheduler/store.ts';
import { type HistoryOptions, playSeed, playTape } from './history.ts';
import { playAndExplain, tapeOf, tellTape, tokenOf } from './replay.ts';
import { shrinkTape } from './shrink.ts';

/** It tells of a place more in each pool than there is. */
const generous = (store: Store): Store => ({
  ...store,
  load: async (epoch) => {
    const world = await store.load(epoch);
    return { ...world, pools: world.pools.map((pool) => ({ ...pool, slots: pool.slots + 1 })) };
  },
});

/** It lets a server lead beside another. */
const trusting = (store: Store): Store => ({ ...store, othersAreDead: async () => true });

/** It does not write down that tasks begin. */
const leaky = (store: Store): Store => ({
  ...store,
  commit: (epoch, number, batch) =>
    store.commit(epoch, number, {
      ...batch,
      instances: new Rows([...batch.instances].filter(({ expected }) => expected !== null)),
    }),
});

/** It does not write notes on instances that move. */
const forgetful = (store: Store): Store => ({
  ...store,
  commit: (epoch, number, batch) =>
    store.commit(epoch, number, {
      ...batch,
      instances: new Rows([...batch.instances].map((row) => ({ ...row, note: null }))),
    }),
});

async function firstFailure(broken: RegExp, options: HistoryOptions): Promise<{ seed: number; message: string }> {
  for (let seed = 1; seed < 500; seed++) {
    const message = await playSeed(seed, undefined, options).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (message !== undefined && broken.test(message)) return { seed, message };
  }
  throw new Error('the broken store was not found out');
}

const CANARIES = [
  { what: 'that promises more places than a pool has', wrapStore: generous, broken: /^pool \w+: \d of \d$/ },
  {
    what: 'that lets two servers lead at once',
    wrapStore: trusting,
    broken: /runs twice at once$/,
  },
  { what: 'that loses rows', wrapStore: leaky, broken: /is dispatched while it is null/ },
];

for (const { what, wrapStore, broken } of CANARIES) {
  test(`a store ${what} is found out, by a history of few decisions that can be played again`, async () => {
    const { seed, message } = await firstFailure(broken, { wrapStore });
    const tape = new Map<string, number>();
    await assert.rejects(playSeed(seed, tape, { wrapStore }), { message });
    const small = await shrinkTape(tape, { wrapStore });
    const lines = await tellTape(small, { wrapStore });
    assert.ok(small.size <= 20 && small.size < tape.size / 2 && lines.length <= 60, lines.join('\n'));
    assert.match(lines.at(-1) ?? '', /^BROKEN: /);
    assert.deepEqual(tapeOf(tokenOf(small)), small);
    assert.deepEqual(await tellTape(tapeOf(tokenOf(small)), { wrapStore }), lines);
    // Without the fault the same history keeps every promise.
    await playTape(small);
  });
}

test('a store that loses notes is found out', async () => {
  await firstFailure(/has no note, and note \d+ was acknowledged$/, { wrapStore: forgetful });
});

test('a seed that breaks a promise is told in lines, with the command that plays it again', async () => {
  const { seed } = await firstFailure(/^pool/, { wrapStore: generous });
  await assert.rejects(playAndExplain(seed, { wrapStore: generous }), (error: Error) => {
    const lines = error.message.split('\n');
    assert.match(lines[0] ?? '', new RegExp(`^seed ${seed} breaks a promise; \\d+ of \\d+ decisions are needed:$`));
    assert.match(lines.at(-2) ?? '', /^BROKEN: pool/);
    assert.match(lines.at(-1) ?? '', /^Play it again: npm run simulate -- --replay \S+$/);
    return true;
  });
});
