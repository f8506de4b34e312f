import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAILY, dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const DAGS = ['chain', 'daily', 'off', 'etl_a'];

describe('plans', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer({
      play: () => ({ state: 'success' }),
      env: { AQUILON__MCP__ACCEPT: 'trigger:etl_*' },
    });
    const params = { rows: { value: 1, description: null, schema: { type: 'integer' } } };
    await insertDag(server.database, dag('chain', [task('a'), task('b', ['a']), task('c', ['b'])], { params }));
    await insertDag(server.database, dag('daily', [task('t')], { timetable: DAILY }), { paused: true });
    await insertDag(server.database, dag('off', [task('t')]), { paused: true });
    await insertDag(server.database, dag('etl_a', [task('t')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: DAGS }, { user: null, via: 'test' });
    await server.tokenOf('reader', 'Viewer');
    await server.tokenOf('ann', 'User');
  });
  after(() => server.close());

  const propose = (kind: string, change: object, as = 'ann') =>
    server.ask('POST', `/aquilon/plans/${kind}`, { body: change, as });
  const post = (plan: string, word: string, as = 'ann') => server.ask('POST', `/aquilon/plans/${plan}/${word}`, { as });
  const proposed = async (kind: string, change: object): Promise<string> => {
    const { status, body, text } = await propose(kind, change);
    assert.equal(status, 200, text);
    return body.plan_id;
  };
  const accepted = async (kind: string, change: object): Promise<string> => {
    const id = await proposed(kind, change);
    const { body, text } = await post(id, 'accept');
    assert.equal(body.state, 'accepted', text);
    return id;
  };
  const count = async (table: 'dag_run' | 'backfill') =>
    (await server.database.pool.query(`select count(*) from ${table}`)).rows[0].count as number;
  const endedRun = async () => {
    const { dagRunId, runId } = await server.scheduler.submit(
      { kind: 'trigger_run', dagId: 'chain', logicalDate: null, conf: {} },
      { user: 'ann', via: 'test' },
    );
    await untilEnded(server.database, dagRunId ?? 0);
    return { dagRunId: dagRunId ?? 0, runId: runId ?? '' };
  };
  const code = (answer: { headers: Record<string, unknown> }) => answer.headers['x-error-code'];

  it('tell what would happen, and change nothing', async () => {
    const { runId } = await endedRun();
    const before = [await count('dag_run'), await count('backfill')];
    const range = { from_date: '2020-01-01T00:00:00Z', to_date: '2020-01-03T00:00:00Z' };
    const plans = [
      await propose('trigger', { dag_id: 'chain', conf: { rows: 2 }, reason: 'new data came' }),
      await propose('clear', { dag_id: 'chain', dag_run_id: runId, task_ids: ['b'], include_downstream: true }),
      await propose('mark', { dag_id: 'chain', dag_run_id: runId, task_id: 'a', new_state: 'failed' }),
      await propose('pause', { dag_id: 'chain' }),
      await propose('unpause', { dag_id: 'off' }),
      await propose('backfill', { dag_id: 'daily', ...range }),
    ];
    for (const { status, text } of plans) assert.equal(status, 200, text);
    const [trigger, clear, mark, pause, , backfill] = plans.map(({ body }) => body);
    assert.deepEqual(
      [trigger.kind, trigger.state, trigger.proposed_by, trigger.reason, trigger.change],
      ['trigger', 'proposed', 'ann', 'new data came', { dag_id: 'chain', conf: { rows: 2 } }],
    );
    assert.match(trigger.effect.summary, /^A run of chain is made with the conf \{"rows":2\}; 3 tasks run\.$/);
    assert.deepEqual(
      clear.effect.task_instances.map((one: { task_id: string; state: string; becomes: null }) => [
        one.task_id,
        one.state,
        one.becomes,
      ]),
      [
        ['b', 'success', null],
        ['c', 'success', null],
      ],
    );
    assert.deepEqual(
      mark.effect.task_instances.map((one: { becomes: string }) => one.becomes),
      ['failed'],
    );
    assert.match(pause.effect.summary, /switched off/);
    assert.deepEqual([backfill.effect.total_entries, backfill.effect.logical_dates.length], [3, 3]);
    assert.deepEqual([await count('dag_run'), await count('backfill')], before);
    const listed = await server.ask('GET', '/aquilon/plans?state=proposed&dag_id=daily', { as: 'reader' });
    assert.deepEqual(listed.body, { plans: [backfill], total_entries: 1 });
    assert.deepEqual((await server.ask('GET', `/aquilon/plans/${mark.plan_id}`)).body, mark);
  });

  it('are refused for what would be refused, and for what would change nothing', async () => {
    const { runId } = await endedRun();
    assert.equal(code(await propose('trigger', { dag_id: 'nowhere' })), 'DAG_NOT_FOUND');
    assert.equal(code(await propose('trigger', { dag_id: 'chain', conf: { rows: 'many' } })), 'PARAMS_INVALID');
    assert.equal(code(await propose('trigger', { dag_id: 'chain', dag_run_id: runId })), 'RUN_EXISTS');
    assert.equal((await propose('clear', { dag_id: 'chain', dag_run_id: runId, task_ids: ['x'] })).status, 400);
    assert.equal(code(await propose('clear', { dag_id: 'chain', dag_run_id: runId, only_failed: true })), 'PLAN_EMPTY');
    assert.equal(
      code(await propose('mark', { dag_id: 'chain', dag_run_id: runId, new_state: 'success' })),
      'PLAN_EMPTY',
    );
    assert.equal(code(await propose('pause', { dag_id: 'off' })), 'PLAN_EMPTY');
    assert.equal((await propose('pause', { dag_id: 'off', sudo: true })).status, 422);
  });

  it('are carried out once they are accepted, once, however often that is asked for', async () => {
    const id = await proposed('trigger', { dag_id: 'chain' });
    const before = await count('dag_run');
    const early = await post(id, 'apply');
    assert.equal(code(early), 'PLAN_NOT_ACCEPTED');
    const remedy = decodeURIComponent(String(early.headers['x-error-remedy']));
    assert.match(remedy, new RegExp(`aquilon plans accept ${id}`));
    assert.equal(await count('dag_run'), before);
    await post(id, 'accept');
    const answers = await Promise.all([post(id, 'apply'), post(id, 'apply'), post(id, 'apply')]);
    for (const { status, body } of answers) {
      assert.deepEqual([status, body.state, body.applied_by, body.decided_by], [200, 'applied', 'ann', 'ann']);
      assert.equal(body.made.runId, answers[0]?.body.made.runId);
    }
    assert.equal(await count('dag_run'), before + 1);
    assert.equal((await post(id, 'apply')).body.state, 'applied');
    assert.equal(code(await post(id, 'accept')), 'PLAN_NOT_OPEN');
    assert.equal(code(await post(id, 'reject')), 'PLAN_NOT_OPEN');
    assert.equal(await count('dag_run'), before + 1);
  });

  it('stand in the audit log with each step, the change once', async () => {
    const id = await accepted('trigger', { dag_id: 'chain', dag_run_id: 'audited' });
    await Promise.all([post(id, 'apply'), post(id, 'apply')]);
    const { body } = await server.ask('GET', '/api/v2/eventLogs?dag_id=chain&order_by=-event_log_id&limit=3');
    assert.deepEqual(
      body.event_logs.map((one: { event: string; owner: string; run_id: string }) => [
        one.event,
        one.owner,
        one.run_id,
      ]),
      [
        ['apply_plan', 'ann', 'audited'],
        ['accept_plan', 'ann', null],
        ['propose_trigger', 'ann', 'audited'],
      ],
    );
  });

  it('are not carried out again when the server went down before it wrote that down', async () => {
    const id = await accepted('trigger', { dag_id: 'chain' });
    const { body } = await post(id, 'apply');
    const before = await count('dag_run');
    const undone = `update plan set state = 'accepted', applied_by = null, applied_at = null, made = null where id = $1`;
    await server.database.pool.query(undone, [id]);
    const again = await post(id, 'apply');
    assert.deepEqual([again.body.state, again.body.made], ['applied', body.made]);
    assert.equal(await count('dag_run'), before);
  });

  it('do what they say: clear, mark, switch, backfill', async () => {
    const { runId, dagRunId } = await endedRun();
    await post(
      await accepted('mark', { dag_id: 'chain', dag_run_id: runId, task_id: 'c', new_state: 'failed' }),
      'apply',
    );
    assert.equal((await untilEnded(server.database, dagRunId)).tasks.c, 'failed');
    await post(await accepted('clear', { dag_id: 'chain', dag_run_id: runId, only_failed: true }), 'apply');
    assert.deepEqual(await untilEnded(server.database, dagRunId), {
      state: 'success',
      tasks: { a: 'success', b: 'success', c: 'success' },
    });
    await post(await accepted('mark', { dag_id: 'chain', dag_run_id: runId, new_state: 'failed' }), 'apply');
    assert.equal((await untilEnded(server.database, dagRunId)).state, 'failed');
    await post(await accepted('unpause', { dag_id: 'off' }), 'apply');
    assert.equal((await server.ask('GET', '/api/v2/dags/off')).body.is_paused, false);
    const range = { from_date: '2021-01-01T00:00:00Z', to_date: '2021-01-02T00:00:00Z' };
    const { body } = await post(await accepted('backfill', { dag_id: 'daily', ...range }), 'apply');
    assert.equal((await server.ask('GET', `/api/v2/backfills/${body.made.backfillId}`)).status, 200);
  });

  it('are worth nothing once the state that they rest on is another', async () => {
    const { runId } = await endedRun();
    const change = { dag_id: 'chain', dag_run_id: runId, task_ids: ['a'] };
    const [first, second, early] = [
      await accepted('clear', change),
      await accepted('clear', change),
      await proposed('clear', change),
    ];
    const both = await Promise.all([post(first, 'apply'), post(second, 'apply')]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
    const refused = both.find(({ status }) => status === 409);
    assert.equal(refused && code(refused), 'PLAN_OUTDATED');
    assert.equal(code(await post(early, 'accept')), 'PLAN_OUTDATED');

    const switching = await accepted('trigger', { dag_id: 'etl_a', conf: {} }).catch(() => undefined);
    assert.equal(switching, undefined, 'a rule accepts it: nobody has to');
    const id = await accepted('trigger', { dag_id: 'off' });
    await server.scheduler.submit({ kind: 'set_paused', dagId: 'off', paused: true }, { user: 'ann', via: 'test' });
    const outdated = await post(id, 'apply');
    assert.equal(code(outdated), 'PLAN_OUTDATED');
    assert.match(outdated.body.detail, /Now: A run of off .* switched off/);
  });

  it('expire', async () => {
    const ids = [await proposed('trigger', { dag_id: 'chain' }), await accepted('trigger', { dag_id: 'chain' })];
    await server.database.pool.query(`update plan set expires_at = now() where id = any($1)`, [ids]);
    const [early, late] = ids;
    assert.equal(code(await post(early ?? '', 'accept')), 'PLAN_NOT_OPEN');
    const refused = await post(late ?? '', 'apply');
    assert.equal(code(refused), 'PLAN_NOT_OPEN');
    assert.match(refused.body.detail, /is expired and cannot be applied/);
    const listed = await server.ask('GET', '/aquilon/plans?state=expired');
    assert.deepEqual(new Set(listed.body.plans.map((one: { plan_id: string }) => one.plan_id)), new Set(ids));
  });

  it('that were rejected stay so, an accepted one too', async () => {
    const ids = [await proposed('trigger', { dag_id: 'chain' }), await accepted('trigger', { dag_id: 'chain' })];
    for (const id of ids) {
      assert.equal((await post(id, 'reject')).body.state, 'rejected');
      for (const word of ['accept', 'apply']) assert.equal(code(await post(id, word)), 'PLAN_NOT_OPEN');
    }
  });

  it('may be proposed by those who read, and are accepted and carried out by those alone who may make the change', async () => {
    const { status, body } = await propose('trigger', { dag_id: 'chain' }, 'reader');
    assert.equal(status, 200);
    for (const word of ['accept', 'reject', 'apply'])
      assert.equal((await post(body.plan_id, word, 'reader')).status, 403);
    await post(body.plan_id, 'accept');
    assert.equal((await post(body.plan_id, 'apply', 'reader')).status, 403);
    assert.equal((await post(body.plan_id, 'apply')).body.state, 'applied');
    await server.tokenOf('nobody', 'Public');
    assert.equal((await propose('trigger', { dag_id: 'chain' }, 'nobody')).status, 403);
    assert.equal((await server.ask('GET', '/aquilon/plans', { as: 'nobody' })).status, 403);
  });

  it('that a rule accepts wait for nobody, where the one who proposes may make the change', async () => {
    const { body } = await propose('trigger', { dag_id: 'etl_a' });
    assert.deepEqual([body.state, body.rule, body.decided_by], ['accepted', 'trigger:etl_*', null]);
    assert.equal((await post(body.plan_id, 'apply')).body.state, 'applied');
    assert.equal((await propose('pause', { dag_id: 'etl_a' })).body.state, 'proposed');
    assert.equal((await propose('trigger', { dag_id: 'etl_a' }, 'reader')).body.state, 'proposed');
  });

  it('of one user are a hundred at most that are open', async () => {
    await server.tokenOf('eager', 'Viewer');
    const { body } = await propose('trigger', { dag_id: 'chain' }, 'eager');
    const copies = `insert into plan (id, kind, dag_id, change, effect, fingerprint, proposed_by, expires_at)
      select gen_random_uuid(), kind, dag_id, change, effect, fingerprint, proposed_by, expires_at from plan, generate_series(1, 99) where id = $1`;
    await server.database.pool.query(copies, [body.plan_id]);
    assert.equal(code(await propose('trigger', { dag_id: 'chain' }, 'eager')), 'PLANS_TOO_MANY');
    assert.equal((await propose('trigger', { dag_id: 'chain' })).status, 200);
  });

  it('that nobody has are not found', async () => {
    const missing = '01a1fb4c-acfe-7878-8301-b4e68fe49714';
    assert.equal(code(await server.ask('GET', `/aquilon/plans/${missing}`)), 'PLAN_NOT_FOUND');
    assert.equal(code(await post(missing, 'apply')), 'PLAN_NOT_FOUND');
  });
});
