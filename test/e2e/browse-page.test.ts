/** What there is over all DAGs, in the web page: task instances, values, the audit log, questions, jobs. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { LONG } from './long-dag.ts';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const FIRST = `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('first', { schedule: null, startDate: '2026-01-01', isPausedUponCreation: false });
const count = dag.task('count', () => ({ rows: 12 }));
const fail = dag.task('fail', () => { throw new Error('on purpose'); });
const last = dag.task('last', () => 'never');
fail().before(last());
count();
export default dag;
`;
const ASKS = `
import { approval, Dag } from '@aquilon/sdk';

const dag = new Dag('asks', { schedule: null, isPausedUponCreation: false });
dag.task('go', approval({ subject: 'Shall it go out?', body: 'To all customers' }))();
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession(
    { 'first.ts': FIRST, 'asks.ts': ASKS, 'long.ts': LONG },
    { dags: ['first', 'asks', 'long'] },
  );
  ({ server, page } = session);
  for (const run of ['one', 'two'])
    await server.ask('POST', '/api/v2/dags/first/dagRuns', { logical_date: null, dag_run_id: run });
  for (const run of ['one', 'two'])
    await eventually(`${run} has ended`, async () => {
      const { state } = await server.ask<{ state: string }>('GET', `/api/v2/dags/first/dagRuns/${run}`);
      return state === 'failed' ? true : undefined;
    });
});

after(() => session?.close());

const row = (name: string | RegExp) => page.getByRole('row').filter({ hasText: name });
const chooses = (name: string) => page.getByRole('checkbox', { name: `Choose ${name}` });

test('task instances of all runs are filtered by state and task, and the address says how', async () => {
  await page.goto(`${server.url}/browse/task-instances`);
  await page.getByText('6 in all').waitFor();
  await page.getByRole('combobox', { name: 'State' }).click();
  await page.getByRole('option', { name: 'Failed', exact: true }).click();
  await page.getByText('2 in all').waitFor();
  await page.getByRole('searchbox', { name: 'Task' }).fill('nothing');
  await page.getByText('Nothing fits').waitFor();
  assert.equal(new URL(page.url()).search, '?state=failed&task=nothing');
  await page.getByRole('link', { name: 'Clear the filters' }).click();
  await page.getByText('6 in all').waitFor();
  await page.goto(`${server.url}/browse/task-instances?from=2100-01-01T00:00:00Z`);
  await page.getByText('Nothing fits').waitFor();
});

test('several instances are run again, after the page has said how many that are', async () => {
  await page.goto(`${server.url}/browse/task-instances`);
  await chooses('first / one / fail').check();
  await chooses('first / two / fail').check();
  await page.getByRole('button', { name: 'Change 2' }).click();
  await page.getByRole('menuitem', { name: 'Run them again, with what follows' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('4 task instances will run again.').waitFor();
  await dialog.getByRole('button', { name: 'Run again' }).click();
  await dialog.waitFor({ state: 'detached' });
  await eventually('both failed a second time', async () => {
    const address = '/api/v2/dags/first/dagRuns/~/taskInstances?task_id=fail&state=failed&try_number=2';
    const { total_entries: count } = await server.ask<{ total_entries: number }>('GET', address);
    return count === 2 ? true : undefined;
  });
});

test('several instances are marked, and those that are so already are not counted', async () => {
  await page.goto(`${server.url}/browse/task-instances`);
  for (const name of ['first / one / fail', 'first / two / fail', 'first / one / count']) await chooses(name).check();
  await page.getByRole('button', { name: 'Change 3' }).click();
  await page.getByRole('menuitem', { name: 'Mark as success' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 task instances become “Success”').waitFor();
  await dialog.getByRole('button', { name: 'Mark' }).click();
  await dialog.waitFor({ state: 'detached' });
  await row(/fail/).getByText('Success').first().waitFor();
  assert.equal(await page.getByRole('button', { name: /^Change/ }).count(), 0);
});

test('a value that a task handed on is shown from the list', async () => {
  await page.goto(`${server.url}/browse/xcoms?run=one`);
  await row('count').getByRole('button', { name: 'Show return_value' }).click();
  await page.getByRole('dialog', { name: 'return_value' }).getByText('"rows": 12').waitFor();
});

test('a question is answered in the list, which it leaves without a reload', async () => {
  await page.goto(`${server.url}/browse/required-actions`);
  await page.getByText('Nothing here yet').waitFor();
  await server.ask('POST', '/api/v2/dags/asks/dagRuns', { logical_date: null, dag_run_id: 'r' });
  await row('Shall it go out?').getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Nothing here yet').waitFor();
  await page.getByText('Answered', { exact: true }).click();
  await row('Shall it go out?').getByText('Approve').waitFor();
  assert.equal(new URL(page.url()).search, '?show=answered');
});

test('the audit log tells who did what, and is filtered by event', async () => {
  await page.goto(`${server.url}/browse/audit-log?event=clear`);
  await row('post_clear_task_instances').first().waitFor();
  await row('post_clear_task_instances').first().getByText('admin').waitFor();
});

test('the scheduler that runs is a job', async () => {
  await page.goto(`${server.url}/browse/jobs`);
  await row('SchedulerJob').getByText('Running').waitFor();
});

test('the workers page shows what runs while it runs, and its queue, without a reload', async () => {
  await page.goto(`${server.url}/browse/workers`);
  await page.getByText('Nothing is under way').waitFor();
  const gate = join(session.folder, 'gate');
  await server.ask('POST', '/api/v2/dags/long/dagRuns', { logical_date: null, dag_run_id: 'r', conf: { gate } });
  await row('Busy').getByRole('link', { name: 'stay' }).waitFor();
  await page.getByText(/^1 of \d+ processes busy, 0 waiting$/).waitFor();
  await row('default').getByRole('link', { name: '1' }).click();
  await row('stay').getByText('Running').waitFor();
  await page.goBack();
  await writeFile(gate, '');
  await page.getByText('Nothing is under way').waitFor();
});

test('ten thousand rows are scrolled through, and the document stays small', async () => {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  await client.query(`insert into event_log (event, owner, extra)
    select 'many_' || lpad(n::text, 5, '0'), 'somebody', '{}' from generate_series(1, 10000) n`);
  await client.end();
  await page.goto(`${server.url}/browse/audit-log?user=somebody&order=event`);
  await page.getByText('10000 in all').waitFor();
  for (const last of ['many_00050', 'many_00150', 'many_00300'])
    await eventually(`${last} is in sight`, async () => {
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      return (await row(last).count()) > 0 ? true : undefined;
    });
  const rows = await page.getByRole('row').count();
  assert.ok(rows < 100, `${rows} rows are in the document`);
});

test('a viewer chooses and answers nothing', async () => {
  const other = await session.openViewersPage();
  await other.goto(`${server.url}/browse/task-instances`);
  await other.getByText('in all').waitFor();
  assert.equal(await other.getByRole('checkbox').count(), 0);
  await other.context().close();
});

test('the pages had no fault and asked for nothing that the content policy refuses', () => {
  assert.deepEqual(session.faults, []);
});
