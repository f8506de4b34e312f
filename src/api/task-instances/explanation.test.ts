import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;

describe('explanation', () => {
  let server: TestServer;
  let letGo: () => void;
  before(async () => {
    const released = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const killed = { code: 'TASK_KILLED', message: 'killed by SIGKILL', signal: 'SIGKILL', peakRss: 123_456_789 };
    server = await createTestServer({
      play: async (work) => {
        if (work.taskId === 'hold') await released;
        if (work.taskId === 'dies') return { state: 'failed', error: killed, retryable: true };
        return { state: 'success' };
      },
    });
    await server.database.pool.query("insert into slot_pool (pool, slots) values ('one', 1)");
    const tasks = [
      task('hold', [], { pool: 'one', priorityWeight: 9, retries: 2, executionTimeoutMs: 600_000 }),
      task('wants', [], { pool: 'one' }),
      task('later', ['hold']),
    ];
    await insertDag(server.database, dag('waits', tasks));
    await insertDag(server.database, dag('fails', [task('dies'), task('after', ['dies'])]));
    await server.scheduler.submit({ kind: 'pools_changed' }, actor);
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['waits', 'fails'] }, actor);
    for (const dagId of ['waits', 'fails']) await trigger(dagId);
  });
  after(async () => {
    letGo();
    await server.close();
  });

  const trigger = async (dagId: string, runId = 'r') =>
    (await server.scheduler.submit({ kind: 'trigger_run', dagId, runId, logicalDate: null, conf: {} }, actor))
      .dagRunId ?? 0;
  const explain = async (dagId: string, taskId: string, runId = 'r') =>
    (await server.ask('GET', `/api/v2/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/explanation`)).body;

  it('names every reason, and who holds what is waited for', async () => {
    const { state, reasons, expected_start: start, assumptions } = await explain('waits', 'wants');
    assert.equal(state, 'scheduled');
    assert.deepEqual(
      reasons.map((one: { code: string }) => one.code),
      ['pool_full'],
    );
    assert.deepEqual(reasons[0].details, { pool: 'one', slots: 1, used: 1, needed: 1 });
    assert.deepEqual(
      reasons[0].holders.map((one: { task_id: string; dag_run_id: string }) => [one.task_id, one.dag_run_id]),
      [['hold', 'r']],
    );
    assert.ok(start !== null && assumptions.some((one: string) => one.endsWith(': hold')), assumptions);
  });

  it('names the upstreams that have not ended', async () => {
    const { reasons } = await explain('waits', 'later');
    assert.deepEqual(
      reasons.map((one: { code: string; holders: { task_id: string }[] }) => [one.code, one.holders[0]?.task_id]),
      [['upstream', 'hold']],
    );
  });

  it('has no reasons for what runs, and refuses what is not there', async () => {
    const running = await explain('waits', 'hold');
    assert.deepEqual([running.state, running.reasons, running.expected_start], ['running', [], null]);
    const path = '/api/v2/dags/waits/dagRuns/r/taskInstances/none/explanation';
    assert.equal((await server.ask('GET', path)).status, 404);
  });

  it('tells of what runs since when, where, which try, and when its time-out ends it', async () => {
    const { start_date: since, ...running } = (await explain('waits', 'hold')).running;
    const timeoutAt = new Date(Date.parse(since) + 600_000).toISOString();
    const { hostname, pid } = running;
    assert.deepEqual(running, { try_number: 1, tries: 3, timeout_at: timeoutAt, hostname, pid });
    assert.equal((await explain('waits', 'wants')).running, null);
  });

  it('tells what ended a try, and who decided that', async () => {
    const dagRunId = await trigger('fails', 'dead');
    await untilEnded(server.database, dagRunId);
    const { state, reasons, failed_tries: tries } = await explain('fails', 'dies', 'dead');
    assert.deepEqual([state, reasons], ['failed', []]);
    const [{ start_date: _start, end_date: _end, hostname: _host, ...told }] = tries;
    assert.deepEqual(told, {
      try_number: 1,
      code: 'TASK_KILLED',
      message: 'killed by SIGKILL',
      remedy:
        'After a crash look at the native code that the task loads, and at the last lines of its log; after another signal look for the sender: the kernel under memory pressure sends SIGKILL.',
      location: null,
      exit_code: null,
      signal: 'SIGKILL',
      peak_memory: 123_456_789,
      decided_by: 'worker',
    });
  });

  it('tells why a task ended that was never tried', async () => {
    const { state, not_run: why, failed_tries: tries } = await explain('fails', 'after', 'dead');
    assert.deepEqual([state, why.code, tries], ['upstream_failed', 'trigger_rule', []]);
    assert.equal((await explain('fails', 'dies', 'dead')).not_run, null);
  });

  it('takes the median of the last successes for the time that a task needs', async () => {
    await server.database.pool.query(
      `insert into dag_run (dag_id, run_id, run_after, state, run_type, triggered_by, dag_version_id)
       select 'waits', 'old' || n, now() - interval '1 day', 'success', 'manual', 'test', current_version_id
       from generate_series(1, 3) n join dag on dag_id = 'waits'`,
    );
    await server.database.pool.query(
      `insert into task_instance (dag_run_id, task_id, id, dag_id, state, max_tries, duration, pool, pool_slots, queue, priority_weight, operator, dag_version_id)
       select id, 'hold', gen_random_uuid(), 'waits', 'success', 0, (array[600, 7200, 90000])[row_number() over (order by run_id)], 'one', 1, 'default', 1, '@task', dag_version_id
       from dag_run where run_id like 'old%'`,
    );
    const { expected_start: start } = await explain('waits', 'wants');
    const { start_date: since } = (await explain('waits', 'wants')).reasons[0].holders[0];
    assert.equal(Date.parse(start) - Date.parse(since), 7_200_000);
  });
});
