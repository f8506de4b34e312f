import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assetStructure } from './asset-structure.ts';

const by = (dagId: string, taskId: string) => ({ dag_id: dagId, task_id: taskId, created_at: '', updated_at: '' });
const words = { asset: 'Asset', dag: 'DAG' };

test('a DAG points at what it makes, and an asset at those that use it, each once', () => {
  const sales = {
    id: 7,
    name: 'sales',
    producing_tasks: [by('shop', 'a'), by('shop', 'b')],
    scheduled_dags: [{ dag_id: 'report', created_at: '', updated_at: '' }],
    consuming_tasks: [by('report', 'read')],
  };
  const { nodes, edges } = assetStructure([sales], words);
  assert.deepEqual(
    nodes.map(({ id, label, operator }) => [id, label, operator]),
    [
      ['asset 7', 'sales', 'Asset'],
      ['dag report', 'report', 'DAG'],
      ['dag shop', 'shop', 'DAG'],
    ],
  );
  assert.deepEqual(
    edges.map(({ source, target }) => [source, target]),
    [
      ['dag shop', 'asset 7'],
      ['asset 7', 'dag report'],
    ],
  );
});
