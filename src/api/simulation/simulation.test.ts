import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SimulationInput } from '#simulation/input.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const expand = {
  kind: 'product' as const,
  inputs: [{ name: 'of', source: { kind: 'xcom' as const, taskId: 'list' } }],
};

describe('what a simulation is played from', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer({
      env: { AIRFLOW__CORE__PARALLELISM: '7' },
      play: ({ taskId, run }) =>
        taskId === 'each' && run.runId === 'second'
          ? { state: 'failed', error: { code: 'TASK_FAILED', message: 'played' }, retryable: false }
          : { state: 'success', returnValue: { kind: 'json', value: [1, 2, 3] } },
    });
    await insertDag(
      server.database,
      dag('seen', [task('list', [], { isListed: true }), task('each', ['list'], { expand })]),
    );
    await insertDag(server.database, dag('off', [task('a')]), { paused: true });
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['seen', 'off'] }, { user: null, via: 'test' });
    for (const runId of ['first', 'second']) {
      const body = { logical_date: null, dag_run_id: runId };
      await server.ask('POST', '/api/v2/dags/seen/dagRuns', { body });
      const sql = 'select id from dag_run where run_id = $1';
      await untilEnded(server.database, (await server.database.pool.query(sql, [runId])).rows[0].id);
    }
  });
  after(() => server?.close());

  const ask = async (query = '') => {
    const { status, body } = await server.ask('GET', `/aquilon/simulation/input${query}`);
    assert.equal(status, 200);
    return body.input as SimulationInput;
  };

  it('are the DAGs with the times of their newest successes and the instances of their newest run', async () => {
    const { dags, pools, parallelism } = await ask();
    assert.deepEqual(
      dags.map(({ serialized, paused }) => [serialized.dagId, paused]),
      [
        ['off', true],
        ['seen', false],
      ],
    );
    const { list, each } = dags[1]?.history ?? {};
    assert.deepEqual([list?.durations.length, list?.instances], [2, 1]);
    assert.deepEqual([each?.durations.length, each?.instances], [3, 3]);
    assert.ok([...(list?.durations ?? []), ...(each?.durations ?? [])].every((ms) => Number.isInteger(ms) && ms >= 0));
    assert.deepEqual(dags[0]?.history, {});
    assert.deepEqual(pools, [{ name: 'default_pool', slots: 128, includeDeferred: false }]);
    assert.equal(parallelism, 7);
  });

  it('are those that are named, and there is none of an unknown one, nor for nobody', async () => {
    assert.deepEqual(
      (await ask('?dag_ids=off')).dags.map(({ serialized }) => serialized.dagId),
      ['off'],
    );
    assert.equal((await server.ask('GET', '/aquilon/simulation/input?dag_ids=gone')).status, 404);
    assert.equal((await server.ask('GET', '/aquilon/simulation/input', { as: null })).status, 401);
  });
});
