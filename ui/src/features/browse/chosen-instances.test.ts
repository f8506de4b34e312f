import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byRun, keyOfInstance } from './chosen-instances.ts';

const instance = (dag_id: string, dag_run_id: string, task_id: string, map_index = -1) => ({
  dag_id,
  dag_run_id,
  task_id,
  map_index,
  state: null,
});

test('instances are put together by their runs, mapped ones with their number', () => {
  const chosen = [
    instance('a', 'r', 'x'),
    instance('b', 'r', 'x'),
    instance('a', 'r', 'y', 0),
    instance('a', 's', 'x'),
  ];
  assert.deepEqual(byRun(chosen), [
    { dagId: 'a', runId: 'r', taskIds: ['x', ['y', 0]] },
    { dagId: 'b', runId: 'r', taskIds: ['x'] },
    { dagId: 'a', runId: 's', taskIds: ['x'] },
  ]);
});

test('an instance has a name of its own among all', () => {
  assert.notEqual(keyOfInstance(instance('a', 'r', 'x')), keyOfInstance(instance('a', 'r', 'x', 0)));
  assert.equal(keyOfInstance(instance('a', 'r', 'x', 3)), 'a / r / x [3]');
});
