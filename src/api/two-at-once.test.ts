/** Two operators who change the same thing at once: one result, and nothing that one of them was told is lost. Each round begins anew. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Question } from '#domain/question.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { type Answer, createTestServer, type TestServer } from '#test/support/http.ts';
import { untilEnded } from '#test/support/scheduler.ts';

const ROUNDS = 10;
const actor = { user: null, via: 'test' } as const;

const question: Question = {
  subject: 'Go on?',
  body: '',
  options: ['yes', 'no'],
  defaults: null,
  multiple: false,
  params: {},
  assignedUsers: [],
};

describe('two operators at once', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer({
      play: ({ taskId }) =>
        taskId === 'ask'
          ? { state: 'deferred', waitFor: { kind: 'answer', question, until: null } }
          : { state: 'success' },
    });
    await insertDag(server.database, dag('work', [task('a'), task('b', ['a'])]));
    await insertDag(server.database, dag('asks', [task('ask')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['work', 'asks'] }, actor);
    await server.tokenOf('ann', 'Op');
    await server.tokenOf('bob', 'Op');
  });
  after(() => server.close());

  type Request = [method: string, path: string, body?: unknown];
  const send = (as: string, [method, path, body]: Request): Promise<Answer> =>
    server.ask(method, `/api/v2/${path}`, body === undefined ? { as } : { as, body });
  const both = (first: Request, second: Request) => Promise.all([send('ann', first), send('bob', second)]);
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);
  const found = async (path: string) => (await server.ask('GET', `/api/v2/${path}`)).body;
  const done = async (...request: Request) => {
    const { status, text } = await send('ann', request);
    assert.ok(status < 300, text);
  };
  /** The one that was done, where the other was refused with 409. */
  const winner = (answers: readonly Answer[], success: number): Answer => {
    assert.deepEqual(statuses(answers).sort(), [success, 409]);
    return answers.find(({ status }) => status === success) as Answer;
  };
  const rounds = async (play: (round: number) => Promise<void>) => {
    for (let round = 0; round < ROUNDS; round += 1) await play(round);
  };
  /** A run of the DAG `work` that has ended. */
  const endedRun = async (runId: string): Promise<{ path: string; dagRunId: number }> => {
    const command = { kind: 'trigger_run', dagId: 'work', runId, logicalDate: null, conf: {} } as const;
    const dagRunId = (await server.scheduler.submit(command, actor)).dagRunId ?? 0;
    await untilEnded(server.database, dagRunId);
    return { path: `dags/work/dagRuns/${runId}`, dagRunId };
  };

  it('who make the same thing: one makes it, the other is refused, and it is as the first said', async () => {
    const things: [kind: string, body: (name: string, text: string) => object][] = [
      ['variables', (key, value) => ({ key, value })],
      ['connections', (id, host) => ({ connection_id: id, conn_type: 'http', host })],
      ['pools', (name, description) => ({ name, description, slots: 1 })],
    ];
    await rounds(async (round) => {
      for (const [kind, body] of things) {
        const name = `made_${round}`;
        const answers = await both(['POST', kind, body(name, 'of ann')], ['POST', kind, body(name, 'of bob')]);
        const made = winner(answers, 201);
        assert.deepEqual(await found(`${kind}/${name}`), made.body);
      }
    });
  });

  it('who trigger a run of the same id: there is one run, with the conf of the one who was not refused', async () => {
    await rounds(async (round) => {
      const body = (by: string) => ({ dag_run_id: `same_${round}`, logical_date: null, conf: { by } });
      const path = 'dags/work/dagRuns';
      const made = winner(await both(['POST', path, body('ann')], ['POST', path, body('bob')]), 200);
      assert.deepEqual((await found(`${path}/same_${round}`)).conf, made.body.conf);
    });
  });

  it('who change different fields of a variable, a connection or a pool: both are kept', async () => {
    await done('POST', 'variables', { key: 'two', value: 'x', description: 'x' });
    await done('POST', 'connections', {
      connection_id: 'two',
      conn_type: 'http',
      host: 'x',
      login: 'x',
      password: 'x',
    });
    await done('POST', 'pools', { name: 'two', slots: 1, description: 'x' });
    const things: [kind: string, whole: object, first: string, second: string][] = [
      ['variables', { key: 'two' }, 'value', 'description'],
      ['connections', { connection_id: 'two', conn_type: 'http' }, 'host', 'login'],
      ['connections', { connection_id: 'two', conn_type: 'http' }, 'description', 'schema'],
    ];
    await rounds(async (round) => {
      const text = `of round ${round}`;
      for (const [kind, whole, first, second] of things) {
        const body = { value: 'unmeant', ...whole, [first]: text, [second]: text };
        if (kind === 'connections') Reflect.deleteProperty(body, 'value');
        const change = (field: string): Request => ['PATCH', `${kind}/two?update_mask=${field}`, body];
        assert.deepEqual(statuses(await both(change(first), change(second))), [200, 200]);
        const now = await found(`${kind}/two`);
        assert.deepEqual([now[first], now[second]], [text, text], `${kind} ${first} ${second}`);
      }
      const pool = { pool: 'two', slots: round + 2, description: text, include_deferred: false };
      const change = (field: string): Request => ['PATCH', `pools/two?update_mask=${field}`, pool];
      assert.deepEqual(statuses(await both(change('slots'), change('description'))), [200, 200]);
      const now = await found('pools/two');
      assert.deepEqual([now.slots, now.description], [round + 2, text]);
    });
  });

  it('of whom one sends a secret back masked and the other gives a new one: the new one stays', async () => {
    const read = async () => (await server.secrets.variables.find('sealed'))?.value ?? '';
    await done('POST', 'variables', { key: 'sealed', value: { token: 'first', depth: 0 } });
    await rounds(async (round) => {
      const masked = { key: 'sealed', value: { token: '***', depth: round } };
      const fresh = { key: 'sealed', value: { token: `token ${round}`, depth: -1 } };
      const answers = await both(['PATCH', 'variables/sealed', masked], ['PATCH', 'variables/sealed', fresh]);
      assert.deepEqual(statuses(answers), [200, 200]);
      assert.equal(JSON.parse(await read()).token, `token ${round}`);
    });
  });

  it('of whom one makes a thing and the other deletes it: who made it is told so', async () => {
    await rounds(async () => {
      for (const [kind, name, body] of [
        ['variables', 'brief', { key: 'brief', value: 'x' }],
        ['connections', 'brief', { connection_id: 'brief', conn_type: 'http' }],
      ] as const) {
        const [made, gone] = await both(['POST', kind, body], ['DELETE', `${kind}/${name}`]);
        assert.equal(made?.status, 201);
        assert.ok(gone?.status === 204 || gone?.status === 404, gone?.text);
        const { status } = await server.ask('GET', `/api/v2/${kind}/${name}`);
        assert.equal(status, gone.status === 204 ? 404 : 200);
        if (status === 200) await done('DELETE', `${kind}/${name}`);
      }
    });
  });

  it('whose bulk requests overlap, in opposite order: what stays is of one of them', async () => {
    const bulkOf = (kind: string, entities: object[]): Request => [
      'PATCH',
      kind,
      { actions: [{ action: 'create', entities, action_on_existence: 'overwrite' }] },
    ];
    const things: [kind: string, field: string, entity: (name: string, text: string) => object][] = [
      ['variables', 'value', (key, value) => ({ key, value })],
      ['connections', 'host', (id, host) => ({ connection_id: id, conn_type: 'http', host })],
      ['pools', 'description', (name, description) => ({ name, description, slots: 1 })],
    ];
    const names = ['bulk_1', 'bulk_2', 'bulk_3'];
    for (const [kind, , entity] of things)
      await done(
        ...bulkOf(
          kind,
          names.map((name) => entity(name, 'before')),
        ),
      );
    await rounds(async (round) => {
      for (const [kind, field, entity] of things) {
        const ofAnn = names.map((name) => entity(name, `ann ${round}`));
        const ofBob = names.toReversed().map((name) => entity(name, `bob ${round}`));
        const answers = await both(bulkOf(kind, ofAnn), bulkOf(kind, ofBob));
        for (const { status, body } of answers) {
          assert.equal(status, 200);
          assert.deepEqual(body.create.success.toSorted(), names);
        }
        const texts = await Promise.all(names.map(async (name) => (await found(`${kind}/${name}`))[field]));
        assert.equal(new Set(texts).size, 1, `${kind}: ${texts}`);
        assert.match(texts[0], new RegExp(`^(ann|bob) ${round}$`));
      }
    });
  });

  it('who pause and unpause a DAG: it is as the last event says', async () => {
    await rounds(async () => {
      const answers = await both(
        ['PATCH', 'dags/work', { is_paused: true }],
        ['PATCH', 'dags/work', { is_paused: false }],
      );
      assert.deepEqual(statuses(answers), [200, 200]);
      const { rows } = await server.database.pool.query(
        `select to_state from event where kind = 'dag' and dag_id = 'work' order by seq desc limit 1`,
      );
      assert.equal((await found('dags/work')).is_paused, rows[0]?.to_state === 'paused');
    });
    await done('PATCH', 'dags/work', { is_paused: false });
  });

  it('who answer the same question: one answer counts, and the other is refused', async () => {
    await rounds(async (round) => {
      const command = { kind: 'trigger_run', dagId: 'asks', runId: `q${round}`, logicalDate: null, conf: {} } as const;
      const dagRunId = (await server.scheduler.submit(command, actor)).dagRunId ?? 0;
      const path = `dags/asks/dagRuns/q${round}/taskInstances/ask/-1/hitlDetails`;
      const deadline = Date.now() + 60_000;
      while ((await server.ask('GET', `/api/v2/${path}`)).status !== 200) assert.ok(Date.now() < deadline);
      const answers = await both(
        ['PATCH', path, { chosen_options: ['yes'] }],
        ['PATCH', path, { chosen_options: ['no'] }],
      );
      const chosen = winner(answers, 200) === answers[0] ? ['yes'] : ['no'];
      await untilEnded(server.database, dagRunId);
      assert.deepEqual((await found(path)).chosen_options, chosen);
    });
  });

  it('of whom one marks and the other writes a note: both are kept, of a run and of a task', async () => {
    await rounds(async (round) => {
      const { path } = await endedRun(`noted_${round}`);
      const ofRun = await both(['PATCH', path, { state: 'failed' }], ['PATCH', path, { note: 'of bob' }]);
      assert.deepEqual(statuses(ofRun), [200, 200]);
      const run = await found(path);
      assert.deepEqual([run.state, run.note], ['failed', 'of bob']);
      const at = `${path}/taskInstances/b`;
      const ofTask = await both(['PATCH', at, { new_state: 'failed' }], ['PATCH', at, { note: 'of bob' }]);
      assert.deepEqual(statuses(ofTask), [200, 200]);
      const one = await found(at);
      assert.deepEqual([one.state, one.note], ['failed', 'of bob']);
    });
  });

  it('of whom one clears a task and the other marks it: it went through one state after the other, and the run ends', async () => {
    await rounds(async (round) => {
      const { path, dagRunId } = await endedRun(`cleared_${round}`);
      const clear = { dag_run_id: `cleared_${round}`, task_ids: ['b'], dry_run: false, only_failed: false };
      const answers = await both(
        ['POST', 'dags/work/clearTaskInstances', clear],
        ['PATCH', `${path}/taskInstances/b`, { new_state: 'failed' }],
      );
      assert.deepEqual(statuses(answers), [200, 200]);
      const { state } = await untilEnded(server.database, dagRunId);
      const { rows } = await server.database.pool.query(
        `select kind, from_state, to_state from event where dag_run_id = $1 and (task_id = 'b' or kind = 'run') order by seq`,
        [dagRunId],
      );
      const ofTask = rows.filter(({ kind }) => kind === 'task');
      for (const [at, row] of ofTask.entries()) assert.equal(row.from_state, ofTask[at - 1]?.to_state ?? null);
      const last = ofTask.at(-1);
      assert.equal((await found(`${path}/taskInstances/b`)).state, last.to_state);
      // A task that is marked after the end of its run leaves the run as it ended.
      const ended = rows.filter(({ kind }) => kind === 'run').at(-1);
      if (rows.indexOf(ended) > rows.indexOf(last)) assert.equal(state, last.to_state);
    });
  });
});
