import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

interface Line {
  name: string;
  count: number;
  oldest: string;
  since: { since: string; count: number }[];
}

test('tasks that are ready and find no place are told by pool and queue, with the minute or hour since when they wait', async () => {
  const gate = Promise.withResolvers<void>();
  const server = await createTestServer({
    play: async () => {
      await gate.promise;
      return { state: 'success' };
    },
  });
  const ask = async (): Promise<{ pools: Line[]; queues: Line[] }> =>
    (await server.ask('GET', '/aquilon/workers/waiting')).body;
  const counts = (lines: Line[]) => lines.map(({ name, count }) => [name, count]);
  try {
    assert.deepEqual(await ask(), { pools: [], queues: [] });
    await server.ask('POST', '/api/v2/pools', { body: { name: 'narrow', slots: 1 } });
    const tasks = Array.from({ length: 4 }, (_, at) =>
      task(`t${at}`, [], { pool: 'narrow', queue: at === 3 ? 'gpu' : 'default' }),
    );
    await insertDag(server.database, dag('lines', tasks));
    const { dagRunId } = await server.scheduler.submit(
      { kind: 'trigger_run', dagId: 'lines', logicalDate: null, conf: {} },
      { user: 'a', via: 'test' },
    );
    const before = Date.now();
    const { rowCount } = await server.database.pool.query(
      `update task_instance set scheduled_when = '2026-01-01T10:20:30Z' where task_id = 't2' and state = 'scheduled'`,
    );
    assert.equal(rowCount, 1);
    while ((await ask()).queues.length !== 2 || (await ask()).pools[0]?.count !== 3)
      await new Promise((resolve) => setTimeout(resolve, 2));
    const { pools, queues } = await ask();
    assert.deepEqual(counts(pools), [['narrow', 3]]);
    assert.deepEqual(counts(queues), [
      ['default', 2],
      ['gpu', 1],
    ]);
    const [line] = pools;
    assert.equal(line?.oldest, '2026-01-01T10:20:30Z');
    assert.deepEqual(line?.since[0], { since: '2026-01-01T10:00:00Z', count: 1 }, 'by the hour beyond the last one');
    const rest = line?.since.slice(1) ?? [];
    assert.equal(
      rest.reduce((sum, { count }) => sum + count, 0),
      2,
    );
    for (const { since } of rest) {
      assert.match(since, /:00Z$/, 'by the minute in the last hour');
      assert.ok(Math.abs(Date.parse(since) - before) < 10 * 60_000, since);
    }
    gate.resolve();
    await untilEnded(server.database, dagRunId ?? 0);
    assert.deepEqual(await ask(), { pools: [], queues: [] });
    assert.equal((await server.ask('GET', '/aquilon/workers/waiting', { as: null })).status, 401);
  } finally {
    gate.resolve();
    await server.close();
  }
});
