/** The form by which a person answers a task, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import type { RunningServer } from './running-server.ts';

const ASKS = `
import { approval, Dag, hitl } from '@aquilon/sdk';

const dag = new Dag('asks', { isPausedUponCreation: false });
const where = dag.task('where', hitl({
  subject: 'Where to?',
  body: '<img src=x onerror=alert(1)>',
  options: ['Europe', 'America', 'Asia'],
  defaults: 'Asia',
  multiple: true,
  params: { share: { default: 10, schema: { type: 'integer', maximum: 100 } } },
}))();
const go = dag.task('go', approval({ subject: 'Go?', defaults: 'Reject', responseTimeout: '1h' }))().after(where);
dag.task('other', approval({ subject: 'And you?', assignedUsers: { id: 'bob', name: 'Robert' } }))().after(go);
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'asks.ts': ASKS }, { dags: ['asks'] });
  ({ server, page } = session);
  await server.ask('POST', '/api/v2/dags/asks/dagRuns', { logical_date: null, dag_run_id: 'r' });
  await page.goto(`${server.url}/dags/asks/runs/r`);
});

after(() => session?.close());

const question = () => page.getByTestId('task-question');

test('the panel of a task that asks has its options, with the defaults chosen, and a field for each param', async () => {
  await page.getByRole('link', { name: 'Task where: Awaiting input' }).click();
  await question().getByText('Where to?').waitFor();
  await question().getByText('<img src=x onerror=alert(1)>').waitFor();
  assert.equal(await question().locator('img').count(), 0);
  assert.equal(await question().getByLabel('Asia (default)').isChecked(), true);
  assert.equal(await question().getByLabel('share').inputValue(), '10');
});

test('what the server refuses is shown at its field, and the answer ends the task', async () => {
  await question().getByLabel('Europe').check();
  await question().getByLabel('share').fill('500');
  await question().getByRole('button', { name: 'Answer' }).click();
  await question().getByText('params.share must be <= 100, found 500', { exact: true }).waitFor();
  await question().getByLabel('share').fill('50');
  await question().getByRole('button', { name: 'Answer' }).click();
  await page.getByRole('link', { name: 'Task where: Success' }).waitFor();
  const at = '/api/v2/dags/asks/dagRuns/r/taskInstances/where/xcomEntries/return_value?deserialize=true';
  const { value } = await server.ask<{ value: Record<string, unknown> }>('GET', at);
  assert.deepEqual([value.chosen_options, value.params_input], [['Asia', 'Europe'], { share: 50 }]);
  assert.deepEqual(value.responded_by_user, { id: 'admin', name: 'admin' });
});

test('the options of an approval are buttons', async () => {
  await page.getByRole('link', { name: 'Task go: Awaiting input' }).click();
  await question().getByRole('button', { name: 'Reject (default)' }).waitFor();
  await question().getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('link', { name: 'Task go: Success' }).waitFor();
});

test('somebody who is not assigned sees the question, and nothing to answer it with', async () => {
  await page.getByRole('link', { name: 'Task other: Awaiting input' }).click();
  await question().getByText('And you?').waitFor();
  await question()
    .getByText(/Robert may answer\./)
    .waitFor();
  assert.equal(await question().getByRole('button').count(), 0);
  assert.deepEqual(session.faults, []);
});
