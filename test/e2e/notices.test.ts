/** Notices, sent by the whole product to real servers. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  type HttpReceiver,
  type MailServer,
  mailEnvironment,
  openHttpReceiver,
  openMailServer,
} from '#test/support/mail-server.ts';
import { playDag } from './play-dag.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

let server: RunningServer;
let mail: MailServer;
let http: HttpReceiver;

before(async () => {
  mail = await openMailServer();
  http = await openHttpReceiver(({ path }) => ({
    status: path === '/slack' && bodies('/slack').length === 0 ? 500 : 200,
  }));
  process.env.AIRFLOW_CONN_SLACK_DEFAULT = JSON.stringify({ conn_type: 'slackwebhook', password: `${http.url}/slack` });
  process.env.AIRFLOW_CONN_PAGER = JSON.stringify({
    conn_type: 'http',
    host: http.url,
    login: 'robot',
    password: 'a-long-secret',
  });
  server = await startServer({
    ...mailEnvironment(mail.port),
    AIRFLOW__CORE__DAGS_FOLDER: join(import.meta.dirname, '..', '..', 'docs', 'guides', 'dags'),
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'false',
    AQUILON__NOTICES__RETRY_DELAY: '0.1',
    AIRFLOW__API__BASE_URL: 'https://aquilon.example/',
  });
});
after(async () => {
  delete process.env.AIRFLOW_CONN_SLACK_DEFAULT;
  delete process.env.AIRFLOW_CONN_PAGER;
  await server.stop();
  await mail.close();
  await http.close();
});

/** A long header goes on in lines that begin with a blank. */
const subjects = () =>
  mail.mails
    .map(({ content }) => /^subject: (.*(?:\r?\n[ \t].*)*)/im.exec(content)?.[1]?.replaceAll(/\s+/g, ' '))
    .sort();
const alerts = () => bodies('/alerts', 'tell_somebody');
const bodies = (path: string, of = '') => http.requests.filter((one) => one.path === path && one.body.includes(of));

test('tell_somebody: mails, Slack, a webhook that first answers 500, and a function, each told once', async () => {
  const failed = await playDag(server, 'tell_somebody', { rows: -1 });
  assert.deepEqual([failed.state, failed.tasks], ['failed', { load: 'failed', publish: 'upstream_failed' }]);
  await eventually('two mails', async () => (mail.mails.length >= 2 ? true : undefined));
  assert.equal(mail.mails.length, 2);
  assert.match(subjects()[0] ?? '', /^Aquilon: task load of tell_somebody has failed \(manual__/);
  assert.match(subjects()[1] ?? '', /^Aquilon: task load of tell_somebody has failed and will be tried again/);
  assert.match(mail.mails[1]?.content ?? '', /there are -1 rows/);
  await eventually('Slack and the pager', async () =>
    bodies('/slack').length >= 2 && alerts().length >= 1 ? true : undefined,
  );
  const [slack] = bodies('/slack');
  assert.deepEqual(JSON.parse(slack?.body ?? ''), { text: ':rotating_light: tell_somebody failed: load' });
  const [alert] = alerts();
  const told = JSON.parse(alert?.body ?? '') as Record<string, unknown>;
  assert.deepEqual(
    [told.event, told.dag_id, told.task_id, told.state, told.reason, told.failed_tasks],
    ['failure', 'tell_somebody', null, 'failed', 'task_failure', ['load']],
  );
  const [failure] = told.failures as { [name: string]: unknown }[];
  const runId = String(told.dag_run_id);
  const runPage = `https://aquilon.example/dags/tell_somebody/runs/${encodeURIComponent(runId)}`;
  assert.deepEqual(
    [failure?.task_id, failure?.code, failure?.message, failure?.try_number, failure?.max_tries, failure?.url],
    ['load', 'TASK_FAILED', 'there are -1 rows', 2, 1, `${runPage}/tasks/load?try=2`],
  );
  assert.equal(failure?.log_command, `aquilon tasks logs tell_somebody load ${runId} --try-number 2`);
  assert.deepEqual([told.run_url, told.failures_total], [runPage, 1]);
  assert.ok(failure?.start_date && failure.end_date && told.start_date && told.end_date && told.run_after);
  assert.equal(alert?.headers.authorization, `Basic ${Buffer.from('robot:a-long-secret').toString('base64')}`);
  // The first was answered 500, and came again with the same key.
  const keys = bodies('/slack').map((one) => one.headers['idempotency-key']);
  assert.deepEqual([keys.length, new Set(keys).size, alerts().length], [2, 1, 1]);

  const skipped = await playDag(server, 'tell_somebody', { rows: 0 });
  assert.deepEqual([skipped.state, skipped.tasks], ['success', { load: 'success', publish: 'skipped' }]);
  await eventually('the mail of the run', async () => (mail.mails.length >= 3 ? true : undefined));
  assert.ok(subjects().some((one) => one?.startsWith('The sales of manual__')));
  const [webhook] = await eventually('the webhook', async () => {
    const found = bodies('/', 'publish');
    return found.length > 0 ? found : undefined;
  });
  assert.deepEqual(JSON.parse(webhook?.body ?? ''), { text: 'publish: nothing to publish' });

  const log = await eventually('the log of the function', async () => {
    const folder = join(server.home, 'logs', 'notices');
    const files = await readdir(folder, { recursive: true });
    const file = files.find((one) => one.endsWith('.log'));
    return file && readFile(join(folder, file), 'utf8');
  });
  assert.match(log, /attempt 1 of load ended with TASK_FAILED/);
});

interface Notice {
  id: string;
  state: string;
  attempts: number;
  event: string;
}

test('ready_by_eight: a run of a date that is past alerts at once, and once; the list says so, and sends it again when it is asked to', async () => {
  const late = await playDag(server, 'ready_by_eight', {}, '2026-02-01T05:00:00Z');
  assert.equal(late.state, 'success');
  const query = '/aquilon/notices?dag_id=ready_by_eight&dag_run_id=manual__2026-02-01T05:00:00%2B00:00';
  const list = async () => (await server.ask<{ notices: Notice[] }>('GET', query)).notices;
  const [notice] = await eventually('the alert', async () => {
    const found = await list();
    return found.every(({ state }) => state === 'sent') && found.length > 0 ? found : undefined;
  });
  assert.deepEqual(
    (await list()).map(({ event, state }) => [event, state]),
    [['deadline', 'sent']],
  );
  const { deadlines } = await server.ask<{ deadlines: { name: string; dag_run_id: string }[] }>(
    'GET',
    '/aquilon/deadlines?dag_id=ready_by_eight&missed=true&dag_run_id=manual__2026-02-01T05:00:00%2B00:00',
  );
  assert.deepEqual(
    deadlines.map(({ name }) => name),
    ['by eight o’clock'],
  );
  const told = bodies('/', 'ready_by_eight is late').filter(({ body }) => body.includes('2026-02-01')).length;
  assert.equal(told, 1);
  await server.ask('POST', `/aquilon/notices/${notice?.id}/retry`);
  await eventually('it comes again', async () =>
    bodies('/', 'ready_by_eight is late').filter(({ body }) => body.includes('2026-02-01')).length === 2
      ? true
      : undefined,
  );
});
