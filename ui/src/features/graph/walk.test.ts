import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absolutePlaces, step } from './walk.ts';

const at = (x: number, y: number) => ({ x, y, width: 100, height: 50 });
const places = new Map([
  ['a', at(0, 0)],
  ['b', at(200, 0)],
  ['c', at(200, 80)],
  ['d', at(400, 80)],
]);
const edges = [
  { source: 'a', target: 'c' },
  { source: 'a', target: 'b' },
  { source: 'b', target: 'd' },
];

test('arrows lead along edges to the nearest, and beside a task to the next of its layer', () => {
  const go = (from: string, key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown') =>
    step(places, edges, from, key, 'RIGHT');
  assert.equal(go('a', 'ArrowRight'), 'b');
  assert.equal(go('b', 'ArrowDown'), 'c');
  assert.equal(go('c', 'ArrowUp'), 'b');
  assert.equal(go('c', 'ArrowLeft'), 'a');
  assert.equal(go('c', 'ArrowRight'), undefined);
  assert.equal(go('a', 'ArrowUp'), undefined);
  assert.equal(go('gone', 'ArrowUp'), undefined);
});

test('in a drawing that goes downwards the arrows turn with it', () => {
  assert.equal(step(places, edges, 'a', 'ArrowDown', 'DOWN'), 'c');
  assert.equal(step(places, edges, 'b', 'ArrowUp', 'DOWN'), 'a');
});

test('a place within a group counts from the corner of the drawing', () => {
  const group = { id: 'g', kind: 'group', parent: null, ...at(10, 20) } as const;
  const task = { id: 'g.a', kind: 'task', parent: 'g', ...at(5, 6) } as const;
  assert.deepEqual(absolutePlaces([group, task]).get('g.a'), at(15, 26));
});
