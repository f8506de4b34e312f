import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assetOf, withAssets } from './asset-nodes.ts';

const node = (id: string) => ({
  id,
  label: id,
  operator: '@task',
  group_id: null,
  trigger_rule: 'all_success',
  role: null,
  is_mapped: false,
});
const structure = { nodes: [node('a'), node('b')], edges: [{ source: 'a', target: 'b', label: null }], groups: [] };
const moment = { created_at: '', updated_at: '' };
const asset = (id: number, parts: object) => ({
  id,
  name: `n${id}`,
  scheduled_dags: [],
  producing_tasks: [],
  consuming_tasks: [],
  ...parts,
});

test('an asset that starts the DAG points at its first tasks, one that is made is pointed at', () => {
  const assets = [
    asset(1, { scheduled_dags: [{ dag_id: 'shop', ...moment }] }),
    asset(2, { producing_tasks: [{ dag_id: 'shop', task_id: 'b', ...moment }] }),
    asset(3, { consuming_tasks: [{ dag_id: 'shop', task_id: 'b', ...moment }] }),
    asset(4, { producing_tasks: [{ dag_id: 'other', task_id: 'b', ...moment }] }),
    asset(5, { producing_tasks: [{ dag_id: 'shop', task_id: 'gone', ...moment }] }),
  ];
  const shown = withAssets(structure, 'shop', assets, 'asset');
  assert.deepEqual(
    shown.edges.slice(1).map(({ source, target }) => [source, target]),
    [
      ['asset:in:1', 'a'],
      ['b', 'asset:out:2'],
      ['asset:in:3', 'b'],
    ],
  );
  assert.equal(shown.nodes.length, 5);
});

test('an asset that is read and made stands at both ends', () => {
  const task = { dag_id: 'shop', ...moment };
  const both = asset(7, { consuming_tasks: [{ ...task, task_id: 'a' }], producing_tasks: [{ ...task, task_id: 'b' }] });
  const shown = withAssets(structure, 'shop', [both], 'asset');
  assert.deepEqual(
    shown.nodes.slice(2).map((one) => one.id),
    ['asset:in:7', 'asset:out:7'],
  );
  assert.equal(assetOf('asset:in:7'), '7');
  assert.equal(assetOf('a'), null);
});

test('a DAG without assets stays as it is', () => {
  assert.equal(withAssets(structure, 'shop', [], 'asset'), structure);
});
