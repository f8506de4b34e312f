import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeColours } from './node-colours.ts';
import type { GraphNode } from './shown-structure.ts';

const node = (id: string, operator: string, kind?: 'asset'): GraphNode => ({
  id,
  label: id,
  operator,
  group_id: null,
  trigger_rule: 'all_success',
  role: null,
  is_mapped: false,
  ...(kind && { kind }),
});
const nodes = [node('a', '@task'), node('b', 'BashOperator'), node('c', '@task'), node('x', 'asset', 'asset')];
const facts = {
  durations: new Map([
    ['a', 10],
    ['b', 1],
  ]),
  pools: new Map([['a', 'wide']]),
  durationText: (s: number) => `${s}s`,
};

test('tasks of one operator have one colour, with a legend', () => {
  const colours = nodeColours(nodes, 'operator', facts);
  assert.equal(colours?.of.get('a'), colours?.of.get('c'));
  assert.notEqual(colours?.of.get('a'), colours?.of.get('b'));
  assert.equal(colours?.of.has('x'), false);
  assert.deepEqual(
    colours?.legend.map((one) => one.words),
    ['@task', 'BashOperator'],
  );
});

test('the longest task has the darkest colour, one that has not run none, and each says how long it took', () => {
  const colours = nodeColours(nodes, 'duration', facts);
  assert.equal(colours?.of.get('a'), colours?.legend.at(-1)?.colour);
  assert.equal(colours?.of.get('b'), colours?.legend[0]?.colour);
  assert.equal(colours?.of.get('c'), undefined);
  assert.equal(colours?.words.get('a'), '10s');
  assert.equal(nodeColours(nodes, 'state', facts), null);
});

test('the pool is said where it is known', () => {
  const colours = nodeColours(nodes, 'pool', facts);
  assert.deepEqual([...(colours?.words ?? [])], [['a', 'wide']]);
});
