import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Question } from '#domain/question.ts';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

const actor = { user: null, via: 'test' } as const;
const question = (subject: string): Question => ({
  subject,
  body: `about ${subject}`,
  options: ['yes', 'no'],
  defaults: null,
  multiple: false,
  params: {},
  assignedUsers: subject === 'b' ? [{ id: 'bob', name: 'Robert' }] : [],
});

describe('hitlDetails', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer({
      play: ({ taskId }) =>
        taskId === 'plain'
          ? { state: 'success' }
          : { state: 'deferred', waitFor: { kind: 'answer', question: question(taskId), until: null } },
    });
    await insertDag(server.database, dag('asks', [task('a'), task('b'), task('c'), task('plain')]));
    await server.scheduler.submit({ kind: 'dags_changed', dagIds: ['asks'] }, actor);
    for (const runId of ['one', 'two'])
      await server.scheduler.submit({ kind: 'trigger_run', dagId: 'asks', runId, logicalDate: null, conf: {} }, actor);
    await untilOpen(6);
  });
  after(() => server.close());

  const ask = (query: string, run = '~') => server.ask('GET', `/api/v2/dags/~/dagRuns/${run}/hitlDetails?${query}`);
  const at = (run: string, taskId: string) => `/api/v2/dags/asks/dagRuns/${run}/taskInstances/${taskId}/-1/hitlDetails`;
  const give = (run: string, taskId: string, as?: string) =>
    server.ask('PATCH', at(run, taskId), { body: { chosen_options: ['yes'] }, ...(as ? { as } : {}) });

  async function untilOpen(count: number): Promise<void> {
    const deadline = Date.now() + 30_000;
    while ((await ask('response_received=false&state=awaiting_input')).body.total_entries !== count) {
      assert.ok(Date.now() < deadline, `there are never ${count} open questions`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('are found by run, task, subject and text, in the order that is asked for', async () => {
    const found = async (query: string, run?: string) =>
      (await ask(query, run)).body.hitl_details.map(
        (one: { task_instance: { dag_run_id: string; task_id: string } }) =>
          `${one.task_instance.dag_run_id}.${one.task_instance.task_id}`,
      );
    assert.deepEqual(await found('order_by=-subject', 'one'), ['one.c', 'one.b', 'one.a']);
    assert.deepEqual(await found('task_id=b&order_by=run_id'), ['one.b', 'two.b']);
    assert.deepEqual(await found('body_search=ABOUT%20c&order_by=-run_id'), ['two.c', 'one.c']);
    assert.deepEqual(await found('subject_search=a|b&order_by=subject', 'two'), ['two.a', 'two.b']);
    assert.deepEqual(await found('created_at_lt=2020-01-01T00:00:00Z'), []);
    assert.equal((await ask('order_by=nope')).status, 400);
  });

  it('are answered once, by who may change things and is assigned', async () => {
    await server.tokenOf('bob', 'User');
    await server.tokenOf('vera', 'Viewer');
    assert.equal((await give('one', 'a', 'vera')).status, 403);
    const refused = await give('one', 'b');
    assert.equal(refused.status, 403);
    assert.match(refused.body.detail, /is not a respondent for the task/);
    assert.equal((await give('one', 'b', 'bob')).status, 200);
    assert.equal((await give('one', 'b', 'bob')).status, 409);
    const answered = await ask('response_received=true&responded_by_user_id=bob');
    assert.deepEqual(
      answered.body.hitl_details.map((one: { chosen_options: string[] }) => one.chosen_options),
      [['yes']],
    );
    assert.equal((await server.ask('PATCH', at('one', 'a'), { body: { chosen_options: [] } })).status, 422);
  });

  it('of a task that asks nobody there are none', async () => {
    const { status, body } = await server.ask('GET', at('one', 'plain'));
    assert.equal(status, 404);
    assert.match(body.detail, /^Human-in-the-loop detail does not exist for Task Instance with id /);
  });

  it('of a task that was cleared belong to their try', async () => {
    await give('two', 'c');
    await untilOpen(4);
    await server.ask('POST', '/api/v2/dags/asks/clearTaskInstances', {
      body: { dry_run: false, dag_run_id: 'two', task_ids: ['c'], only_failed: false },
    });
    await untilOpen(5);
    const tried = async (number: number) => {
      const { body } = await server.ask('GET', `${at('two', 'c')}/tries/${number}`);
      return [body.response_received, body.chosen_options, body.task_instance.try_number];
    };
    assert.deepEqual(await tried(1), [true, ['yes'], 1]);
    assert.deepEqual(await tried(2), [false, null, 2]);
    assert.equal((await server.ask('GET', `${at('two', 'c')}/tries/3`)).status, 404);
  });

  it('are found by the state of their task instance, whoever has moved it', async () => {
    const withState = async (state: string) =>
      (await ask(`state=${state}&task_id=a&order_by=run_id`)).body.hitl_details.map(
        (one: { task_instance: { dag_run_id: string; state: string } }) => [
          one.task_instance.dag_run_id,
          one.task_instance.state,
        ],
      );
    const mark = (run: string, state: string) =>
      server.ask('PATCH', `/api/v2/dags/asks/dagRuns/${run}/taskInstances/a`, { body: { new_state: state } });
    const open = (run: string) => [run, 'awaiting_input'];
    assert.deepEqual(await withState('awaiting_input'), [open('one'), open('two')]);
    await give('one', 'a');
    assert.deepEqual(await withState('success'), [['one', 'success']]);
    assert.equal((await mark('one', 'failed')).status, 200);
    assert.equal((await mark('two', 'skipped')).status, 200);
    assert.deepEqual(await withState('failed'), [['one', 'failed']]);
    assert.deepEqual(await withState('skipped'), [['two', 'skipped']]);
    assert.deepEqual([await withState('success'), await withState('awaiting_input')], [[], []]);
    assert.deepEqual(
      (await ask('task_id=a&order_by=task_instance_state')).body.hitl_details.map(
        (one: { task_instance: { state: string } }) => one.task_instance.state,
      ),
      ['failed', 'skipped'],
    );
  });
});
