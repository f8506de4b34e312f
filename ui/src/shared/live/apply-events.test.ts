import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateEvent } from '#shared/api/extra-operations.ts';
import type { Schemas } from '#shared/api/generated.ts';
import { applyToRuns, applyToTasks } from './apply-events.ts';

type Task = Schemas['TaskInstanceResponse'];
type Run = Schemas['DAGRunResponse'];

const at = Date.parse('2026-01-01T00:00:10Z');
const task = (over: Partial<Task> = {}): Task =>
  ({
    task_id: 'a',
    map_index: -1,
    state: null,
    try_number: 0,
    start_date: null,
    end_date: null,
    duration: null,
    ...over,
  }) as Task;
const run = (over: Partial<Run> = {}): Run =>
  ({ dag_id: 'd', dag_run_id: 'r', state: 'queued', start_date: null, end_date: null, duration: null, ...over }) as Run;
const event = (over: Partial<StateEvent> = {}): StateEvent => ({
  seq: 1,
  at,
  kind: 'task',
  dagId: 'd',
  runId: 'r',
  taskId: 'a',
  mapIndex: -1,
  tryNumber: 1,
  from: null,
  to: 'running',
  ...over,
}); // prettier-ignore

test('a task that starts gets its state, its try and its start', () => {
  const { tasks } = applyToTasks([task()], [event()]);
  assert.equal(tasks[0]?.state, 'running');
  assert.equal(tasks[0]?.try_number, 1);
  assert.equal(tasks[0]?.start_date, '2026-01-01T00:00:10.000Z');
});

test('a task that ends gets its duration from its start', () => {
  const running = task({ state: 'running', try_number: 1, start_date: '2026-01-01T00:00:08Z' });
  const { tasks } = applyToTasks([running], [event({ from: 'running', to: 'success' })]);
  assert.equal(tasks[0]?.duration, 2);
});

test('an event of an earlier try changes nothing', () => {
  const before = [task({ state: 'running', try_number: 2 })];
  assert.equal(applyToTasks(before, [event({ from: 'running', to: 'up_for_retry', tryNumber: 1 })]).tasks, before);
});

test('a late event does not reopen a finished try, and a clear does', () => {
  const before = [task({ state: 'success', try_number: 1 })];
  assert.equal(applyToTasks(before, [event({ from: 'queued', to: 'running' })]).tasks, before);
  const { tasks } = applyToTasks(before, [event({ from: 'success', to: null })]);
  assert.equal(tasks[0]?.state, null);
});

test('a list without a concerned task is the same object, and says that one is missing', () => {
  const before = [task()];
  const after = applyToTasks(before, [event({ taskId: 'b' })]);
  assert.equal(after.tasks, before);
  assert.equal(after.missing, true);
});

test('instances of a mapped task are told apart', () => {
  const { tasks } = applyToTasks([task({ map_index: 0 }), task({ map_index: 1 })], [event({ mapIndex: 1 })]);
  assert.deepEqual(
    tasks.map((one) => one.state),
    [null, 'running'],
  );
});

test('a run goes from queued to its end, and one that is cleared is open again', () => {
  const runEvent = (to: string, more = 0) => event({ kind: 'run', taskId: null, to, at: at + more });
  const ended = applyToRuns([run()], [runEvent('running'), runEvent('success', 3000)]).runs[0];
  assert.equal(ended?.state, 'success');
  assert.equal(ended?.duration, 3);
  const again = applyToRuns([run({ state: 'failed', end_date: 'x', duration: 1 })], [runEvent('queued')]).runs[0];
  assert.equal(again?.end_date, null);
});

test('a run of another DAG with the same id is left alone', () => {
  const before = [run()];
  const after = applyToRuns(before, [event({ kind: 'run', dagId: 'other', to: 'failed' })]);
  assert.equal(after.runs, before);
  assert.equal(after.missing, true);
});
