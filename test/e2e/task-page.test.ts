/** The page of a task in a real browser: why it does not run, what happened when it failed. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const FAILS = `
import { bash, Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('fails', { schedule: null, isPausedUponCreation: false });
dag.task('count', () => {
  getContext().logger.info('looked into the file');
  throw new Error('the file has no column "clicked"');
})();
dag.task('dies', bash({ bashCommand: 'kill -9 $$' }))();
export default dag;
`;

const WAITS = `
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('waits', { schedule: null, isPausedUponCreation: false, params: { gate: '' } });
const hold = dag.task('hold', async () => {
  const { run, signal } = getContext();
  while (!existsSync(String(run.conf.gate))) await sleep(50, undefined, { signal });
}, { pool: 'narrow', priorityWeight: 9 });
const next = dag.task('next', () => 1, { pool: 'narrow' });
hold();
next();
export default dag;
`;

const GIVES = `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('gives', { schedule: null, isPausedUponCreation: false });
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const table = dag.task('table', () => [{ name: 'ada', born: 1815 }, { name: 'grace', rank: [1, 2] }]);
const image = dag.task('image', () => ({ type: 'image/png', data: pixel }));
const text = dag.task('text', () => '# Title\\n<b>not bold</b>');
const tree = dag.task('tree', () => ({ model: { layers: [{ size: 3 }] } }));
table();
image();
text();
tree();
const list = dag.task('list', () => Array.from({ length: 300 }, (_, index) => index));
const each = dag.task('each', ({ number }) => {
  if (number === 250) throw new Error('not this one');
  return number;
});
each.expand({ number: list() });
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession(
    { 'fails.ts': FAILS, 'waits.ts': WAITS, 'gives.ts': GIVES },
    { dags: ['fails', 'waits', 'gives'] },
  );
  ({ server, page } = session);
  await server.ask('POST', '/api/v2/pools', { name: 'narrow', slots: 1 });
});

after(() => session?.close());

async function run(dag: string, id: string, conf: object = {}): Promise<void> {
  await server.ask('POST', `/api/v2/dags/${dag}/dagRuns`, { dag_run_id: id, logical_date: null, conf });
}

const untilRun = (dag: string, id: string, wanted: string) =>
  eventually(`${id} is ${wanted}`, async () => {
    const { state } = await server.ask<{ state: string }>('GET', `/api/v2/dags/${dag}/dagRuns/${id}`);
    return state === wanted || undefined;
  });

test('of a task that does not run the page tells every reason, who holds what it waits for, and when it may start', async () => {
  const gate = join(session.folder, 'gate');
  await run('waits', 'one', { gate });
  await page.goto(`${server.url}/dags/waits/runs/one?view=tasks`);
  await page.getByRole('link', { name: 'Why? next' }).click();
  const why = page.getByTestId('task-why');
  await why.getByText('It waits for 1 slot of pool narrow: 1 of 1 in use.').waitFor();
  await why.getByText('Expected start').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('why'), 'true');
  await page.reload();
  await why.getByRole('link', { name: 'waits one hold' }).click();
  // What runs has no reasons.
  await page.getByTestId('task-panel').getByText('Running').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Why?' }).count(), 0);
  await page.goBack();
  await page.getByRole('button', { name: 'Why?' }).click();
  await why.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Why?' }).click();
  await why.waitFor();
  // The answer is live: once nothing holds the task it runs, and there is nothing to ask.
  await writeFile(gate, '');
  await page.getByTestId('task-panel').getByText('Success', { exact: true }).waitFor();
  await why.waitFor({ state: 'detached' });
});

test('of a failure the page shows the error with its line of the source, the end of the log, and failures like it', async () => {
  await run('fails', 'first');
  await untilRun('fails', 'first', 'failed');
  await run('fails', 'second');
  await untilRun('fails', 'second', 'failed');
  await page.goto(`${server.url}/dags/fails/runs/second/tasks/count`);
  const happened = page.getByTestId('task-error');
  await happened.getByText('the file has no column "clicked"', { exact: true }).waitFor();
  await happened.getByText('fails.ts, line 7').waitFor();
  const failedLine = happened.locator('li[data-failed]');
  assert.match((await failedLine.textContent()) ?? '', /throw new Error\('the file has no column/);
  await happened.getByText('The last lines of its log').click();
  await happened.getByText(/INFO\tlooked into the file/).waitFor();
  await happened.getByRole('link', { name: 'first' }).click();
  await page.getByRole('heading', { name: 'first', level: 1 }).waitFor();
});

test('of a process that died the page tells by which signal, what it used, and what to do', async () => {
  await page.goto(`${server.url}/dags/fails/runs/second/tasks/dies`);
  const happened = page.getByTestId('task-error');
  await happened.getByText('COMMAND_FAILED').waitFor();
  await happened.getByText('Read the output of the command in the log of the task.').waitFor();
  await happened.getByText('Peak memory').waitFor();
});

test('what a task handed on is shown as what it is: a table, an image, a text, a tree, and as JSON', async () => {
  await run('gives', 'all');
  await untilRun('gives', 'all', 'failed');
  const show = (task: string) => page.goto(`${server.url}/dags/gives/runs/all/tasks/${task}?tab=xcom`);
  const value = page.getByLabel('Value of return_value');
  await show('table');
  await value.getByRole('columnheader', { name: 'rank' }).waitFor();
  await value.getByRole('cell', { name: 'grace' }).waitFor();
  await page.getByRole('button', { name: 'As JSON' }).click();
  await value.getByText('"born": 1815').waitFor();
  await show('image');
  const drawn = page.getByRole('img', { name: 'Value of return_value' });
  await drawn.waitFor();
  assert.equal(await page.evaluate('document.querySelector(\'img[src^="data:image/png"]\').naturalWidth'), 1);
  await show('text');
  // As it was written: nothing in it becomes a part of the page.
  await value.getByText('<b>not bold</b>').waitFor();
  await show('tree');
  await value.getByText('"size": 3').waitFor({ state: 'hidden' });
  await value.getByText('"layers": [1]').click();
  await value.getByText('{1}').last().click();
  await value.getByText('"size": 3').waitFor();
});

test('of a mapped task the instances are listed, those in view only, and filtered by state', async () => {
  await page.goto(`${server.url}/dags/gives/runs/all/tasks/each`);
  const instances = page.getByLabel('Instances of the task');
  await page.getByText('300 instances').waitFor();
  await instances.getByRole('link', { name: '[0]' }).waitFor();
  assert.ok((await instances.getByRole('link').count()) < 60);
  await page.getByLabel('State of the instances').selectOption('failed');
  await page.getByText('1 instance', { exact: true }).waitFor();
  await instances.getByRole('link', { name: '[250]' }).click();
  await page.getByTestId('task-error').getByText('not this one', { exact: true }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('map'), '250');
});

test('in French the reasons are French', async () => {
  const other = await session.openPage({ locale: 'fr-FR' });
  await run('waits', 'two', { gate: join(session.folder, 'other') });
  await other.goto(`${server.url}/dags/waits/runs/two/tasks/next?why=true`);
  await other.getByText('Elle attend 1 place du pool narrow : 1 sur 1 occupées.').waitFor();
  await writeFile(join(session.folder, 'other'), '');
  await other.context().close();
});

test('the page had no fault', () => {
  assert.deepEqual(session.faults, []);
});
