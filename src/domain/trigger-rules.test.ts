import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TASK_STATES } from './states.ts';
import { countUpstream, judge, noUpstreams } from './trigger-rules.ts';

test('all_done_setup_success asks the setup upstreams only', () => {
  const counts = { ...noUpstreams(), total: 2, setupTotal: 1 };
  countUpstream(counts, 'failed', true);
  countUpstream(counts, 'success');
  assert.equal(judge('all_done_setup_success', counts), 'upstream_failed');
});

test('taking an upstream back leaves the counts as they were', () => {
  const counts = { ...noUpstreams(), total: 3, setupTotal: 1 };
  const before = structuredClone(counts);
  for (const state of [...TASK_STATES, null]) {
    countUpstream(counts, state, true);
    countUpstream(counts, state, true, -1);
  }
  assert.deepEqual(counts, before);
});
