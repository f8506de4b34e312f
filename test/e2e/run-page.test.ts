/** The page of a run in a real browser: run it again, mark, undo, note; what triggered it, and how it differs from another run. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const DAGS = `
import { asset, Dag, getContext } from '@aquilon/sdk';

const models = asset('s3://shop/models', { name: 'models' });
const dag = new Dag('trains', { schedule: null, isPausedUponCreation: false, params: { rows: { default: 10, schema: { type: 'integer' } } } });
const load = dag.task('load', () => Number(getContext().params.rows));
const train = dag.task('train', ({ rows }) => {
  if (rows < 100) throw new Error(rows + ' rows are too few');
  return { rows };
});
const report = dag.task('report', ({ model }) => model.rows, { outlets: [models] });
report({ model: train({ rows: load() }) });
const serves = new Dag('serves', { schedule: [models], isPausedUponCreation: false });
serves.task('serve', () => 1)();
export { serves };
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'trains.ts': DAGS }, { dags: ['trains', 'serves'] });
  ({ server, page } = session);
});

after(() => session?.close());

async function run(id: string, more: object = {}): Promise<void> {
  await server.ask('POST', '/api/v2/dags/trains/dagRuns', { dag_run_id: id, logical_date: null, ...more });
}

const untilRun = (id: string, wanted: string) =>
  eventually(`${id} is ${wanted}`, async () => {
    const { state } = await server.ask<{ state: string }>('GET', `/api/v2/dags/trains/dagRuns/${id}`);
    return state === wanted || undefined;
  });

interface Instance {
  state: string;
  try_number: number;
}
const instance = (id: string, task: string) =>
  server.ask<Instance>('GET', `/api/v2/dags/trains/dagRuns/${id}/taskInstances/${task}`);

const dialog = () => page.getByRole('dialog');
const open = async (id: string, rest = '') => {
  await page.goto(`${server.url}/dags/trains/runs/${id}${rest}`);
  await page.getByRole('heading', { name: id, level: 1 }).waitFor();
};

test('a run that failed runs again with another conf, after the page has shown what that will be', async () => {
  await run('first');
  await untilRun('first', 'failed');
  await open('first');
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Run again ...' }).click();
  await dialog().getByText('3 task instances will run again.').waitFor();
  await dialog().getByRole('radio', { name: 'Failed tasks' }).check();
  await dialog().getByText('2 task instances will run again.').waitFor();
  assert.deepEqual(
    await dialog().getByRole('list', { name: 'What will change' }).locator('li > span:first-child').allTextContents(),
    ['report', 'train'],
  );
  await dialog().getByRole('radio', { name: 'All tasks' }).check();
  await dialog().getByLabel('With another configuration').check();
  const conf = dialog().getByLabel('Configuration (JSON)');
  await conf.fill('{"rows": ');
  await dialog().getByText('This must be a JSON object').waitFor();
  assert.equal(await dialog().getByRole('button', { name: 'Run again' }).isDisabled(), true);
  await conf.fill('{"rows": 500}');
  await dialog().getByRole('button', { name: 'Run again' }).click();
  await page.getByTestId('run-state').getByText('Success').waitFor();
  assert.deepEqual((await server.ask<{ conf: unknown }>('GET', '/api/v2/dags/trains/dagRuns/first')).conf, {
    rows: 500,
  });
});

test('a task runs again alone, with what follows it, or with what stands before it', async () => {
  await open('first', '/tasks/train');
  const panel = page.getByTestId('task-panel');
  const choose = async (name: string) => {
    await panel.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  await choose('This task and all after it');
  await dialog().getByText('2 task instances will run again.').waitFor();
  await dialog().getByRole('radio', { name: 'This task, all before and all after it' }).check();
  await dialog().getByText('3 task instances will run again.').waitFor();
  assert.equal(await dialog().getByLabel('With another configuration').isDisabled(), true);
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await choose('This task only');
  await dialog().getByText('1 task instance will run again.').waitFor();
  await dialog().getByLabel('On the latest version of the DAG').check();
  await dialog().getByText('1 task instance will run again.').waitFor();
  const { try_number: before } = await instance('first', 'train');
  const { try_number: other } = await instance('first', 'report');
  await dialog().getByRole('button', { name: 'Run again' }).click();
  await dialog().waitFor({ state: 'detached' });
  await eventually('train ran again', async () => {
    const { state, try_number: now } = await instance('first', 'train');
    return (state === 'success' && now === before + 1) || undefined;
  });
  assert.equal((await instance('first', 'report')).try_number, other);
});

test('a mark shows what becomes of what, and is taken back within ten seconds', async () => {
  await run('second');
  await untilRun('second', 'failed');
  await open('second', '/tasks/load');
  const panel = page.getByTestId('task-panel');
  await panel.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Mark as failed' }).click();
  await dialog().getByText('1 task instance becomes “Failed”.').waitFor();
  await dialog().getByRole('button', { name: 'Mark' }).click();
  await panel.getByText('Failed', { exact: true }).first().waitFor();
  await page.getByText('1 task instance was marked').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('It is as it was before').waitFor();
  assert.equal((await instance('second', 'load')).state, 'success');
  assert.equal((await instance('second', 'train')).state, 'failed');
  // Nobody gives upstream_failed: what follows cannot be brought back, and the page says so before.
  await page.goto(`${server.url}/dags/trains/runs/second/tasks/train`);
  await panel.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Mark as success' }).click();
  await dialog().getByLabel('All after it too').check();
  await dialog().getByText('2 task instances become “Success”.').waitFor();
  await dialog()
    .getByText(/cannot be undone/)
    .waitFor();
  await dialog().getByRole('button', { name: 'Cancel' }).click();
});

test('a run and a task have a note that can be written and changed', async () => {
  await open('second');
  await page.getByRole('button', { name: 'Add a note' }).click();
  await dialog().getByLabel('Text of the note').fill('seen by Ada');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByText('seen by Ada').waitFor();
  await open('second', '/tasks/train');
  await page.getByTestId('task-panel').getByRole('button', { name: 'Add a note' }).click();
  await dialog().getByLabel('Text of the note').fill('too few rows');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByTestId('task-panel').getByText('too few rows').waitFor();
});

test('two runs stand side by side, at an address of their own: conf, states, durations', async () => {
  await run('third', { conf: { rows: 700 } });
  await untilRun('third', 'success');
  await open('second', '?view=compare');
  await page.getByText('Which run shall it be compared with?').waitFor();
  await page.getByRole('combobox', { name: 'Compare with' }).click();
  await page.getByRole('option', { name: /^third/ }).click();
  const comparison = page.getByTestId('run-compare');
  const row = (name: string) => comparison.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
  await row('rows').getByText('700').waitFor();
  await row('train').getByText('Success').waitFor();
  await row('train').getByText('Failed').waitFor();
  await row('load')
    .getByText(/^[+−] \d/)
    .waitFor();
  assert.equal(await row('State').getAttribute('data-differs'), 'true');
  assert.equal(await row('load').getAttribute('data-differs'), null);
  await page.reload();
  await row('rows').getByText('700').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('with'), 'third');
});

test('a run tells when it was queued, started and ended, what triggered it, and what was changed since', async () => {
  await open('third', '?view=details');
  const timeline = page.getByRole('list', { name: 'Timeline' });
  for (const step of ['Queued', 'Started', 'Ended']) await timeline.getByText(step, { exact: true }).waitFor();
  await eventually('the assets triggered a run', async () => {
    const { dag_runs: runs } = await server.ask<{ dag_runs: unknown[] }>('GET', '/api/v2/dags/serves/dagRuns');
    return runs.length > 0 || undefined;
  });
  const { dag_runs: served } = await server.ask<{ dag_runs: { dag_run_id: string }[] }>(
    'GET',
    '/api/v2/dags/serves/dagRuns?order_by=-id&limit=1',
  );
  await page.goto(`${server.url}/dags/serves/runs/${encodeURIComponent(served[0]?.dag_run_id ?? '')}?view=details`);
  await page.getByText('Triggered by events of assets').waitFor();
  await page.getByRole('link', { name: 'trains third report' }).click();
  await page.getByRole('heading', { name: 'third', level: 1 }).waitFor();
  await open('first', '?view=details');
  await page.getByText('Run again, otherwise than before').waitFor();
});

test('the page had no fault', () => {
  assert.deepEqual(session.faults, []);
});
