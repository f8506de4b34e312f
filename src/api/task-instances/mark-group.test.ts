import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const actor = { user: null, via: 'test' } as const;
type Told = { task_id: string; dag_run_id: string; state: string | null; note: string | null };

describe('marking', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
    const inGroup = { groupId: 'g' };
    const tasks = [
      task('a'),
      task('g.b', ['a'], inGroup),
      task('g.h.c', ['g.b'], { groupId: 'g.h' }),
      task('d', ['g.h.c']),
    ];
    const group = { label: 'g', tooltip: '', prefixGroupId: true };
    const groups = [
      { ...group, groupId: 'g', parentId: null },
      { ...group, groupId: 'g.h', parentId: 'g' },
    ];
    await insertDag(server.database, dag('grouped', tasks, { groups: groups as never }));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['grouped'] }, actor);
    for (const [runId, logicalDate] of [
      ['r1', '2026-01-01T00:00:00Z'],
      ['r2', '2026-01-02T00:00:00Z'],
      ['undated', null],
    ] as const) {
      const command = { kind: 'trigger_run', dagId: 'grouped', runId, logicalDate, conf: {} } as const;
      await untilEnded(server.database, (await server.scheduler.submit(command, actor)).dagRunId ?? 0);
    }
  });
  after(() => server.close());

  const patch = (path: string, body: object) => server.ask('PATCH', `/api/v2/dags/grouped/dagRuns/${path}`, { body });
  const names = (body: { task_instances: Told[] }) =>
    body.task_instances.map((one) => `${one.dag_run_id}.${one.task_id}`);

  it('of a group means its tasks and those of the groups in it, after a dry run that changes nothing', async () => {
    const body = { new_state: 'failed', note: 'by hand' };
    const dry = await patch('r1/taskGroupInstances/g/dry_run', body);
    assert.deepEqual(names(dry.body), ['r1.g.b', 'r1.g.h.c']);
    assert.ok(dry.body.task_instances.every((one: Told) => one.state === 'success' && one.note === null));
    const done = await patch('r1/taskGroupInstances/g', body);
    assert.equal(done.status, 200);
    assert.ok(done.body.task_instances.every((one: Told) => one.state === 'failed' && one.note === 'by hand'));
    assert.deepEqual(names((await patch('r1/taskGroupInstances/g.h/dry_run', { new_state: 'success' })).body), [
      'r1.g.h.c',
    ]);
  });

  it('of a group reaches what comes after it and later runs, where that is asked for', async () => {
    const body = { new_state: 'skipped', include_downstream: true, include_future: true };
    assert.deepEqual(names((await patch('r1/taskGroupInstances/g.h/dry_run', body)).body), [
      'r1.d',
      'r1.g.h.c',
      'r2.d',
      'r2.g.h.c',
    ]);
  });

  it('is not needed to look at a group: its tasks are listed, and one of them by name', async () => {
    const list = async (query: string) =>
      names((await server.ask('GET', `/api/v2/dags/grouped/dagRuns/r1/taskInstances?${query}`)).body);
    assert.deepEqual(await list('task_group_id=g'), ['r1.g.b', 'r1.g.h.c']);
    assert.deepEqual(await list('task_group_id=g&task_id=g.b'), ['r1.g.b']);
    assert.deepEqual(await list('task_group_id=g&task_id=a'), []);
  });

  it('in a run without a logical date reaches no other run', async () => {
    const body = { new_state: 'failed', include_past: true, include_future: true };
    assert.deepEqual(names((await patch('undated/taskInstances/a/dry_run', body)).body), ['undated.a']);
  });

  it('of two people who mark the same, the second is told that it was done', async () => {
    const body = { new_state: 'skipped' };
    const answers = await Promise.all([patch('r2/taskInstances/a', body), patch('r2/taskInstances/a', body)]);
    assert.deepEqual(answers.map((one) => one.status).sort(), [200, 409]);
    const late = answers.find((one) => one.status === 409);
    assert.equal(late?.body.detail, 'Task id a is already in skipped state');
  });

  it('of several runs is one commit', async () => {
    const { rows } = await server.database.pool.query('select last_commit from scheduler order by epoch desc limit 1');
    assert.equal((await patch('r1/taskInstances/d', { new_state: 'failed', include_future: true })).status, 200);
    const after = await server.database.pool.query('select last_commit from scheduler order by epoch desc limit 1');
    assert.equal(Number(after.rows[0].last_commit) - Number(rows[0].last_commit), 1);
  });

  it('writes its note in the commit of the states, and none where nothing is marked', async () => {
    const notes = async () => {
      const { rows } = await server.database.pool.query(
        `select run_id, ti.note, ti.xmin = (select xmin from event where kind = 'task' order by seq desc limit 1) as together
         from task_instance ti join dag_run on dag_run.id = ti.dag_run_id where task_id = 'a' and run_id in ('r1', 'r2') order by run_id`,
      );
      return rows.map((row) => [row.run_id, row.note, row.together]);
    };
    const body = (note: string) => ({ new_state: 'failed', note, include_future: true });
    assert.equal((await patch('r1/taskInstances/a', body('first'))).status, 200);
    assert.deepEqual(await notes(), [
      ['r1', 'first', true],
      ['r2', 'first', true],
    ]);
    assert.equal((await patch('r1/taskInstances/a', body('second'))).status, 409);
    assert.deepEqual(
      (await notes()).map(([, note]) => note),
      ['first', 'first'],
    );
    const twins = await Promise.all(
      ['x', 'y'].map((note) => patch('r1/taskInstances/a', { new_state: 'success', note })),
    );
    const won = twins.findIndex(({ status }) => status === 200);
    assert.deepEqual(twins.map(({ status }) => status).sort(), [200, 409]);
    assert.equal((await notes())[0]?.[1], ['x', 'y'][won]);
  });

  it('refuses groups, runs and states that do not exist, and an empty state', async () => {
    const ok = { new_state: 'success' };
    const unknown = await patch('r1/taskGroupInstances/zzz', ok);
    assert.deepEqual([unknown.status, unknown.body.detail], [404, 'Task group zzz not found']);
    assert.equal((await patch('nope/taskGroupInstances/g', ok)).status, 404);
    assert.equal((await patch('r1/taskGroupInstances/g', { new_state: 'running' })).status, 422);
    assert.equal((await patch('r1/taskGroupInstances/g', { new_state: null })).status, 422);
    assert.equal((await patch('r1/taskGroupInstances/g?update_mask=pool', ok)).status, 400);
    assert.equal(
      (
        await server.ask('PATCH', '/api/v2/dags/grouped/dagRuns/r1/taskGroupInstances/g', {
          body: ok,
          as: await viewer(),
        })
      ).status,
      403,
    );
  });

  const viewer = async () => {
    await server.tokenOf('looker', 'Viewer');
    return 'looker';
  };
});
