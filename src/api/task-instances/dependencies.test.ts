import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const actor = { user: null, via: 'test' } as const;

describe('dependencies of a task instance', () => {
  let server: TestServer;
  let letGo = () => {};
  const held = () =>
    new Promise<void>((resolve) => {
      letGo = resolve;
    });
  before(async () => {
    server = await createTestServer({
      play: async ({ taskId }) => {
        if (taskId === 'held') await held();
        return { state: 'success' };
      },
    });
    await insertDag(
      server.database,
      dag('waits', [task('held'), task('next', ['held']), task('elsewhere', [], { pool: 'none' })]),
    );
    await insertDag(server.database, dag('off', [task('only')]), { paused: true });
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['waits', 'off'] }, actor);
    for (const dagId of ['waits', 'off'])
      await server.scheduler.submit({ kind: 'trigger_run', dagId, runId: 'r', logicalDate: null, conf: {} }, actor);
  });
  after(async () => {
    letGo();
    await server.close();
  });

  const ask = (dagId: string, taskId: string, end = '/dependencies') =>
    server.ask('GET', `/api/v2/dags/${dagId}/dagRuns/r/taskInstances/${taskId}${end}`);
  const names = (body: { dependencies: { name: string }[] }) => body.dependencies.map(({ name }) => name);

  it('are what keeps it from being scheduled, under the names of Airflow and in their order', async () => {
    const { body } = await ask('waits', 'next');
    assert.deepEqual(names(body), ['Trigger Rule']);
    assert.match(body.dependencies[0].reason, /held/);
    assert.deepEqual(names((await ask('waits', 'elsewhere')).body), ['Pool Slots Available']);
    assert.deepEqual(names((await ask('off', 'only')).body), ['Dag Not Paused']);
  });

  it('are none for what runs or has run', async () => {
    assert.deepEqual((await ask('waits', 'held')).body, { dependencies: [] });
  });

  it('are found by the map index of the address as well', async () => {
    assert.deepEqual((await ask('waits', 'next', '/-1/dependencies')).body, (await ask('waits', 'next')).body);
    assert.equal((await ask('waits', 'next', '/7/dependencies')).status, 404);
    assert.equal((await ask('waits', 'nobody')).status, 404);
  });
});
