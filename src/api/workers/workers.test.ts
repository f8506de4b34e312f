import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

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
    assert.deepEqual(await ask(), {
      hostname: null,
      drained: null,
      max_processes: 0,
      waiting: 0,
      processes: [],
      queues: [],
    });
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

test('a drained worker starts nothing new, and what waits says who wants that and since when, until it takes tasks again', async () => {
  const played: string[] = [];
  const gate = Promise.withResolvers<void>();
  const server = await createTestServer({
    hasWorkers: true,
    play: async ({ run }) => {
      played.push(run.runId);
      if (run.runId === 'before') await gate.promise;
      return { state: 'success' };
    },
  });
  const trigger = async (runId: string) => {
    const { dagRunId } = await server.scheduler.submit(
      { kind: 'trigger_run', dagId: 'drained', runId, logicalDate: null, conf: {} },
      { user: 'a', via: 'test' },
    );
    return dagRunId ?? 0;
  };
  const patch = (drained: boolean, as = 'admin') => server.ask('PATCH', '/aquilon/workers', { body: { drained }, as });
  try {
    await server.tokenOf('looker', 'Viewer');
    await server.tokenOf('keeper', 'User');
    await insertDag(server.database, dag('drained', [task('one')]));
    const before = await trigger('before');
    while (!played.includes('before')) await new Promise((resolve) => setTimeout(resolve, 2));

    assert.equal((await patch(true, 'looker')).status, 403);
    const { status, body } = await patch(true, 'keeper');
    assert.deepEqual([status, body.drained.by], [200, 'keeper']);
    const again = await patch(true);
    assert.deepEqual(again.body.drained, body.drained, 'who drained it first is who did');

    const after = await trigger('after');
    const { body: told } = await server.ask(
      'GET',
      '/api/v2/dags/drained/dagRuns/after/taskInstances/one/explanation?map_index=-1',
    );
    assert.equal(told.state, 'scheduled');
    const since = Date.parse(body.drained.since);
    assert.deepEqual(
      told.reasons.map((reason: { code: string; details: object }) => [reason.code, reason.details]),
      [['worker_drained', { by: 'keeper', since }]],
    );
    assert.match(told.reasons[0].message, /drained by keeper since \d{4}-.*: aquilon workers resume/);
    assert.equal(told.expected_start, null, 'a person has to act first');

    gate.resolve();
    assert.equal((await untilEnded(server.database, before)).state, 'success', 'what ran goes on to its end');
    assert.deepEqual(played, ['before']);
    assert.equal((await patch(false)).body.drained, null);
    assert.equal((await untilEnded(server.database, after)).state, 'success');

    const { body: logs } = await server.ask('GET', '/api/v2/eventLogs?event=patch_workers&order_by=id');
    assert.deepEqual(
      logs.event_logs.map(({ owner, extra }: { owner: string; extra: string }) => [owner, JSON.parse(extra).drained]),
      [
        ['keeper', true],
        ['admin', false],
      ],
    );
  } finally {
    gate.resolve();
    await server.close();
  }
});

test('a server that runs no workers says so when somebody wants to drain them', async () => {
  const server = await createTestServer();
  try {
    const answer = await server.ask('PATCH', '/aquilon/workers', { body: { drained: true } });
    assert.deepEqual([answer.status, answer.headers['x-error-code']], [409, 'WORKERS_ELSEWHERE']);
  } finally {
    await server.close();
  }
});
