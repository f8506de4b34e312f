import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markOf, partsOf, stateOf } from './progress.ts';

const progress = {
  backfill_id: 1,
  total: 10,
  waiting: 3,
  passed_over: 1,
  deleted: 1,
  runs: [
    { state: 'success', count: 2 },
    { state: 'running', count: 2 },
    { state: 'failed', count: 1 },
  ],
};
const going = { is_paused: false, completed_at: null, progress };
const over = { ...going, completed_at: '2026-01-01T00:00:00Z' };

test('a backfill runs, is paused, was cancelled, or has ended', () => {
  assert.equal(stateOf(going), 'running');
  assert.equal(stateOf({ ...going, is_paused: true }), 'paused');
  assert.equal(stateOf(over), 'cancelled');
  assert.equal(stateOf({ ...over, progress: { ...progress, waiting: 0 } }), 'ended');
});

test('one that has ended with a failed run is marked as failed', () => {
  const ended = { ...progress, waiting: 0 };
  assert.equal(markOf({ ...over, progress: ended }), 'failed');
  assert.equal(markOf({ ...over, progress: { ...ended, runs: [{ state: 'success', count: 8 }] } }), 'success');
});

test('dates are counted by what became of them, and done are those to which nothing more happens', () => {
  assert.deepEqual(partsOf(going), {
    total: 10,
    done: 5,
    parts: [
      { part: 'failed', count: 1 },
      { part: 'running', count: 2 },
      { part: 'success', count: 2 },
      { part: 'waiting', count: 3 },
      { part: 'passedOver', count: 1 },
      { part: 'deleted', count: 1 },
    ],
  });
  assert.ok(partsOf(over).parts.some(({ part }) => part === 'neverMade'));
  assert.deepEqual(partsOf({ ...going, progress: undefined }), { total: 0, done: 0, parts: [] });
});
