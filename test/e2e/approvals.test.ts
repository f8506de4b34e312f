/** The DAG of the guide about questions to people, run by the whole product; and questions that outlive their server. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makePlace, serves, until } from './launched-server.ts';
import { readRun } from './play-dag.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

let server: RunningServer;
before(async () => {
  server = await startServer({
    AIRFLOW__CORE__DAGS_FOLDER: join(import.meta.dirname, '..', '..', 'docs', 'guides', 'dags'),
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'false',
  });
});
after(() => server.stop());

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'aquilon.js');
const RUNS = '/api/v2/dags/approvals/dagRuns';

interface Detail {
  subject: string;
  body: string | null;
  options: string[];
  defaults: string[] | null;
  params: Record<string, { value: unknown; schema: object }>;
  assigned_users: { id: string }[];
  response_received: boolean;
  chosen_options: string[] | null;
  task_instance: { task_id: string; state: string; rendered_fields: object; operator: string };
}

async function trigger(): Promise<string> {
  await eventually('the DAG', () => server.ask('GET', '/api/v2/dags/approvals'));
  const made = await server.ask<{ dag_run_id: string }>('POST', RUNS, { logical_date: null, conf: { version: '2.0' } });
  return made.dag_run_id;
}

const addressOf = (run: string, task: string) =>
  `${RUNS}/${encodeURIComponent(run)}/taskInstances/${task}/-1/hitlDetails`;

const asked = (run: string, task: string): Promise<Detail> =>
  eventually(`the question of ${task}`, async () => {
    const detail = await server.ask<Detail>('GET', addressOf(run, task)).catch(() => undefined);
    return detail?.task_instance.state === 'awaiting_input' ? detail : undefined;
  });

async function answer(run: string, task: string, chosen: string[], input: object = {}): Promise<unknown> {
  await asked(run, task);
  return server.ask('PATCH', addressOf(run, task), { chosen_options: chosen, params_input: input });
}

test('approvals: a form, an approval, a branch of several, and an answer that nobody gives in time', async () => {
  const run = await trigger();
  const entry = await asked(run, 'ask');
  assert.deepEqual([entry.subject, entry.options, entry.defaults], ['What is in 2.0?', ['OK'], ['OK']]);
  assert.equal(entry.task_instance.operator, 'HITLEntryOperator');
  assert.deepEqual(entry.task_instance.rendered_fields, { subject: 'What is in 2.0?', body: null });
  assert.equal(entry.params.share?.value, 10);
  await eventually('the notice', async () => {
    const { notices } = await server.ask<{ notices: { event: string; state: string; dag_run_id: string }[] }>(
      'GET',
      '/aquilon/notices?limit=100',
    );
    return (
      notices.some((one) => one.dag_run_id === run && one.event === 'awaiting_input' && one.state === 'sent') ||
      undefined
    );
  });
  await assert.rejects(answer(run, 'ask', ['OK'], { title: 'x' }), /400 .*params\.title must NOT have fewer than 3/);
  await answer(run, 'ask', ['OK'], { title: 'Ada' });

  const release = await asked(run, 'release');
  assert.deepEqual(
    [release.body, release.assigned_users.map(({ id }) => id)],
    ['It is named **Ada**.', ['ada', 'admin']],
  );
  const open = await server.ask<{ hitl_details: Detail[] }>(
    'GET',
    '/api/v2/dags/~/dagRuns/~/hitlDetails?response_received=false&state=awaiting_input&subject_search=release',
  );
  assert.deepEqual(
    open.hitl_details.map((one) => one.task_instance.task_id),
    ['release'],
  );
  await answer(run, 'release', ['Approve']);
  await assert.rejects(server.ask('PATCH', addressOf(run, 'release'), { chosen_options: ['Reject'] }), /409/);

  await answer(run, 'where', ['Europe', 'nowhere else']);
  const { state, tasks, value } = await readRun(server, 'approvals', run);
  assert.deepEqual(
    [state, tasks],
    [
      'success',
      {
        ask: 'success',
        release: 'success',
        where: 'success',
        eu: 'success',
        us: 'skipped',
        mood: 'success',
        done: 'success',
      },
    ],
  );
  assert.deepEqual(await value('where'), ['eu', 'done']);
  assert.equal(await value('done'), 'good, as nobody said otherwise');
  const { params_input: input } = (await value('ask')) as { params_input: object };
  assert.deepEqual(input, { title: 'Ada', share: 10 });
});

test('approvals: a rejection skips what follows', async () => {
  const run = await trigger();
  await answer(run, 'ask', ['OK'], { title: 'Bob' });
  await answer(run, 'release', ['Reject']);
  const { state, tasks } = await readRun(server, 'approvals', run);
  assert.deepEqual(
    [state, tasks],
    [
      'success',
      {
        ask: 'success',
        release: 'success',
        where: 'skipped',
        eu: 'skipped',
        us: 'skipped',
        mood: 'success',
        done: 'success',
      },
    ],
  );
  const tried = await server.ask<Detail>('GET', `${addressOf(run, 'release')}/tries/1`);
  assert.deepEqual([tried.response_received, tried.chosen_options], [true, ['Reject']]);
});

test('a question goes on waiting after its server was killed, and is answered on the command line', async () => {
  const place = await makePlace();
  const aquilon = async (...args: string[]): Promise<string> => {
    const { child, output } = place.launch({ command: ['node', BIN, ...args] });
    await new Promise((resolve) => child.once('close', resolve));
    return output();
  };
  try {
    const text = `import { approval, Dag } from '@aquilon/sdk';
const dag = new Dag('asks', { isPausedUponCreation: false });
const go = dag.task('go', approval({ subject: 'Go?', defaults: 'Approve', responseTimeout: '1h' }))();
dag.task('next', () => 1)().after(go);
export default dag;
`;
    await writeFile(join(place.folder, 'dags', 'asks.ts'), text);
    const first = place.launch();
    await serves(first);
    await until('the DAG is loaded', async () => (await place.ask('GET', '/dags/asks')).dag_id === 'asks');
    await place.ask('POST', '/dags/asks/dagRuns', { logical_date: null, dag_run_id: 'r' });
    const task = '/dags/asks/dagRuns/r/taskInstances/go';
    const stateOf = async (path: string) => (await place.ask('GET', path)).state;
    await until('it asks', async () => (await stateOf(task)) === 'awaiting_input');
    const { id } = await place.ask('GET', task);
    process.kill(-(first.child.pid ?? 0), 'SIGKILL');
    await serves(place.launch());
    assert.equal(await stateOf(task), 'awaiting_input');
    const told = await aquilon('tasks', 'answer', 'asks', 'go', 'r');
    assert.equal(told, 'Go?\noptions: Approve, Reject\ndefault: Approve\n');
    assert.match(
      await aquilon('tasks', 'answer', 'asks', 'go', 'r', '--choose', 'Maybe'),
      /Invalid options \['Maybe'\]/,
    );
    assert.equal(await aquilon('tasks', 'answer', 'asks', 'go', 'r', '--choose', 'Approve'), 'answered: Approve\n');
    await until('the run ends', async () => (await stateOf('/dags/asks/dagRuns/r')) === 'success');
    assert.deepEqual((await place.ask('GET', task)).id, id);
    assert.match(await aquilon('tasks', 'answer', 'asks', 'go', 'r'), /^answered by admin: Approve$/m);
    assert.match(
      await aquilon('tasks', 'test', 'asks', 'go'),
      /it asks "Go\?" \(Approve, Reject\), and in a test nobody answers/,
    );
  } finally {
    await place.clear();
  }
});
