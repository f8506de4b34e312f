import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('/api/v2/pools', () => {
  let server: TestServer;
  const started: string[] = [];
  const gate = Promise.withResolvers<void>();
  before(async () => {
    server = await createTestServer({
      play: async (work) => {
        started.push(work.taskId);
        await gate.promise;
        return { state: 'success' };
      },
    });
  });
  after(() => server.close());

  const post = (body: object) => server.ask('POST', '/api/v2/pools', { body });
  const patch = (name: string, body: object, query = '') =>
    server.ask('PATCH', `/api/v2/pools/${encodeURIComponent(name)}${query}`, { body });
  const counts = async (name: string) => {
    const { body } = await server.ask('GET', `/api/v2/pools/${name}`);
    const { running_slots: running, queued_slots: queued, scheduled_slots: scheduled } = body;
    return { running: running + queued, scheduled, occupied: body.occupied_slots, open: body.open_slots };
  };
  const until = async (what: string, holds: () => Promise<boolean>) => {
    for (const end = Date.now() + 30_000; !(await holds()); ) {
      assert.ok(Date.now() < end, `never: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  it('slots that are added let waiting tasks start at once; slots that are taken away end nothing', async () => {
    assert.equal((await post({ name: 'narrow', slots: 1 })).status, 201);
    const tasks = Array.from({ length: 4 }, (_, at) => task(`t${at}`, [], { pool: 'narrow' }));
    await insertDag(server.database, dag('narrow', tasks));
    await server.ask('POST', '/api/v2/dags/narrow/dagRuns', { body: { logical_date: null } });
    await until('one runs', async () => started.length === 1);
    assert.deepEqual(await counts('narrow'), { running: 1, scheduled: 3, occupied: 1, open: 0 });
    const whole = { pool: 'narrow', description: null, include_deferred: false };
    assert.equal((await patch('narrow', { ...whole, slots: 3 })).body.slots, 3);
    await until('three run', async () => started.length === 3);
    await patch('narrow', { ...whole, slots: 1 });
    assert.deepEqual(await counts('narrow'), { running: 3, scheduled: 1, occupied: 3, open: -2 });
    gate.resolve();
    await until('all have run', async () => started.length === 4);
  });

  it('a task that names no pool waits, says why, and starts when the pool is made', async () => {
    await insertDag(server.database, dag('waits', [task('lonely', [], { pool: 'later' })]));
    const { body: run } = await server.ask('POST', '/api/v2/dags/waits/dagRuns', { body: { logical_date: null } });
    const { rows } = await server.database.pool.query('select id from dag_run where run_id = $1', [run.dag_run_id]);
    const explained = server.scheduler.explain(rows[0].id, { taskId: 'lonely', mapIndex: -1 });
    assert.match(explained?.reasons[0]?.message ?? '', /there is no pool later: make it/);
    assert.equal((await post({ name: 'later', slots: -1 })).body.open_slots, -1);
    await until('it starts', async () => started.includes('lonely'));
    assert.equal((await server.ask('DELETE', '/api/v2/pools/later')).status, 204);
    assert.equal((await server.ask('GET', '/api/v2/pools/later')).status, 404);
  });

  it('several pools are made, changed and deleted in one request, and each tells what became of it', async () => {
    const actions = [
      {
        action: 'create',
        entities: [
          { name: 'x', slots: 1 },
          { name: 'default_pool', slots: 1 },
        ],
      },
      { action: 'create', entities: [{ name: 'x', slots: 4 }], action_on_existence: 'overwrite' },
      { action: 'update', entities: [{ name: 'nobody', slots: 1 }] },
      { action: 'delete', entities: ['x', { name: 'nobody', slots: 0 }], action_on_non_existence: 'skip' },
      { action: 'delete', entities: ['default_pool'] },
    ];
    const { status, body } = await server.ask('PATCH', '/api/v2/pools', { body: { actions } });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(body.create.success, ['x', 'x']);
    assert.deepEqual(body.delete.success, ['x']);
    const codes = (one: { errors: { status_code: number }[] }) => one.errors.map((error) => error.status_code);
    assert.deepEqual([codes(body.create), codes(body.update), codes(body.delete)], [[409], [404], [400]]);
    assert.equal((await server.ask('GET', '/api/v2/pools/default_pool')).body.slots, 128);
  });

  it('are found by a part of their names, in order', async () => {
    for (const name of ['gpu_a', 'gpu_b', 'cpu/c']) await post({ name, slots: 1 });
    const names = async (query: string) =>
      (await server.ask('GET', `/api/v2/pools?${query}`)).body.pools.map((one: { name: string }) => one.name);
    assert.deepEqual(await names('pool_name_pattern=gpu&order_by=-name'), ['gpu_b', 'gpu_a']);
    assert.deepEqual(await names('pool_name_prefix_pattern=cpu'), ['cpu/c']);
    assert.equal((await server.ask('GET', '/api/v2/pools/cpu%2Fc')).body.name, 'cpu/c');
  });

  const REFUSED: readonly [string, object, number][] = [
    ['an empty name', { name: '', slots: 1 }, 422],
    ['a name with a control character', { name: 'a\u0000b', slots: 1 }, 422],
    ['a name with a space at its end', { name: 'gpu ', slots: 1 }, 422],
    ['a name of 257 characters', { name: 'x'.repeat(257), slots: 1 }, 422],
    ['more slots than can be counted', { name: 'many', slots: 2 ** 40 }, 422],
    ['half a slot', { name: 'half', slots: 0.5 }, 422],
    ['a team', { name: 'team', slots: 1, team_name: 'red' }, 400],
    ['a name that is taken', { name: 'default_pool', slots: 1 }, 409],
  ];
  for (const [what, body, status] of REFUSED) {
    it(`refuse ${what}`, async () => {
      const answer = await post(body);
      assert.equal(answer.status, status, answer.text);
    });
  }

  it('two people who change one at once are each told of their own change', async () => {
    await post({ name: 'shared', slots: 1 });
    const whole = { pool: 'shared', description: null, include_deferred: false };
    for (let round = 0; round < 20; round++) {
      const wanted = [1, 2, 3, 4].map((one) => round * 10 + one);
      const answers = await Promise.all(wanted.map((slots) => patch('shared', { ...whole, slots })));
      assert.deepEqual(
        answers.map(({ body }) => body.slots),
        wanted,
      );
    }
  });

  it('the default pool keeps its name and description, and is never deleted', async () => {
    assert.equal((await patch('default_pool', { description: 'mine' }, '?update_mask=description')).status, 400);
    const changed = await patch('default_pool', { slots: 64 }, '?update_mask=slots');
    assert.deepEqual([changed.body.slots, changed.body.description], [64, 'Default pool']);
    assert.equal((await server.ask('DELETE', '/api/v2/pools/default_pool')).status, 400);
  });

  it('a viewer may look, and may change nothing', async () => {
    await server.tokenOf('looker', 'Viewer');
    assert.equal((await server.ask('GET', '/api/v2/pools', { as: 'looker' })).status, 200);
    assert.equal((await server.ask('DELETE', '/api/v2/pools/gpu_a', { as: 'looker' })).status, 403);
    assert.equal((await server.ask('PATCH', '/api/v2/pools', { as: 'looker', body: { actions: [] } })).status, 403);
  });
});
