import assert from 'node:assert/strict';
import { test } from 'node:test';
import { farthest, foldGroups, type GraphStructure, neighbourhood, onlyNodes } from './shown-structure.ts';

const node = (id: string, group_id: string | null = null) => ({
  id,
  label: id,
  operator: '@task',
  group_id,
  trigger_rule: 'all_success',
  role: null,
  is_mapped: false,
});
const edge = (source: string, target: string) => ({ source, target, label: null });

const structure: GraphStructure = {
  nodes: [node('a'), node('g.b', 'g'), node('g.h.c', 'g.h'), node('d'), node('e')],
  edges: [edge('a', 'g.b'), edge('a', 'g.h.c'), edge('g.b', 'g.h.c'), edge('g.h.c', 'd'), edge('d', 'e')],
  groups: [
    { id: 'g', parent_id: null, label: 'g', is_mapped: false },
    { id: 'g.h', parent_id: 'g', label: 'h', is_mapped: false },
  ],
};

test('the neighbourhood of a task reaches as far as it was asked for, on the sides that were asked for', () => {
  const near = (side: 'both' | 'upstream' | 'downstream', depth: number) =>
    [...neighbourhood(structure.edges, 'g.h.c', side, depth)].sort();
  assert.deepEqual(near('upstream', 1), ['a', 'g.b', 'g.h.c']);
  assert.deepEqual(near('downstream', 1), ['d', 'g.h.c']);
  assert.deepEqual(near('both', 9), ['a', 'd', 'e', 'g.b', 'g.h.c']);
  assert.equal(farthest(structure.edges, 'g.h.c', 'downstream'), 2);
  assert.equal(farthest(structure.edges, 'e', 'downstream'), 1);
});

test('only what lies among the nodes is left', () => {
  const part = onlyNodes(structure, new Set(['a', 'g.b']));
  assert.deepEqual(part.edges, [edge('a', 'g.b')]);
});

test('a folded group is one node with one edge for several, and hides the groups in it', () => {
  const shown = foldGroups(structure, new Set(['g']));
  assert.deepEqual(
    shown.nodes.map((one) => [one.id, one.members]),
    [
      ['a', undefined],
      ['d', undefined],
      ['e', undefined],
      ['group:g', ['g.b', 'g.h.c']],
    ],
  );
  assert.deepEqual(
    shown.edges.map(({ source, target }) => [source, target]),
    [
      ['a', 'group:g'],
      ['group:g', 'd'],
      ['d', 'e'],
    ],
  );
  assert.deepEqual(shown.groups, []);
});

test('an inner group folds alone, and stays in its parent', () => {
  const shown = foldGroups(structure, new Set(['g.h']));
  assert.deepEqual(
    shown.groups.map((group) => group.id),
    ['g'],
  );
  assert.equal(shown.nodes.find((one) => one.kind === 'folded')?.group_id, 'g');
});
