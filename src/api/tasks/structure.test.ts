import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

let server: TestServer;
before(async () => {
  server = await createTestServer();
});
after(() => server.close());

test('the structure of a DAG tells labels of edges, roles, and what is mapped', async () => {
  const expand = { kind: 'product' as const, inputs: [{ name: 'n', source: { kind: 'value' as const, value: [1] } }] };
  const tasks = [
    task('up', [], { role: 'setup', labels: { 'g.work': 'best' } }),
    task('g.work', ['up'], { groupId: 'g', label: 'work', mappedGroup: 'g' }),
  ];
  const groups = [{ groupId: 'g', parentId: null, label: 'g', tooltip: '', expand }];
  await insertDag(server.database, dag('shape', tasks, { groups }));
  const { status, body } = await server.ask('GET', '/api/v2/dags/shape/structure');
  assert.equal(status, 200);
  const node = (id: string, label: string, group: string | null, role: string | null, isMapped: boolean) => ({
    id,
    label,
    operator: '@task',
    group_id: group,
    trigger_rule: 'all_success',
    role,
    is_mapped: isMapped,
  });
  assert.deepEqual(body, {
    nodes: [node('up', 'up', null, 'setup', false), node('g.work', 'work', 'g', null, true)],
    edges: [{ source: 'up', target: 'g.work', label: 'best' }],
    groups: [{ id: 'g', parent_id: null, label: 'g', is_mapped: true }],
  });
});
