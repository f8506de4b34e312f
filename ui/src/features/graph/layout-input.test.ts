import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Structure } from '#shared/api/extra-operations.ts';
import { fitScale, layoutInput, nodeLabel, nodeWidth, placedNodes } from './layout-input.ts';

const node = (id: string, group_id: string | null = null) => ({
  id,
  label: id,
  operator: '@task',
  group_id,
  trigger_rule: 'all_success',
  role: null,
  is_mapped: false,
});

const structure: Structure = {
  nodes: [node('a'), node('g.b', 'g'), node('g.h.c', 'g.h')],
  edges: [
    { source: 'a', target: 'g.b', label: 'best' },
    { source: 'g.b', target: 'g.h.c', label: null },
    { source: 'a', target: 'gone', label: null },
  ],
  groups: [
    { id: 'g', parent_id: null, label: 'g', is_mapped: false },
    { id: 'g.h', parent_id: 'g', label: 'h', is_mapped: true },
  ],
};

test('tasks stand in their groups, and groups in their parents', () => {
  const root = layoutInput(structure, 'RIGHT');
  assert.deepEqual(
    root.children?.map((child) => child.id),
    ['group:g', 'a'],
  );
  const group = root.children?.[0];
  assert.deepEqual(
    group?.children?.map((child) => child.id),
    ['group:g.h', 'g.b'],
  );
});

test('an edge to a task that does not exist is left out', () => {
  assert.equal(layoutInput(structure, 'RIGHT').edges?.length, 2);
});

test('the label of an edge gets room, an edge without one none', () => {
  const { edges } = layoutInput(structure, 'RIGHT');
  assert.deepEqual(
    edges?.map(({ labels }) => labels?.map(({ text }) => text)),
    [['best'], undefined],
  );
});

test('what is mapped is marked as Airflow marks it', () => {
  assert.deepEqual(
    structure.groups.map((group) => nodeLabel(group)),
    ['g', 'h [ ]'],
  );
  assert.equal(nodeLabel({ label: 'each', is_mapped: true }, 300), 'each [300]');
});

test('a task whose group is unknown stands at the top', () => {
  const root = layoutInput({ nodes: [node('x', 'nowhere')], edges: [], groups: [] }, 'DOWN');
  assert.deepEqual(
    root.children?.map((child) => child.id),
    ['x'],
  );
});

test('a group comes before its tasks, and an empty group not at all', () => {
  const root = layoutInput(
    { ...structure, groups: [...structure.groups, { id: 'e', parent_id: null, label: 'e', is_mapped: false }] },
    'RIGHT',
  );
  const placed = placedNodes(root);
  assert.deepEqual(
    placed.map((one) => [one.id, one.parent]),
    [
      ['group:g', null],
      ['group:g.h', 'group:g'],
      ['g.h.c', 'group:g.h'],
      ['g.b', 'group:g'],
      ['a', null],
    ],
  );
});

test('a node is as wide as its label, within limits', () => {
  const narrowest = nodeWidth('a');
  assert.ok(nodeWidth('a_longer_task_name_here') > narrowest);
  assert.ok(nodeWidth('a', 'TriggerDagRunOperator') > narrowest);
  assert.equal(nodeWidth('x'.repeat(200)), 280);
});

test('a drawing that is twice as wide as its frame is shown at half its size, and a small one as it is', () => {
  const task = { id: 'a', kind: 'task', parent: null, x: 900, y: 0, width: 100, height: 52 } as const;
  assert.equal(fitScale([task], 500, 500), 0.5);
  assert.equal(fitScale([{ ...task, x: 0 }], 500, 500), 1);
  assert.equal(fitScale([], 500, 500), 1);
});
