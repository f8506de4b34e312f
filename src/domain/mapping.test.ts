import assert from 'node:assert/strict';
import { test } from 'node:test';
import { literal, mapped, over, reduce } from '#test/semantics/flow.ts';
import { dag, task } from '#test/support/dags.ts';
import { FAILED, letters, nameOf, playAgain, playRun, returns, type Script } from '#test/support/play-run.ts';
import { succeedRun } from './interventions.ts';
import { mappedInputs } from './picks.ts';
import { allInstances, type Run } from './run.ts';
import { noMoves } from './transitions.ts';

const again = (run: Run, ids: readonly string[], script: Script): string => letters(playAgain(run, ids, script).states);

function succeed(run: Run): { changed: number } {
  const why = { code: 'TASK_MARKED', message: 'marked' };
  return {
    changed: succeedRun(
      run,
      9,
      why,
      noMoves('test', () => 'new'),
    ).length,
  };
}

test('cleared with their list, the instances become as many as it has then; one alone runs again by itself', () => {
  const { run } = playRun(dag('d', reduce('all_done')), { list: returns(3) });
  assert.equal(again(run, ['m[1]'], { 'm[1]': FAILED }), 'list:S m[0]:S m[1]:F m[2]:S sum:S');
  assert.equal(again(run, ['list', 'm', 'sum'], { list: returns(2) }), 'list:S m[0]:S m[1]:S m[2]:R sum:S');
  const { changed } = succeed(run);
  assert.deepEqual([changed, run.state], [0, 'success'], 'what is removed is left alone');
  assert.equal(again(run, ['list', 'm', 'sum'], { list: returns(4) }), 'list:S m[0]:S m[1]:S m[2]:S m[3]:S sum:S');
  assert.equal(again(run, ['list', 'm', 'sum'], { list: returns(1) }), 'list:S m[0]:S m[1]:R m[2]:R m[3]:R sum:S');
});

test('each instance gets its elements: the last list changes fastest', () => {
  const { run } = playRun(dag('d', [mapped('m', [], literal(2, 3))]));
  const values = allInstances(run).map((one) => {
    const inputs = mappedInputs(one);
    assert.ok(inputs?.kind === 'product');
    return Object.values(inputs.inputs).map((pick) => (pick.kind === 'value' ? pick.value : pick));
  });
  assert.deepEqual(values, [
    ['0.0', '1.0'],
    ['0.0', '1.1'],
    ['0.0', '1.2'],
    ['0.1', '1.0'],
    ['0.1', '1.1'],
    ['0.1', '1.2'],
  ]);
});

test('mapped over a mapped task, each gets what one instance returned, in their order', () => {
  const tasks = [task('list'), mapped('m', ['list']), mapped('n', ['m'], over('m'), { triggerRule: 'all_done' })];
  const { run } = playRun(dag('d', tasks), {
    list: returns(3),
    'm[0]': returns(0),
    'm[1]': FAILED,
    'm[2]': returns(0),
  });
  const picks = allInstances(run)
    .filter(({ node }) => node.task.taskId === 'n')
    .map(mappedInputs);
  assert.deepEqual(picks, [
    { kind: 'product', inputs: { x: { kind: 'instance', taskId: 'm', mapIndex: 0 } } },
    { kind: 'product', inputs: { x: { kind: 'instance', taskId: 'm', mapIndex: 2 } } },
  ]);
  const first = allInstances(run).find((one) => nameOf(one) === 'm[1]');
  assert.deepEqual(first && mappedInputs(first), {
    kind: 'product',
    inputs: { x: { kind: 'element', taskId: 'list', index: 1 } },
  });
});

test('what waits for the list and for its instances counts each of them once when the list has grown', () => {
  const tasks = [task('list'), mapped('m', ['list']), task('join', ['list', 'm'])];
  const { run } = playRun(dag('d', tasks), { list: returns(1) });
  assert.equal(again(run, ['list', 'm', 'join'], { list: returns(3) }), 'list:S m[0]:S m[1]:S m[2]:S join:S');
  const counts = run.tasks[2]?.counts;
  assert.deepEqual([counts?.success, counts?.total], [4, 4]);
});

test('a hundred thousand instances are expanded, run and joined', () => {
  const { run } = playRun(dag('d', reduce()), { list: returns(100_000) });
  assert.equal(run.state, 'success');
  assert.equal(allInstances(run).length, 100_002);
});
