import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const MINUTE = 60_000;

let server: TestServer;
before(async () => {
  server = await createTestServer({
    play: ({ taskId, tryNumber }) =>
      taskId === 'flaky' && tryNumber === 1
        ? { state: 'failed', error: { code: 'TASK_FAILED', message: 'no' }, retryable: true }
        : { state: 'success' },
  });
  await insertDag(
    server.database,
    dag('rated', [
      task('plain'),
      task('flaky', [], { queue: 'gpu', retries: 1, retryDelayMs: 0 }),
      task('after', ['plain', 'flaky']),
    ]),
  );
});
after(() => server.close());

interface Share {
  name: string;
  at: string;
  success: number;
  failed: number;
  up_for_retry: number;
  skipped: number;
  median_duration: number | null;
  p95_duration: number | null;
  median_queued: number | null;
  p95_queued: number | null;
}
const rates = async (
  query = '',
): Promise<
  { from: string; bucket_seconds: number; counted_from: string | null } & Record<
    'buckets' | 'queues' | 'workers',
    Share[]
  >
> => (await server.ask('GET', `/aquilon/workers/rates${query}`)).body;
const query = (text: string, values: unknown[] = []) => server.database.pool.query(text, values);

/** An ended attempt, `ago` ms ago, that was queued for 2 s and ran for `ran` seconds. */
async function insertEnded(taskId: string, ago: number, ran: number): Promise<void> {
  await query(
    `with run as (select id, dag_version_id from dag_run limit 1), made as (
       insert into task_instance (dag_run_id, task_id, map_index, id, dag_id, state, try_number, max_tries, start_date, end_date, queued_when, hostname,
         pool, pool_slots, queue, priority_weight, operator, dag_version_id)
       select run.id, $1, -1, gen_random_uuid(), 'rated', 'failed', 1, 0, t.at - $3 * interval '1 s', t.at, t.at - ($3 + 2) * interval '1 s', 'far',
         'default_pool', 1, 'slow', 1, '@task', run.dag_version_id from run cross join (select now() - $2 * interval '1 ms' as at) t returning *)
     insert into event (at, kind, dag_id, dag_run_id, task_id, map_index, attempt_id, try_number, from_state, to_state, by)
     select end_date, 'task', dag_id, dag_run_id, task_id, map_index, id, 1, 'running', 'failed', 'worker' from made`,
    [taskId, ago, ran],
  );
}

test('what has ended is counted by state, by queue and by worker, each try by itself; what never ran is not', async () => {
  assert.deepEqual(await rates().then(({ buckets, queues, workers }) => [buckets, queues, workers]), [[], [], []]);
  const { dagRunId } = await server.scheduler.submit(
    { kind: 'trigger_run', dagId: 'rated', logicalDate: null, conf: {} },
    { user: 'a', via: 'test' },
  );
  await untilEnded(server.database, dagRunId ?? 0);
  await server.scheduler.submit(
    { kind: 'set_task_state', dagRunId: dagRunId ?? 0, tasks: [{ taskId: 'plain', mapIndex: -1 }], state: 'failed' },
    { user: 'a', via: 'test' },
  );
  const told = await rates();
  const counts = ({ success, failed, up_for_retry: again, skipped }: Share) => [success, failed, again, skipped];
  assert.deepEqual(
    told.queues.map((one) => [one.name, ...counts(one)]),
    [
      ['default', 2, 0, 0, 0],
      ['gpu', 1, 0, 1, 0],
    ],
  );
  assert.deepEqual(told.workers.length, 1);
  assert.equal(
    told.buckets.reduce((sum, one) => sum + one.success + one.up_for_retry, 0),
    4,
  );
  assert.equal(told.bucket_seconds, 60);
  const ofQueue = await rates('?queue=gpu');
  assert.equal(
    ofQueue.buckets.reduce((sum, one) => sum + one.success + one.up_for_retry, 0),
    2,
  );
  assert.equal(ofQueue.queues.length, 2, 'the others can still be chosen');
});

test('median and 95th percentile tell how long attempts ran and stood in the queue, in the time that is looked at', async () => {
  await insertEnded('old', 2 * 60 * MINUTE, 1000);
  for (const ran of [1, 2, 3, 4, 50]) await insertEnded(`new_${ran}`, 5 * MINUTE, ran);
  const slow = (found: Awaited<ReturnType<typeof rates>>) => found.queues.find(({ name }) => name === 'slow');
  const hour = slow(await rates('?hours=1'));
  assert.equal(hour?.failed, 5);
  assert.equal(hour?.median_duration, 3);
  assert.ok(Math.abs((hour?.p95_duration ?? 0) - 40.8) < 0.001, String(hour?.p95_duration));
  assert.deepEqual([hour?.median_queued, hour?.p95_queued], [2, 2]);
  const day = await rates('?hours=24');
  assert.equal(slow(day)?.failed, 6);
  assert.equal(day.bucket_seconds, 900);
  assert.equal(day.workers.find(({ name }) => name === 'far')?.failed, 6);
});

test('of more than can be looked at, what is newest is told, and since when', async () => {
  assert.equal((await rates('?hours=24')).counted_from, null);
  await query(
    `insert into event (at, kind, dag_id, by) select now(), 'dag', 'rated', 'test' from generate_series(1, 100001)`,
  );
  const { counted_from: since, queues } = await rates('?hours=24');
  assert.ok(since !== null && Math.abs(Date.parse(since) - Date.now()) < 10 * MINUTE, String(since));
  assert.deepEqual(queues, []);
});

test('another number of hours is refused, and nobody who is not signed in is answered', async () => {
  assert.equal((await server.ask('GET', '/aquilon/workers/rates?hours=5')).status, 422);
  assert.equal((await server.ask('GET', '/aquilon/workers/rates', { as: null })).status, 401);
});
