import assert from 'node:assert/strict';
import { test } from 'node:test';
import { criticalPath } from './critical-path.ts';

const edge = (source: string, target: string) => ({ source, target });

test('the critical path is the chain whose durations add up to the most', () => {
  const durations = new Map([
    ['a', 5],
    ['b', 1],
    ['c', 1],
    ['d', 1],
    ['e', 3],
  ]);
  const edges = [edge('a', 'e'), edge('b', 'c'), edge('c', 'd'), edge('d', 'e')];
  assert.deepEqual(criticalPath(durations, edges), ['a', 'e']);
});

test('a task that has not run interrupts a chain, and a task alone is one', () => {
  const durations = new Map([
    ['a', 5],
    ['c', 9],
  ]);
  assert.deepEqual(criticalPath(durations, [edge('a', 'b'), edge('b', 'c')]), ['c']);
  assert.deepEqual(criticalPath(new Map(), [edge('a', 'b')]), []);
});

test('of tasks that took no time the chain is still whole', () => {
  const durations = new Map([
    ['a', 0],
    ['b', 2],
    ['c', 0],
  ]);
  assert.deepEqual(criticalPath(durations, [edge('a', 'b'), edge('b', 'c')]), ['a', 'b']);
});

test('a long chain of two thousand tasks is found', () => {
  const ids = Array.from({ length: 2000 }, (_, at) => `t${at}`);
  const edges = ids.slice(1).map((id, at) => edge(`t${at}`, id));
  assert.equal(criticalPath(new Map(ids.map((id) => [id, 1])), edges).length, 2000);
});
