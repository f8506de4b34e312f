import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Outcome } from '#queue/executor.ts';
import type { WaitOrder } from './protocol.ts';
import { Room } from './room.ts';

const NOT_YET: Outcome = { state: 'deferred', waitFor: { kind: 'poke', intervalMs: 0 } };

function order(
  attemptId: string,
  more: { since?: number; timeoutMs?: number | null; firstInMs?: number } = {},
): WaitOrder {
  const { since = 0, timeoutMs = null, firstInMs = 0 } = more;
  const rules = { softFail: false, exponentialBackoff: false, maxWaitMs: null, onError: 'fail' as const };
  return {
    work: {
      attemptId,
      dagRunId: 1,
      taskId: `t-${attemptId}`,
      mapIndex: -1,
      tryNumber: 1,
      maxTries: 0,
      snapshotHash: 'x',
      wait: { since, for: { kind: 'poke', intervalMs: 5 } },
      task: { sensor: { ...rules, pokeIntervalMs: 5, timeoutMs } },
    },
    inputs: {},
    logFile: '/nowhere',
    firstInMs,
  };
}

interface Stage {
  room: Room;
  looks: string[];
  reports: [string, Outcome['state']][];
  /** What the next look of an attempt finds. */
  found: Map<string, Outcome | Promise<Outcome>>;
  watched: Map<string, () => void>;
  forgotten: string[];
}

function stage(shareKey: (order: WaitOrder) => string | undefined = () => undefined): Stage {
  const looks: string[] = [];
  const reports: [string, Outcome['state']][] = [];
  const found = new Map<string, Outcome | Promise<Outcome>>();
  const watched = new Map<string, () => void>();
  const forgotten: string[] = [];
  const room = new Room({
    look: async ({ work: { attemptId } }) => {
      looks.push(attemptId);
      return found.get(attemptId) ?? NOT_YET;
    },
    report: (attemptId, outcome) => void reports.push([attemptId, outcome.state]),
    shareKey,
    watch({ work: { attemptId } }, wake) {
      watched.set(attemptId, wake);
      return () => watched.delete(attemptId);
    },
    forgotten: ({ work: { attemptId } }) => void forgotten.push(attemptId),
    now: () => performance.now(),
    wallNow: () => 1_000_000,
  });
  return { room, looks, reports, found, watched, forgotten };
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const limit = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`not so: ${what}`);
    await turn();
  }
}

test('those that wait for the same thing share one look, and end together', async () => {
  const { room, looks, reports, found, forgotten } = stage(() => 'same');
  for (const id of ['a', 'b', 'c']) room.add(order(id));
  await until('two looks', () => looks.length >= 2);
  assert.deepEqual([...new Set(looks)], ['a']);
  found.set('a', { state: 'success' });
  await until('the end', () => reports.length === 3);
  assert.deepEqual(reports, [
    ['a', 'success'],
    ['b', 'success'],
    ['c', 'success'],
  ]);
  assert.deepEqual(forgotten, ['a', 'b', 'c']);
});

test('no more than 64 looks are under way at once', async () => {
  const { room, looks, reports, found } = stage();
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  for (let at = 0; at < 200; at++) {
    found.set(`a${at}`, promise);
    room.add(order(`a${at}`));
  }
  await until('64 looks', () => looks.length === 64);
  for (let round = 0; round < 20; round++) await turn();
  assert.equal(looks.length, 64);
  resolve({ state: 'success' });
  await until('all ends', () => reports.length === 200);
});

test('one whose time is over ends after a look that found nothing, the others of its group wait on', async () => {
  const { room, looks, reports, found } = stage(() => 'same');
  room.add(order('over', { since: 0, timeoutMs: 999_999 }));
  room.add(order('long', { since: 0, timeoutMs: 9_999_999 }));
  await until('the end of one', () => reports.length === 1);
  assert.deepEqual(reports, [['over', 'failed']]);
  assert.ok(looks.length >= 1);
  found.set('long', { state: 'success' });
  await until('the end of the other', () => reports.length === 2);
});

test('a clock that was set back gives no more time than the timeout', async () => {
  const { room, reports } = stage();
  room.add(order('back', { since: 9_000_000_000, timeoutMs: 30 }));
  await until('the end', () => reports.length === 1);
  assert.deepEqual(reports, [['back', 'failed']]);
});

test('a look is taken at once when something tells of a change, and what is forgotten is not watched', async () => {
  const { room, looks, found, reports, watched } = stage();
  room.add(order('a', { firstInMs: 3_600_000 }));
  room.add(order('b', { firstInMs: 3_600_000 }));
  assert.deepEqual(looks, []);
  found.set('a', { state: 'success' });
  watched.get('a')?.();
  await until('the look', () => reports.length === 1);
  assert.deepEqual([...watched.keys()], ['b']);
  found.set('b', { state: 'success' });
  room.wake(['b', 'unknown']);
  await until('the other look', () => reports.length === 2);
  assert.deepEqual([...watched.keys()], []);
});

test('what is forgotten while it is looked at is not reported', async () => {
  const { room, looks, reports, found } = stage();
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  found.set('a', promise);
  room.add(order('a'));
  await until('the look', () => looks.length === 1);
  room.forget('a');
  resolve({ state: 'success' });
  room.add(order('b', { firstInMs: 1 }));
  found.set('b', { state: 'success' });
  await until('another end', () => reports.length > 0);
  assert.deepEqual(reports, [['b', 'success']]);
});
