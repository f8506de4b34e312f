import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskTry } from '#shared/api/queries/tasks.ts';
import { stateAt } from './state-at.ts';

const iso = (second: number | null) => (second === null ? null : new Date(second * 1000).toISOString());

/** Seconds in which it was scheduled, queued, started and ended. */
function attempt(number: number, state: TaskTry['state'], times: readonly (number | null)[]) {
  const [scheduled = null, queued = null, start = null, end = null] = times;
  return {
    try_number: number,
    state,
    scheduled_when: iso(scheduled),
    queued_when: iso(queued),
    start_date: iso(start),
    end_date: iso(end),
  };
}
const over = (tries: readonly ReturnType<typeof attempt>[], seconds: readonly number[], end = 100) =>
  seconds.map((second) => stateAt(tries, second * 1000, end * 1000));

test('a task goes through its states as its times tell', () => {
  const tries = [attempt(1, 'success', [1, 2, 3, 5])];
  assert.deepEqual(over(tries, [0, 1, 2, 3, 4, 5, 99]), [
    'none',
    'scheduled',
    'queued',
    'running',
    'running',
    'success',
    'success',
  ]);
});

test('between two tries it waits for the next, whatever the order they are given in', () => {
  const tries = [attempt(2, 'success', [8, 8, 9, 10]), attempt(1, 'failed', [1, 2, 3, 5])];
  assert.deepEqual(over(tries, [4, 6, 8, 9, 10]), ['running', 'up_for_retry', 'queued', 'running', 'success']);
});

test('what has not ended is as it is now, from its start on', () => {
  assert.deepEqual(over([attempt(1, 'running', [1, 2, 3])], [2, 3, 50]), ['queued', 'running', 'running']);
  assert.deepEqual(over([attempt(1, 'deferred', [1, 2, 3])], [50]), ['deferred']);
  assert.deepEqual(over([attempt(1, 'queued', [1, 2])], [1, 50]), ['scheduled', 'queued']);
});

test('a state without a time counts from the end of the run', () => {
  const tries = [attempt(0, 'upstream_failed', [])];
  assert.deepEqual(over(tries, [50, 100]), ['none', 'upstream_failed']);
  assert.deepEqual(over([attempt(0, null, [])], [50, 100]), ['none', 'none']);
});

test('a task that was skipped at a moment is so from then on', () => {
  assert.deepEqual(over([attempt(0, 'skipped', [null, null, 7, 7])], [6, 7]), ['none', 'skipped']);
});
