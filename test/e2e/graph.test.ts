/** The graph of a DAG and of a run in a real browser: of 2,000 tasks, searched, in part, folded, coloured, and walked with the keyboard. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openDatabase } from '#db/database.ts';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const DAGS = `
import { asset, Dag } from '@aquilon/sdk';

const dag = new Dag('shop', { schedule: [asset('ordered')] });
const load = dag.task('load', () => [3, 4, 5]);
const check = dag.task('check', () => { throw new Error('the column "price" is missing'); }, { pool: 'default_pool' });
const price = dag.task('price', ({ n }) => n * 2);
const report = dag.task('report', () => 1, { outlets: [asset('sold')] });
const tail = dag.task('tail', () => 1);
const rows = load();
dag.group('work', () => { rows.before(check()); price.expand({ n: rows }); });
rows.before(report().before(tail()));
export default dag;

export const big = new Dag('big', { schedule: null });
let before = [];
for (let layer = 0; layer < 40; layer += 1) {
  const now = [];
  for (let t = 0; t < 50; t += 1) {
    const task = big.task('t_' + layer + '_' + t, () => t)();
    before[t]?.before(task);
    if (t % 7 === 0) before[(t * 3 + 1) % 50]?.before(task);
    now.push(task);
  }
  before = now;
}
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'shop.ts': DAGS }, { dags: ['shop', 'big'] });
  ({ server, page } = session);
  await server.ask('PATCH', '/api/v2/dags/shop', { is_paused: false });
  await server.ask('POST', '/api/v2/dags/shop/dagRuns', { dag_run_id: 'first', logical_date: null });
  await eventually('the run has ended', async () => {
    const { state } = await server.ask<{ state: string }>('GET', '/api/v2/dags/shop/dagRuns/first');
    return state === 'failed' ? true : undefined;
  });
  await fillRuns();
});

after(() => session?.close());

const node = (id: string) => page.getByTestId(`node-${id}`);
const search = () => page.getByLabel('Search the graph');
const address = () => new URL(page.url()).searchParams;

test('the graph of a DAG shows the assets that start it and that it makes, and leads to them', async () => {
  await page.goto(`${server.url}/dags/shop/graph`);
  await node('load').waitFor();
  await page.getByRole('link', { name: /^Task ordered|^ordered/ }).waitFor();
  await page.getByLabel('Assets', { exact: true }).uncheck();
  await page
    .getByRole('link', { name: /^ordered|^sold/ })
    .first()
    .waitFor({ state: 'detached' });
  assert.equal(address().get('assets'), 'hide');
  await page.getByLabel('Assets', { exact: true }).check();
  await page.getByRole('link', { name: /sold/ }).click();
  await page.waitForURL(/\/assets\/\d+$/);
  await page.goBack();
});

test('the graph of a run tells states in words, a mapped task by its count, and each choice stands in the address', async () => {
  await page.goto(`${server.url}/dags/shop/runs/first`);
  await page.getByRole('link', { name: /^Task work\.check: Failed/ }).waitFor();
  await page.getByRole('link', { name: /^Task work\.price \[3\]: Success/ }).waitFor();
  const legend = page.getByRole('list', { name: 'Legend' });
  await legend.getByText('1 × Failed').waitFor();
  await page.getByLabel('Critical path').check();
  await page.locator('[data-critical]').first().waitFor();
  await page.getByLabel('Colour by').selectOption('pool');
  await legend.getByText('default_pool').waitFor();
  await page.getByRole('link', { name: /^Task load: Success.*default_pool/ }).waitFor();
  await page.reload();
  await page.locator('[data-critical]').first().waitFor();
  assert.equal(await page.getByLabel('Colour by').inputValue(), 'pool');
});

test('a group folds into one node with the states of its tasks, and unfolds again', async () => {
  await page.goto(`${server.url}/dags/shop/runs/first`);
  await page.getByRole('button', { name: 'Fold work' }).click();
  const folded = page.getByRole('button', { name: /^Unfold work: Failed · 2 tasks/ });
  await folded.waitFor();
  assert.equal(await node('work.check').count(), 0);
  assert.equal(address().get('fold'), 'work');
  await folded.click();
  await node('work.check').waitFor();
});

test('what is around one task is shown alone, as far as the slider says', async () => {
  await page.goto(`${server.url}/dags/shop/graph?assets=hide`);
  await node('report').hover();
  await page.getByRole('button', { name: 'Show only what is around report' }).click();
  await node('work.check').waitFor({ state: 'detached' });
  await node('tail').waitFor();
  await page.getByLabel('Direction').selectOption('upstream');
  await node('tail').waitFor({ state: 'detached' });
  await page.getByLabel('Direction').selectOption('both');
  await page.goto(`${server.url}/dags/shop/graph?assets=hide&focus=load`);
  await node('tail').waitFor();
  await page.getByLabel('Steps').focus();
  await page.keyboard.press('ArrowLeft');
  await node('tail').waitFor({ state: 'detached' });
  assert.equal(address().get('depth'), '1');
  await page.getByRole('button', { name: 'Show all tasks' }).click();
  await node('tail').waitFor();
});

test('the keyboard walks along the edges and opens a task', async () => {
  await page.goto(`${server.url}/dags/shop/runs/first?assets=hide`);
  await node('load').waitFor();
  await page.getByRole('application').focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('[data-active]:focus-within').waitFor();
  assert.equal(address().get('node'), 'load');
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(/node=(report|work)/);
  const walked = address().get('node');
  await page.locator(`[data-testid="node-${walked}"]:focus-within`).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/runs/first/tasks/${walked}`));
});

test('the graph of 2,000 tasks is drawn at once, from afar without a node in the document', async () => {
  await page.goto(`${server.url}/dags/big`);
  await page.getByRole('link', { name: 'Graph' }).waitFor();
  await page.getByRole('link', { name: 'Graph' }).click();
  await page.getByTestId('graph-far').waitFor();
  assert.equal(await page.locator('.react-flow__node').count(), 0);
  await page.getByTestId('graph-map').waitFor();
});

test('a search in 2,000 tasks goes to each find, and only what is in sight is mounted', async () => {
  await search().fill('t_39_4');
  await page.getByText('1 of 11').waitFor();
  await node('t_39_4').waitFor();
  assert.ok((await page.locator('.react-flow__node').count()) < 600);
  await search().press('Enter');
  await page.getByText('2 of 11').waitFor();
  await node('t_39_40').waitFor();
  assert.equal(address().get('node'), 't_39_40');
  await page.reload();
  await node('t_39_40').waitFor();
  await page.getByRole('button', { name: 'Previous' }).click();
  await page.getByText('1 of 11').waitFor();
});

test('the graph of a run of 2,000 tasks has all of their states', async () => {
  await page.goto(`${server.url}/dags/big/runs/full`);
  await page.getByTestId('graph-far').waitFor();
  await page.getByText('2000 × Success').waitFor();
  await page.goto(`${server.url}/dags/big/runs/full?focus=t_20_7&depth=1`);
  await page.getByRole('link', { name: /^Task t_20_7: Success/ }).waitFor();
  assert.ok((await page.locator('.react-flow__node').count()) < 12);
});

test('a slider shows the run at any moment, and plays it', async () => {
  const state = (task: string, wanted: string) => page.locator(`[data-testid="node-${task}"][data-state="${wanted}"]`);
  const begin = Date.parse('2026-01-01T00:00:00Z');
  await page.goto(`${server.url}/dags/shop/runs/timed?assets=hide&moment=${begin + 30_000}`);
  await state('load', 'success').waitFor();
  await state('report', 'running').waitFor();
  await state('tail', 'none').waitFor();
  const slider = page.getByLabel('Moment', { exact: true });
  assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /30 s after its beginning/);
  await slider.focus();
  await page.keyboard.press('Home');
  await state('load', 'running').waitFor();
  await state('report', 'none').waitFor();
  assert.equal(address().get('moment'), String(begin));
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(new RegExp(`moment=${begin + 500}`));
  await page.keyboard.press('End');
  await state('tail', 'success').waitFor();
  assert.equal(address().get('moment'), null);
  await page.getByRole('button', { name: 'Play the run' }).click();
  await state('load', 'running').waitFor();
  await state('report', 'running').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.waitForURL(/moment=/);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await state('tail', 'success').waitFor();
});

test('the graphs had no fault', () => {
  assert.deepEqual(session.faults, []);
});

/** A run of all 2,000 tasks that is over, and one whose tasks took known times. */
async function fillRuns(): Promise<void> {
  const { pool, close } = openDatabase({ url: server.databaseUrl });
  try {
    await pool.query(`
      insert into dag_run (dag_id, run_id, run_after, queued_at, start_date, end_date, state, run_type, triggered_by, dag_version_id)
      select 'big', 'full', at, at, at, at + interval '1 min', 'success', 'manual', 'rest_api', dag.current_version_id
      from dag, lateral (select '2026-01-01'::timestamptz as at) moment where dag.dag_id = 'big'`);
    await pool.query(`
      insert into task_instance (dag_run_id, task_id, id, dag_id, state, try_number, max_tries, start_date, end_date, pool, pool_slots, queue,
        priority_weight, operator, dag_version_id)
      select dag_run.id, 't_' || layer || '_' || t, gen_random_uuid(), 'big', 'success', 1, 0, dag_run.start_date, dag_run.end_date,
        'default_pool', 1, 'default', 1, '@task', dag_run.dag_version_id
      from dag_run, generate_series(0, 39) as layer, generate_series(0, 49) as t where dag_run.dag_id = 'big'`);
    await pool.query(`
      insert into dag_run (dag_id, run_id, run_after, queued_at, start_date, end_date, state, run_type, triggered_by, dag_version_id)
      select 'shop', 'timed', at, at, at, at + interval '100 s', 'success', 'manual', 'rest_api', dag.current_version_id
      from dag, lateral (select '2026-01-01'::timestamptz as at) moment where dag.dag_id = 'shop'`);
    await pool.query(`
      insert into task_instance (dag_run_id, task_id, id, dag_id, state, try_number, max_tries, start_date, end_date, pool, pool_slots, queue,
        priority_weight, operator, dag_version_id)
      select dag_run.id, task_id, gen_random_uuid(), 'shop', 'success', 1, 0, dag_run.start_date + make_interval(secs => s),
        dag_run.start_date + make_interval(secs => e), 'default_pool', 1, 'default', 1, '@task', dag_run.dag_version_id
      from dag_run, (values ('load', 0, 20), ('report', 20, 60), ('tail', 60, 100)) as task (task_id, s, e)
      where dag_run.dag_id = 'shop' and dag_run.run_id = 'timed'`);
  } finally {
    await close();
  }
}
