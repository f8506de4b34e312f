import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearBody, mayEditConf, type RerunChoice, rerunBody, scopesOf, type Target, undoOf } from './rerun.ts';

const run: Target = { dagId: 'd', runId: 'r' };
const task: Target = { ...run, taskId: 't', mapIndex: -1 };
const choice = (more: Partial<RerunChoice> = {}): RerunChoice => ({
  scope: 'all',
  onlyFailed: false,
  past: false,
  future: false,
  onLatest: false,
  ...more,
});

test('of a run all runs again or what failed, and of a task what stands before or after it too', () => {
  assert.deepEqual(scopesOf(run), ['all', 'failed']);
  assert.equal(scopesOf(task)[0], 'downstream');
  const common = { dry_run: true, dag_run_id: 'r', run_on_latest_version: false };
  assert.deepEqual(clearBody(run, choice({ scope: 'failed' }), true), { ...common, only_failed: true });
  assert.deepEqual(clearBody(task, choice({ scope: 'both', past: true }), true), {
    ...common,
    only_failed: false,
    task_ids: ['t'],
    include_downstream: true,
    include_upstream: true,
    include_past: true,
    include_future: false,
  });
});

test('of a mapped task only the instance is meant', () => {
  assert.deepEqual(clearBody({ ...task, mapIndex: 3 }, choice({ scope: 'only' }), false).task_ids, [['t', 3]]);
});

test('another conf is for one run, and goes with the latest version where that is wanted', () => {
  assert.equal(mayEditConf(run, choice()), true);
  assert.equal(mayEditConf(task, choice({ scope: 'downstream' })), true);
  assert.equal(mayEditConf(task, choice({ scope: 'upstream' })), false);
  assert.equal(mayEditConf(task, choice({ scope: 'downstream', future: true })), false);
  assert.equal(mayEditConf({ ...task, mapIndex: 0 }, choice({ scope: 'downstream' })), false);
  assert.deepEqual(rerunBody(task, choice({ scope: 'downstream', onLatest: true }), { rows: 5 }, 7), {
    task_ids: ['t'],
    only_failed: false,
    conf: { rows: 5 },
    version_number: 7,
  });
});

test('a mark is taken back by giving each its earlier state, where a person can give it', () => {
  const of = (task_id: string, state: string | null) => ({ dag_run_id: 'r', task_id, map_index: -1, state });
  assert.deepEqual(undoOf([of('a', 'failed'), of('b', 'success')])?.get('r'), [
    { task_id: 'a', map_index: -1, new_state: 'failed' },
    { task_id: 'b', map_index: -1, new_state: 'success' },
  ]);
  assert.equal(undoOf([of('a', 'failed'), of('b', 'upstream_failed')]), null);
  assert.equal(undoOf([of('a', null)]), null);
});
