import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer } from '#test/support/http.ts';

test('queues are counted by what is under way, and a server without workers of its own says so', async () => {
  let end: (() => void) | undefined;
  const server = await createTestServer({
    play: () =>
      new Promise((resolve) => {
        end = () => resolve({ state: 'success' });
      }),
  });
  try {
    await server.tokenOf('viewer', 'Viewer');
    const ask = async () => (await server.ask('GET', '/aquilon/workers', { as: 'viewer' })).body;
    assert.deepEqual(await ask(), { hostname: null, max_processes: 0, waiting: 0, processes: [], queues: [] });
    await insertDag(server.database, dag('busy', [task('one')]));
    await server.scheduler.submit(
      { kind: 'trigger_run', dagId: 'busy', logicalDate: null, conf: {} },
      { user: 'a', via: 'test' },
    );
    while (!end) await new Promise((resolve) => setTimeout(resolve, 2));
    const { queues } = await ask();
    assert.equal(queues.length, 1);
    assert.equal(queues[0].queue, 'default');
    assert.equal(queues[0].running + queues[0].queued, 1);
    end();
    while ((await ask()).queues.length > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    assert.equal((await server.ask('GET', '/aquilon/workers', { as: null })).status, 401);
  } finally {
    await server.close();
  }
});
