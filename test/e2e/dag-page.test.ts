/** The page of a DAG in a real browser: its grid with mouse and keyboard, live, with many runs and tasks. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openDatabase } from '#db/database.ts';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const DAGS = `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('shop', { schedule: null });
const load = dag.task('load', () => [3, 4, 5]);
const check = dag.task('check', () => { throw new Error('the column "price" is missing'); });
const price = dag.task('price', ({ n }) => n * 2);
const rows = load();
dag.group('work', () => { rows.before(check()); price.expand({ n: rows }); });
export default dag;

export const big = new Dag('big', { schedule: null });
for (let g = 0; g < 25; g += 1) big.group('group_' + g, () => {
  for (let t = 0; t < 20; t += 1) big.task('task_' + t, () => t)();
});
`;

/** Of the test that writes a hundred thousand rows first; generous. */
const LIMIT_MS = 400_000;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'shop.ts': DAGS }, { dags: ['shop', 'big'] });
  ({ server, page } = session);
  await server.ask('PATCH', '/api/v2/dags/shop', { is_paused: false });
  await run('first');
});

after(() => session?.close());

async function run(runId: string): Promise<void> {
  await server.ask('POST', '/api/v2/dags/shop/dagRuns', { dag_run_id: runId, logical_date: null });
  await eventually(`${runId} has ended`, async () => {
    const { state } = await server.ask<{ state: string }>('GET', `/api/v2/dags/shop/dagRuns/${runId}`);
    return state === 'failed' ? true : undefined;
  });
}

const grid = () => page.getByRole('grid');
const cell = (task: string, runId: string, state: string) =>
  page.getByRole('gridcell', { name: `${task} in ${runId}: ${state}`, exact: true });

test('the grid tells the state of each task in each run, a mapped task by its counts, a new run by itself', async () => {
  await page.goto(`${server.url}/dags/shop`);
  await cell('load', 'first', 'Success').waitFor();
  await cell('check', 'first', 'Failed').waitFor();
  await cell('price', 'first', '3 × Success').waitFor();
  await cell('work', 'first', '1 × Failed, 3 × Success').waitFor();
  await run('second');
  await cell('check', 'second', 'Failed').waitFor();
  await cell('price', 'second', '3 × Success').waitFor();
  assert.equal(await page.getByRole('columnheader', { name: /^Run second: Failed/ }).count(), 1);
});

test('a group folds into one row, at an address of its own', async () => {
  await page.getByRole('button', { name: 'Fold work' }).click();
  await cell('check', 'first', 'Failed').waitFor({ state: 'detached' });
  await page.reload();
  await cell('work', 'first', '1 × Failed, 3 × Success').waitFor();
  assert.equal(await cell('check', 'first', 'Failed').count(), 0);
  await page.getByRole('button', { name: 'Unfold all groups' }).click();
  await cell('check', 'first', 'Failed').waitFor();
});

test('a card says why a task failed, how often it was tried, and what is usual', async () => {
  await cell('check', 'first', 'Failed').hover();
  const card = page.getByTestId('grid-card');
  await card.getByText('the column "price" is missing').waitFor();
  await card.getByText('1 of 1').waitFor();
  await page.mouse.move(5, 5);
  await card.waitFor({ state: 'detached' });
});

test('the keyboard moves through the grid, opens a task, and comes back', async () => {
  await grid().focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  const active = await grid().getAttribute('aria-activedescendant');
  assert.match((await page.locator(`#${active}`).getAttribute('aria-label')) ?? '', / in first: /);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/dags\/shop\/runs\/first/);
  await page.goBack();
  await cell('check', 'first', 'Failed').waitFor();
});

test('a rectangle is chosen with Shift, and what a clear or a mark would change is said before', async () => {
  await page.reload();
  await cell('load', 'first', 'Success').click({ modifiers: ['Shift'] });
  await cell('price', 'second', '3 × Success').click({ modifiers: ['Shift'] });
  const tools = page.getByRole('toolbar');
  await tools.getByText('10 task instances in 2 runs').waitFor();
  await tools.getByRole('button', { name: 'Clear' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('10 task instances will run again.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await tools.getByRole('button', { name: 'Mark as success' }).click();
  await dialog.getByText('2 task instances become “Success”.').waitFor();
  await dialog.getByRole('button', { name: 'Mark' }).click();
  await cell('check', 'first', 'Success').waitFor();
  await cell('check', 'second', 'Success').waitFor();
  await tools.waitFor({ state: 'detached' });
});

test('the older address of the graph leads to it', async () => {
  await page.goto(`${server.url}/dags/shop?view=graph`);
  await page.waitForURL(`${server.url}/dags/shop/graph`);
  await page.getByTestId('node-load').waitFor();
});

test('of 200 runs of 500 tasks only what is in sight is in the document, and older runs come as somebody scrolls', {
  timeout: LIMIT_MS,
}, async () => {
  await fillBig();
  await page.goto(`${server.url}/dags/big`);
  await page.getByRole('gridcell').first().waitFor();
  const columns = async () => Number(await grid().getAttribute('aria-colcount')) - 1;
  assert.ok((await page.getByRole('gridcell').count()) < 4000);
  await eventually('all runs are there', async () => {
    await page.evaluate(`document.querySelector('[role=grid]').scrollLeft = 0`);
    return (await columns()) === 200 ? true : undefined;
  });
  // What came last has left in sight what was in sight.
  await page.evaluate(`document.querySelector('[role=grid]').scrollLeft = 0`);
  await page.getByRole('columnheader', { name: /^Run run_1: / }).waitFor();
  await page.evaluate(`document.querySelector('[role=grid]').scrollTop = 1e6`);
  await page.getByRole('rowheader', { name: 'task_19' }).last().waitFor();
  assert.ok((await page.getByRole('gridcell').count()) < 4000);
});

test('the page of a DAG had no fault', () => {
  assert.deepEqual(session.faults, []);
});

/** 200 runs that are over, a day each. */
async function fillBig(): Promise<void> {
  const { pool, close } = openDatabase({ url: server.databaseUrl });
  try {
    await pool.query(`
      insert into dag_run (dag_id, run_id, run_after, queued_at, start_date, end_date, state, run_type, triggered_by, dag_version_id)
      select 'big', 'run_' || day, at, at, at, at + interval '1 min', 'success', 'scheduled', 'timetable', dag.current_version_id
      from dag, generate_series(1, 200) as day, lateral (select '2026-01-01'::timestamptz + make_interval(days => day) as at) moment
      where dag.dag_id = 'big'`);
    await pool.query(`
      insert into task_instance (dag_run_id, task_id, id, dag_id, state, try_number, max_tries, start_date, end_date, pool, pool_slots, queue,
        priority_weight, operator, dag_version_id)
      select dag_run.id, 'group_' || g || '.task_' || t, gen_random_uuid(), 'big', 'success', 1, 0, dag_run.start_date, dag_run.end_date,
        'default_pool', 1, 'default', 1, '@task', dag_run.dag_version_id
      from dag_run, generate_series(0, 24) as g, generate_series(0, 19) as t where dag_run.dag_id = 'big'`);
  } finally {
    await close();
  }
}
