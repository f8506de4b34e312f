/** The table of what a DAG means, held against domain/: every rule over every state of its upstreams, whole DAGs, and limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRIGGER_RULES } from '@aquilon/sdk/serialized';
import type { MaybeTaskState } from '#domain/states.ts';
import { countUpstream, judge, noUpstreams } from '#domain/trigger-rules.ts';
import { dag } from '#test/support/dags.ts';
import { letters, playRun } from '#test/support/play-run.ts';
import { playWaves } from '#test/support/play-waves.ts';
import { BRANCHES, type FlowCase, MAPPINGS, SETUPS } from './flow.ts';
import { LIMITS } from './limits.ts';
import { RULE_CASES } from './rules.ts';

const STATES: Readonly<Record<string, MaybeTaskState>> = {
  S: 'success',
  F: 'failed',
  K: 'skipped',
  U: 'upstream_failed',
  R: 'removed',
  '-': null,
};
const VERDICTS: Readonly<Record<string, string>> = { S: 'run', K: 'skipped', U: 'upstream_failed', '-': 'wait' };

for (const { rule, upstreams, outcome } of RULE_CASES) {
  test(`${rule} over ${upstreams} gives ${outcome}`, () => {
    const counts = { ...noUpstreams(), total: upstreams.length };
    for (const letter of upstreams) countUpstream(counts, STATES[letter] ?? null);
    assert.equal(judge(rule, counts), VERDICTS[outcome]);
  });
}

test('every rule runs a task without upstreams', () => {
  for (const rule of TRIGGER_RULES) assert.equal(judge(rule, noUpstreams()), 'run');
});

const FLOWS: readonly (readonly [string, readonly FlowCase[]])[] = [
  ['branches', BRANCHES],
  ['setups and teardowns', SETUPS],
  ['mapped tasks', MAPPINGS],
];

for (const [group, cases] of FLOWS)
  for (const [what, tasks, script, expected, state = 'success'] of cases)
    test(`${group}: ${what}`, () => {
      const { run, states } = playRun(dag('d', [...tasks]), script);
      assert.equal(letters(states), expected);
      assert.equal(run.state, state);
      assert.equal(run.unfinished, 0);
    });

for (const [what, tasks, limits, expected] of LIMITS)
  test(`limits: ${what}`, () => {
    assert.equal(playWaves(dag('d', [...tasks]), limits), expected);
  });

test('the table has at least 150 cases', () => {
  const flows = FLOWS.reduce((sum, [, cases]) => sum + cases.length, 0);
  assert.ok(RULE_CASES.length + flows + LIMITS.length >= 150);
});
