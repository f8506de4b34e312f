import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { upsertUsage } from '#db/queries/task-instance-usage.ts';
import type { AttemptUsage } from '#domain/usage.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;

describe('what a try of a task instance used', () => {
  let server: TestServer;
  let dagRunId: number;
  before(async () => {
    server = await createTestServer({ play: async () => ({ state: 'success' }) });
    await insertDag(server.database, dag('used', [task('a'), task('b')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['used'] }, actor);
    dagRunId = await run('r');
  });
  after(() => server.close());

  async function run(runId: string): Promise<number> {
    const command = { kind: 'trigger_run', dagId: 'used', runId, logicalDate: null, conf: {} } as const;
    const { dagRunId } = await server.scheduler.submit(command, actor);
    const id = dagRunId ?? 0;
    await untilEnded(server.database, id);
    return id;
  }
  const urlOf = (runId: string, taskId: string, tryNumber = 1) =>
    `/api/v2/aquilon/dags/used/dagRuns/${runId}/taskInstances/${taskId}/tries/${tryNumber}/usage`;
  const count = async () => {
    const { rows } = await server.database.pool.query('select dag_run_id from task_instance_usage');
    return rows.length;
  };
  const usage = (more: Partial<AttemptUsage> = {}): AttemptUsage => ({
    ...{ dagId: 'used', runId: 'r', dagRunId, taskId: 'a', mapIndex: -1, tryNumber: 1, startedAt: Date.now() },
    points: [
      { seconds: 1, cpuSeconds: 0.25, memory: 100 },
      { seconds: 2, cpuSeconds: 1, memory: 300 },
    ],
    peakMemory: 400,
    ...more,
  });

  it('is told with its points, its peak and its mean', async () => {
    await upsertUsage(server.database.pool, [usage({ taskId: 'b', peakMemory: 1 }), usage()]);
    const { started_at: start, ...told } = (await server.ask('GET', urlOf('r', 'a'))).body;
    assert.ok(!Number.isNaN(Date.parse(start)));
    assert.deepEqual(told, {
      ...{ seconds: 2, cpu_seconds: 1, mean_cpu: 0.5, peak_memory: 400 },
      points: [
        { seconds: 1, cpu_seconds: 0.25, memory: 100 },
        { seconds: 2, cpu_seconds: 1, memory: 300 },
      ],
    });
  });

  it('grows: what is written later takes the place of what was known', async () => {
    const points = [{ seconds: 3, cpuSeconds: 2, memory: 7 }];
    await upsertUsage(server.database.pool, [usage({ points })]);
    const { body } = await server.ask('GET', urlOf('r', 'a'));
    assert.deepEqual(body.points, [{ seconds: 3, cpu_seconds: 2, memory: 7 }]);
    assert.equal(body.cpu_seconds, 2);
  });

  it('is empty where nothing was measured, or what was measured belongs to an instance that is gone', async () => {
    const nothing = {
      started_at: null,
      seconds: null,
      cpu_seconds: null,
      mean_cpu: null,
      peak_memory: null,
      points: [],
    };
    await run('bare');
    assert.deepEqual((await server.ask('GET', urlOf('bare', 'a'))).body, nothing);
    await upsertUsage(server.database.pool, [usage({ taskId: 'b', startedAt: 0 })]);
    assert.deepEqual((await server.ask('GET', urlOf('r', 'b'))).body, nothing);
  });

  it('is told to those who may read the log, and of tries that there are', async () => {
    await server.tokenOf('reader', 'Viewer');
    await server.tokenOf('nobody', 'Public');
    assert.equal((await server.ask('GET', urlOf('r', 'a'), { as: 'reader' })).status, 200);
    for (const as of ['nobody', null]) {
      const asked = [urlOf('r', 'a'), '/api/v2/dags/used/dagRuns/r/taskInstances/a/logs/1'];
      const [own, log] = await Promise.all(asked.map(async (url) => (await server.ask('GET', url, { as })).status));
      assert.equal(own, log);
      assert.ok((own ?? 0) >= 400, `${as}: ${own}`);
    }
    assert.equal((await server.ask('GET', urlOf('r', 'a', 2))).status, 404);
    assert.equal((await server.ask('GET', `${urlOf('r', 'a')}?map_index=3`)).status, 404);
    assert.equal((await server.ask('GET', urlOf('nothing', 'a'))).status, 404);
  });

  it('goes with its run and its DAG, and what comes after that is dropped', async () => {
    assert.equal(await count(), 2);
    const gone = await run('gone');
    await upsertUsage(server.database.pool, [usage({ dagRunId: gone })]);
    assert.equal(await count(), 3);
    assert.equal((await server.ask('DELETE', '/api/v2/dags/used/dagRuns/gone')).status, 204);
    assert.equal(await count(), 2);
    await upsertUsage(server.database.pool, [usage({ dagRunId: gone }), usage()]);
    assert.equal(await count(), 2);
    assert.equal((await server.ask('DELETE', '/api/v2/dags/used')).status, 200);
    assert.equal(await count(), 0);
  });
});
