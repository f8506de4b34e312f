import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isFinished,
  isOccupied,
  mayBecome,
  RUN_STATES,
  RUN_TRANSITIONS,
  runMayBecome,
  TASK_STATES,
  TASK_TRANSITIONS,
} from './states.ts';

test('the table tells of every state, and leads to known states only', () => {
  assert.deepEqual(Object.keys(TASK_TRANSITIONS).sort(), ['none', ...TASK_STATES].sort());
  const known = new Set<string>(['none', ...TASK_STATES]);
  for (const next of Object.values(TASK_TRANSITIONS).flat()) assert.ok(known.has(next), next);
  assert.deepEqual(Object.keys(RUN_TRANSITIONS).sort(), [...RUN_STATES].sort());
});

test('a finished task instance never runs again without being cleared first', () => {
  for (const state of TASK_STATES.filter(isFinished)) {
    for (const next of TASK_STATES.filter(isOccupied))
      assert.equal(mayBecome(state, next), false, `${state} -> ${next}`);
  }
});

test('every state of a task instance and of a run can come to an end', () => {
  for (const state of [null, ...TASK_STATES])
    assert.ok(isFinished(state) || mayBecome(state, 'failed') || mayBecome(state, null));
  for (const state of RUN_STATES) assert.ok(state === 'failed' || runMayBecome(state, 'failed'));
});
