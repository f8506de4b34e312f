/** Notices of a server that is killed before it could send them, sent by the next one. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { mailEnvironment, openMailServer } from '#test/support/mail-server.ts';
import { ended, makePlace, type Place, serves, until } from './launched-server.ts';

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.clear());

/** One task that fails; its run, and the task, are told of by mail. */
const FAILING = `import { Dag, emailNotifier } from '@aquilon/sdk';
const dag = new Dag('failing', {
  isPausedUponCreation: false,
  onFailureCallback: emailNotifier({ to: 'run@example.com' }),
});
dag.task('fail', () => { throw new Error('no'); }, { email: 'task@example.com' })();
export default dag;
`;

interface Listed {
  state: string;
  event: string;
  task_id: string | null;
}

/** By the command line, as a person looks. */
async function listed(): Promise<Listed[]> {
  const { child, output } = place.launch({ command: ['node', 'bin/aquilon.js', 'notices', 'list', '-o', 'json'] });
  assert.equal(await ended(child), 0, output());
  return JSON.parse(output().slice(output().indexOf('['))) as Listed[];
}

async function untilFailed(env: Record<string, string>): Promise<() => Promise<void>> {
  await writeFile(join(place.folder, 'dags', 'failing.ts'), FAILING);
  const server = place.launch({ env });
  await serves(server);
  await until('the DAG is loaded', async () => (await place.ask('GET', '/dags/failing')).dag_id === 'failing');
  await place.ask('POST', '/dags/failing/dagRuns', { logical_date: null, dag_run_id: 'r' });
  await until('the run fails', async () => (await place.ask('GET', '/dags/failing/dagRuns/r')).state === 'failed');
  return async () => {
    process.kill(-(server.child.pid ?? 0), 'SIGKILL');
    await until('the server is gone', () => server.child.exitCode !== null || server.child.signalCode !== null);
  };
}

test('a server that is killed between the commit and the mail, or while the mail server takes it, leaves the mails to the next, which sends each once', async () => {
  let isHanging = true;
  const begun: string[] = [];
  const mail = await openMailServer({
    content: ({ messageId }) => {
      begun.push(messageId);
      return isHanging ? 'hang' : undefined;
    },
  });
  try {
    const env = { ...mailEnvironment(mail.port), AIRFLOW__SMTP__SMTP_TIMEOUT: '600' };
    const kill = await untilFailed(env);
    await until('a mail is on its way', () => begun.length > 0);
    await kill();
    assert.equal(mail.mails.length, 0);
    isHanging = false;
    await serves(place.launch({ env }));
    await until('both mails are there', () => mail.mails.length >= 2);
    await until('they are written down', async () => (await listed()).every(({ state }) => state === 'sent'));
    assert.deepEqual(mail.mails.map(({ to }) => to[0]).sort(), ['run@example.com', 'task@example.com']);
    assert.deepEqual((await listed()).map(({ event, task_id: task }) => `${task} ${event}`).sort(), [
      'fail failure',
      'null failure',
    ]);
    // What was on its way comes again under its own id.
    assert.ok(begun.every((id) => mail.mails.some(({ messageId }) => messageId === id)));
  } finally {
    await place.clear();
    await mail.close();
    place = await makePlace();
  }
});
