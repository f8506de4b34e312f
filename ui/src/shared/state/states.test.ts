import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '#shared/i18n/en.ts';
import { isFinished, STATES, summarize, toState } from './states.ts';

test('every state has a name, a colour and a glyph that no other state has', () => {
  assert.deepEqual(Object.keys(STATES).sort(), Object.keys(en.state).sort());
  const glyphs = Object.values(STATES).map((one) => one.glyph);
  assert.equal(new Set(glyphs).size, glyphs.length);
});

test('a state that this page does not know is shown as none', () => {
  assert.equal(toState('invented'), 'none');
  assert.equal(toState(null), 'none');
  assert.equal(toState('running'), 'running');
});

test('one failed instance among many makes the task failed, and all are counted', () => {
  const summary = summarize(['success', 'failed', 'success', 'running']);
  assert.equal(summary.state, 'failed');
  assert.equal(summary.total, 4);
  assert.deepEqual(summary.counts, [
    { state: 'failed', count: 1 },
    { state: 'running', count: 1 },
    { state: 'success', count: 2 },
  ]);
});

test('a task without an instance has no state', () => {
  assert.deepEqual(summarize([]), { state: 'none', total: 0, counts: [] });
});

test('a task that waits for a retry is not finished', () => {
  assert.equal(isFinished('up_for_retry'), false);
  assert.equal(isFinished('upstream_failed'), true);
});
