import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNodes, graphSearch, nextFound } from './graph-search.ts';

test('of an address only what fits a graph is taken', () => {
  const search = graphSearch({ q: 'load', depth: '3', side: 'sideways', colour: 'pool', critical: 'true', fold: '' });
  const given = Object.entries(search).filter(([, value]) => value !== undefined);
  assert.deepEqual(Object.fromEntries(given), { q: 'load', depth: 3, colour: 'pool', critical: true });
  assert.equal(graphSearch({ depth: -1 }).depth, undefined);
});

test('tasks are found by a part of their id or label, whatever the case', () => {
  const nodes = [
    { id: 'shop.load_rows', label: 'load_rows' },
    { id: 'b', label: 'Loader' },
    { id: 'c', label: 'c' },
  ];
  assert.deepEqual(findNodes(nodes, 'LOAD'), ['shop.load_rows', 'b']);
  assert.deepEqual(findNodes(nodes, ' '), []);
});

test('the finds are gone through round and round, in both directions', () => {
  const found = ['a', 'b', 'c'];
  assert.equal(nextFound(found, undefined, false), 'a');
  assert.equal(nextFound(found, 'c', false), 'a');
  assert.equal(nextFound(found, 'a', true), 'c');
  assert.equal(nextFound(found, 'elsewhere', true), 'c');
  assert.equal(nextFound([], 'a', false), undefined);
});
