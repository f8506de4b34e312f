import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAILY, dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const RUNS = '/api/v2/dags/daily/dagRuns';
const BACKFILL = { dag_id: 'daily', from_date: '2020-01-01T00:00:00Z', to_date: '2020-01-02T00:00:00Z' };

describe('a request with an Idempotency-Key', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer({ play: () => ({ state: 'success' }) });
    await insertDag(server.database, dag('daily', [task('t')], { timetable: DAILY }));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['daily'] }, { user: null, via: 'test' });
  });
  after(() => server.close());

  const post = (key: string, body: object = {}, url = RUNS, as?: string) =>
    server.ask('POST', url, {
      body: url === RUNS ? { logical_date: null, ...body } : body,
      headers: { 'idempotency-key': key },
      ...(as === undefined ? {} : { as }),
    });
  const count = async (table: 'dag_run' | 'backfill' | 'request') =>
    (await server.database.pool.query(`select count(*) from ${table}`)).rows[0].count as number;
  const madeBy = async (work: () => Promise<unknown>) => {
    const before = await count('dag_run');
    await work();
    return (await count('dag_run')) - before;
  };

  it('makes one run however often it is sent, and gets the first answer each time', async () => {
    const first = await post('again', { conf: { a: 1, b: 2 } });
    assert.equal(first.status, 200, first.text);
    const made = await madeBy(async () => {
      const { status, body } = await post('again', { conf: { b: 2, a: 1 } });
      assert.deepEqual([status, body], [200, first.body]);
    });
    assert.equal(made, 0);
  });

  it('makes one run when it is sent several times at once', async () => {
    const made = await madeBy(async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => post('at-once')));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    });
    assert.equal(made, 1);
  });

  it('gets the run that it had made when the server went down before it answered', async () => {
    const { body } = await post('lost');
    await server.database.pool.query(`update request set answer = null where key = 'lost'`);
    const made = await madeBy(async () => {
      const [one, other] = await Promise.all([post('lost'), post('lost')]);
      assert.deepEqual([one.body.dag_run_id, one.text], [body.dag_run_id, other.text]);
    });
    assert.equal(made, 0);
  });

  it('is refused under the key of another request, also when both come at once', async () => {
    await post('taken', { conf: { n: 1 } });
    const refused = await post('taken', { conf: { n: 2 } });
    assert.deepEqual([refused.status, refused.headers['x-error-code']], [422, 'REQUEST_KEY_REUSED']);
    assert.match(refused.body.detail, /key taken belongs to another request/);
    assert.equal((await post('taken', BACKFILL, '/api/v2/backfills')).status, 422);
    const both = await Promise.all([post('both', { conf: { n: 1 } }), post('both', { conf: { n: 2 } })]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 422]);
  });

  it('has nothing to do with the same key of another user', async () => {
    await server.tokenOf('ann', 'User');
    const made = await madeBy(() => Promise.all([post('mine'), post('mine', {}, RUNS, 'ann')]));
    assert.equal(made, 2);
  });

  it('that was refused may be sent again under its key', async () => {
    const url = '/api/v2/dags/late/dagRuns';
    const body = { logical_date: null };
    assert.equal((await post('early', body, url)).status, 404);
    await insertDag(server.database, dag('late', [task('t')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['late'] }, { user: null, via: 'test' });
    assert.equal((await post('early', body, url)).status, 200);
  });

  it('makes one backfill', async () => {
    const before = await count('backfill');
    const [first, second] = await Promise.all([
      post('range', BACKFILL, '/api/v2/backfills'),
      post('range', BACKFILL, '/api/v2/backfills'),
    ]);
    assert.equal(first.status, 200, first.text);
    assert.equal(second.text, first.text);
    assert.equal((await count('backfill')) - before, 1);
  });

  it('is forgotten when its time is over', async () => {
    await post('old');
    await server.database.pool.query(`update request set expires_at = now() - interval '1 s' where key = 'old'`);
    assert.equal(await madeBy(() => post('old', { conf: { other: true } })), 1);
    const { rows } = await server.database.pool.query(
      `select expires_at > now() + interval '23 hours' as fresh from request where key = 'old'`,
    );
    assert.deepEqual(rows, [{ fresh: true }]);
  });

  it('is refused where its key has a blank, or more than 255 characters', async () => {
    for (const key of ['two words', 'k'.repeat(256)]) assert.equal((await post(key)).status, 422);
  });
});
