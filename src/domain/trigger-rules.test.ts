import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriggerRule } from '@aquilon/sdk/serialized';
import type { MaybeTaskState } from './states.ts';
import { countUpstream, judge, noUpstreams, type RuleVerdict } from './trigger-rules.ts';

const STATES: Readonly<Record<string, MaybeTaskState>> = {
  s: 'success',
  f: 'failed',
  u: 'upstream_failed',
  k: 'skipped',
  r: 'running',
  '-': null,
};

/** Upstream states as letters (see STATES) -> verdict, by rule. From Airflow's documentation of its trigger rules. */
const TABLE: readonly [TriggerRule, Readonly<Record<string, RuleVerdict>>][] = [
  [
    'all_success',
    {
      '': 'run',
      s: 'run',
      ss: 'run',
      sr: 'wait',
      '--': 'wait',
      sf: 'upstream_failed',
      'f-': 'upstream_failed',
      su: 'upstream_failed',
      sk: 'skipped',
      'k-': 'skipped',
      kf: 'upstream_failed',
    },
  ],
  ['all_failed', { f: 'run', ff: 'run', fu: 'run', 'f-': 'wait', fs: 'skipped', fk: 'skipped', 's-': 'skipped' }],
  ['all_done', { s: 'run', sf: 'run', ku: 'run', 's-': 'wait', sr: 'wait' }],
  [
    'all_done_min_one_success',
    { s: 'run', sf: 'run', 's-': 'wait', ff: 'upstream_failed', fk: 'upstream_failed', kk: 'skipped' },
  ],
  ['all_done_setup_success', { s: 'run', sf: 'run', 's-': 'wait', kk: 'run' }],
  [
    'one_success',
    {
      s: 'run',
      's-': 'run',
      'f-': 'wait',
      'k-': 'wait',
      ff: 'upstream_failed',
      fk: 'upstream_failed',
      kk: 'skipped',
      u: 'upstream_failed',
    },
  ],
  ['one_failed', { f: 'run', 'f-': 'run', 'u-': 'run', 's-': 'wait', ss: 'skipped', sk: 'skipped', kk: 'skipped' }],
  ['one_done', { s: 'run', 'f-': 'run', 's-': 'run', 'k-': 'wait', kk: 'skipped', ku: 'skipped' }],
  ['none_failed', { s: 'run', sk: 'run', kk: 'run', 's-': 'wait', 'f-': 'upstream_failed', 'u-': 'upstream_failed' }],
  ['none_failed_min_one_success', { s: 'run', sk: 'run', kk: 'skipped', 's-': 'wait', 'f-': 'upstream_failed' }],
  ['none_skipped', { s: 'run', sf: 'run', fu: 'run', 's-': 'wait', 'k-': 'skipped', sk: 'skipped' }],
  ['all_skipped', { k: 'run', kk: 'run', 'k-': 'wait', 's-': 'skipped', kf: 'skipped', ku: 'skipped' }],
  ['always', { '-': 'run', 'f-': 'run', rr: 'run', '': 'run' }],
];

for (const [rule, cases] of TABLE) {
  for (const [letters, verdict] of Object.entries(cases)) {
    test(`${rule} over [${letters}] gives ${verdict}`, () => {
      const counts = { ...noUpstreams(), total: letters.length };
      for (const letter of letters) countUpstream(counts, STATES[letter] ?? null);
      assert.equal(judge(rule, counts), verdict);
    });
  }
}

test('all_done_setup_success asks the setup upstreams only', () => {
  const counts = { ...noUpstreams(), total: 2, setupTotal: 1 };
  countUpstream(counts, 'failed', true);
  countUpstream(counts, 'success');
  assert.equal(judge('all_done_setup_success', counts), 'upstream_failed');
});

test('taking an upstream back leaves the counts as they were', () => {
  const counts = { ...noUpstreams(), total: 3, setupTotal: 1 };
  const before = structuredClone(counts);
  for (const state of Object.values(STATES)) {
    countUpstream(counts, state, true);
    countUpstream(counts, state, true, -1);
  }
  assert.deepEqual(counts, before);
});
