import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutInput, type Placed } from './layout-input.ts';
import { quickLayout } from './quick-layout.ts';

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
const group = (id: string) => ({ id, parent_id: null, label: id, is_mapped: false });

const by = (placed: readonly Placed[], id: string): Placed => {
  const found = placed.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
};

function overlaps(placed: readonly Placed[]): string[] {
  return placed.flatMap((a, at) =>
    placed
      .slice(at + 1)
      .filter(
        (b) =>
          a.parent === b.parent &&
          a.x < b.x + b.width &&
          b.x < a.x + a.width &&
          a.y < b.y + b.height &&
          b.y < a.y + a.height,
      )
      .map((b) => `${a.id} and ${b.id}`),
  );
}

test('a task stands after all that it waits for, in both directions, and none on top of another', () => {
  const structure = {
    nodes: ['a', 'b', 'c', 'd'].map((id) => node(id)),
    edges: [edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('c', 'd'), edge('a', 'd')],
    groups: [],
  };
  for (const direction of ['RIGHT', 'DOWN'] as const) {
    const placed = quickLayout(layoutInput(structure, direction), direction);
    const along = (id: string) => (direction === 'RIGHT' ? by(placed, id).x : by(placed, id).y);
    for (const { source, target } of structure.edges) assert.ok(along(source) < along(target), `${source} ${target}`);
    assert.deepEqual(overlaps(placed), []);
  }
});

test('a group encloses its tasks, and groups that wait for each other are drawn all the same', () => {
  const structure = {
    nodes: [node('g.a', 'g'), node('h.b', 'h'), node('g.c', 'g')],
    edges: [edge('g.a', 'h.b'), edge('h.b', 'g.c')],
    groups: [group('g'), group('h'), group('empty')],
  };
  const placed = quickLayout(layoutInput(structure, 'RIGHT'), 'RIGHT');
  const frame = by(placed, 'group:g');
  for (const id of ['g.a', 'g.c']) {
    const inner = by(placed, id);
    assert.equal(inner.parent, 'group:g');
    assert.ok(
      inner.x >= 0 && inner.y >= 36 && inner.x + inner.width <= frame.width && inner.y + inner.height <= frame.height,
    );
  }
  assert.deepEqual(overlaps(placed), []);
  assert.equal(placed.length, 5);
});

test('2,000 tasks with edges between their layers get places of their own', () => {
  const nodes = Array.from({ length: 2000 }, (_, at) => node(`t${at}`));
  const edges = nodes
    .slice(50)
    .flatMap((one, at) => [edge(`t${at}`, one.id), ...(at % 7 === 0 && at > 50 ? [edge(`t${at - 13}`, one.id)] : [])]);
  const placed = quickLayout(layoutInput({ nodes, edges, groups: [] }, 'RIGHT'), 'RIGHT');
  assert.equal(placed.length, 2000);
  assert.deepEqual(overlaps(placed), []);
});

test('a layer of a thousand tasks is no tower', () => {
  const nodes = Array.from({ length: 1002 }, (_, at) => node(`t${at}`));
  const edges = nodes.slice(1, -1).flatMap(({ id }) => [edge('t0', id), edge(id, 't1001')]);
  const placed = quickLayout(layoutInput({ nodes, edges, groups: [] }, 'RIGHT'), 'RIGHT');
  const bottom = Math.max(...placed.map((one) => one.y + one.height));
  const right = Math.max(...placed.map((one) => one.x + one.width));
  assert.ok(right > bottom && right < bottom * 4, `${right} x ${bottom}`);
  assert.deepEqual(overlaps(placed), []);
});
