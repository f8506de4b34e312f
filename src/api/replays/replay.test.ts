import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;
let server: TestServer;

before(async () => {
  server = await createTestServer();
  await insertDag(server.database, dag('plain', [task('a')]));
  await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['plain'] }, actor);
});
after(() => server.close());

it('a replay has the times of the successful run before its own, by logical date', async () => {
  for (const day of ['02', '01']) {
    const logicalDate = `2026-01-${day}T00:00:00Z`;
    const command = { kind: 'trigger_run', dagId: 'plain', runId: `r${day}`, logicalDate, conf: {} } as const;
    await untilEnded(server.database, (await server.scheduler.submit(command, actor)).dagRunId ?? 0);
  }
  const runs = '/api/v2/dags/plain/dagRuns';
  const first = (await server.ask('GET', `${runs}/r01`)).body;
  const of = async (runId: string) =>
    (await server.ask('GET', `${runs}/${runId}/taskInstances/a/replay`)).body.previous_success;
  const { data_interval_start, data_interval_end, start_date, end_date } = first;
  assert.deepEqual(await of('r02'), { data_interval_start, data_interval_end, start_date, end_date });
  assert.equal(await of('r01'), null);
  // What tasks test asks for.
  const query = 'state=success&logical_date_lt=2026-01-02T00:00:00Z&order_by=-logical_date&limit=1';
  assert.equal((await server.ask('GET', `${runs}?${query}`)).body.dag_runs[0].dag_run_id, 'r01');
});
