/** What the page of a DAG tells beside its grid, in a real browser: overview, charts, tasks, events, and the Gantt of a run. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const DAGS = `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('shop', { schedule: null, isPausedUponCreation: false });
const load = dag.task('load', () => [3, 4, 5]);
const check = dag.task('check', () => { throw new Error('the column "price" is missing'); });
const price = dag.task('price', ({ n }) => n * 2);
const rows = load();
rows.before(check());
price.expand({ n: rows });
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'shop.ts': DAGS }, { dags: ['shop'] });
  ({ server, page } = session);
  for (const runId of ['first', 'second']) {
    await server.ask('POST', '/api/v2/dags/shop/dagRuns', { dag_run_id: runId, logical_date: null });
    await eventually(`${runId} has ended`, async () => {
      const { state } = await server.ask<{ state: string }>('GET', `/api/v2/dags/shop/dagRuns/${runId}`);
      return state === 'failed' ? true : undefined;
    });
  }
});

after(() => session?.close());

test('the overview tells how the runs ended in a chosen time, and why tasks failed last', async () => {
  await page.goto(`${server.url}/dags/shop/overview`);
  await page.getByText('0 of 2 runs succeeded').waitFor();
  await page.getByRole('link', { name: /^first: Failed, waited .*, took / }).waitFor();
  await page.getByText('the column "price" is missing').first().waitFor();
  await page.getByRole('combobox', { name: 'Runs since' }).click();
  await page.getByRole('option', { name: 'the beginning' }).click();
  await page.waitForURL(`${server.url}/dags/shop/overview?since=ever`);
  await page.reload();
  await page.getByText('0 of 2 runs succeeded').waitFor();
});

test('what tasks took is a chart, and a table for whoever wants one', async () => {
  await page.goto(`${server.url}/dags/shop/durations`);
  await page.getByRole('img', { name: 'What the 3 longest tasks took in the last 2 runs' }).waitFor();
  await page.getByRole('button', { name: 'Show as a table' }).click();
  await page.getByRole('rowheader', { name: 'second' }).waitFor();
  await page.getByRole('columnheader', { name: 'price' }).waitFor();
});

test('how long after a run was due its tasks were done is a chart of its own', async () => {
  await page.getByRole('link', { name: 'Landing times' }).click();
  const chart = 'How long after the run was due its 3 latest tasks were done, in the last 2 runs';
  await page.getByRole('img', { name: chart }).waitFor();
});

test('tasks are searched at an address of their own', async () => {
  await page.goto(`${server.url}/dags/shop/tasks`);
  const row = (task: string) => page.getByRole('cell', { name: task, exact: true });
  await row('load').first().waitFor();
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('pri');
  await page.waitForURL(/\?search=pri$/);
  await row('load').waitFor({ state: 'detached' });
  await row('price').first().waitFor();
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('nothing of that name');
  await page.getByText('No task fits').waitFor();
});

test('the events name who did what', async () => {
  await page.getByRole('link', { name: 'Events' }).click();
  await page.getByRole('cell', { name: 'admin' }).first().waitFor();
  await page.getByRole('link', { name: 'second' }).first().waitFor();
});

test('the Gantt of a run tells what each task waited and took, and which ones its end waited for', async () => {
  await page.goto(`${server.url}/dags/shop/runs/second?view=gantt`);
  const rows = page.getByRole('list', { name: 'Tasks of second over time' });
  await rows.getByRole('link', { name: /^load critical$/ }).waitFor();
  await rows
    .getByText(/^Attempt 1: Success, in the queue for .*, ran for /)
    .first()
    .waitFor();
});

test('the pages had no fault', () => {
  assert.deepEqual(session.faults, []);
});
