/** The list of DAGs: counters, filters, order, table and cards, many switched at once, in a real browser with 300 DAGs. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const numbers = Array.from({ length: 300 }, (_, number) => number);
const DAGS = `
import { Dag } from '@aquilon/sdk';

function make(number) {
  const dag = new Dag('many_' + String(number).padStart(3, '0'), { tags: number % 100 === 0 ? ['round'] : [], isPausedUponCreation: number !== 1 });
  dag.task('work', () => number)();
  return dag;
}
${numbers.map((number) => `export const many${number} = make(${number});`).join('\n')}
`;

const OWNED = `
import { Dag } from '@aquilon/sdk';

const owned = new Dag('owned', { schedule: '30 5 * * *', startDate: '2026-01-01', catchup: false, isPausedUponCreation: false, defaultArgs: { owner: 'ada' } });
owned.task('work', () => { throw new Error('no'); })();
export default owned;
`;

const TICKING = `
import { Dag } from '@aquilon/sdk';

const ticking = new Dag('ticking', { schedule: '1 day', startDate: '2026-01-01', catchup: false, isPausedUponCreation: true });
ticking.task('work', () => 1)();
export default ticking;
`;

const ASKING = `
import { Dag } from '@aquilon/sdk';

const asking = new Dag('asking', { isPausedUponCreation: false, params: { reason: { schema: { type: 'string', minLength: 3 } } } });
asking.task('work', () => 1)();
export default asking;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession(
    { 'many.ts': DAGS, 'owned.ts': OWNED, 'ticking.ts': TICKING, 'asking.ts': ASKING },
    { dags: ['many_299', 'owned', 'ticking', 'asking'] },
  );
  ({ server, page } = session);
  await server.ask('POST', '/api/v2/dags/owned/dagRuns', { dag_run_id: 'bad', logical_date: null });
  await eventually('the run has failed', async () => {
    const { state } = await server.ask<{ state: string }>('GET', '/api/v2/dags/owned/dagRuns/bad');
    return state === 'failed' ? true : undefined;
  });
});

after(() => session?.close());

const dagLink = (name: string) => page.getByRole('link', { name, exact: true });
const isPaused = async (dag: string) =>
  (await server.ask<{ is_paused: boolean }>('GET', `/api/v2/dags/${dag}`)).is_paused;
const addressHas = (part: string) => page.waitForURL((url) => url.search.includes(part));

test('of 303 DAGs only those in sight are in the document, and the last runs of all of them come in one answer', async () => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('last_runs')) asked.push(request.url());
  });
  await page.goto(`${server.url}/dags`);
  await dagLink('many_000').waitFor();
  await page.getByText('303 in all').waitFor();
  await page
    .getByRole('link', { name: /^Failed/ })
    .first()
    .waitFor({ state: 'attached' })
    .catch(() => undefined);
  assert.ok((await page.getByRole('row').count()) < 60);
  assert.equal(asked.length, 1, asked.join('\n'));
  for (let step = 0; step < 30 && !(await dagLink('ticking').isVisible()); step += 1) {
    await page.mouse.wheel(0, 4000);
    await page.waitForTimeout(100);
  }
  await dagLink('ticking').waitFor();
  assert.ok((await page.getByRole('row').count()) < 60);
});

test('the counters count, and filter the list', async () => {
  await page.goto(`${server.url}/dags`);
  await page.getByRole('button', { name: 'All 303' }).waitFor();
  await page.getByRole('button', { name: 'Failed 1' }).click();
  await dagLink('owned').waitFor();
  await dagLink('many_000').waitFor({ state: 'detached' });
  await addressHas('show=failed');
  await page.getByRole('button', { name: 'Active 3' }).click();
  await dagLink('many_001').waitFor();
  await page.getByRole('button', { name: 'Paused 300' }).click();
  await dagLink('many_000').waitFor();
});

test('search, tag, owner and the state of the last run narrow the list, and stand in the address', async () => {
  await page.goto(`${server.url}/dags?tag=round`);
  await page.getByText('3 in all').waitFor();
  await page.goto(`${server.url}/dags?owner=ada`);
  await page.getByText('1 in all').waitFor();
  await page.goto(`${server.url}/dags`);
  await page.getByLabel('Search DAGs').fill('tick');
  await page.getByText('1 in all').waitFor();
  await addressHas('search=tick');
  await page.goto(`${server.url}/dags`);
  await page.getByRole('combobox', { name: 'State of the last run' }).click();
  await page.getByRole('option', { name: 'Failed' }).click();
  await page.getByText('1 in all').waitFor();
  await dagLink('owned').waitFor();
});

test('a schedule is told as it is written and in words, with the time until its next run', async () => {
  await page.goto(`${server.url}/dags?search=owned`);
  await page.getByText('30 5 * * *', { exact: true }).waitFor();
  await page.getByText('Every day at 05:30').waitFor();
  await page.getByText(/^in \d+ (h|min|s)/).waitFor();
  await page.goto(`${server.url}/dags?search=ticking`);
  await page.getByText('1 day, 0:00:00', { exact: true }).waitFor();
  await page.getByText('At an interval of 1 day').waitFor();
});

test('a click on the head of a column, or the list of orders, sorts', async () => {
  await page.goto(`${server.url}/dags`);
  await page.getByRole('combobox', { name: 'Order' }).click();
  await page.getByRole('option', { name: 'Name, Z to A' }).click();
  await dagLink('ticking').waitFor();
  await page.getByRole('button', { name: 'DAG', exact: true }).click();
  await dagLink('asking').waitFor();
});

test('a DAG that is pinned is found by the filter of pinned ones', async () => {
  await page.goto(`${server.url}/dags?search=owned`);
  await page.getByRole('button', { name: 'Pin owned' }).click();
  await page.getByRole('button', { name: 'Pin owned', pressed: true }).waitFor();
  await page.goto(`${server.url}/dags`);
  await page.getByRole('button', { name: 'Pinned' }).click();
  await page.getByText('1 in all').waitFor();
  await dagLink('owned').waitFor();
});

test('many DAGs are switched at once, and that is undone', async () => {
  await page.goto(`${server.url}/dags?search=many_00`);
  await page.getByText('10 in all').waitFor();
  await page.getByLabel('Choose all rows').check();
  await page.getByText('10 DAGs chosen').waitFor();
  await page.getByRole('button', { name: 'Switch on' }).click();
  // One of them was on already.
  await page.getByText('9 DAGs switched on').waitFor();
  assert.deepEqual([await isPaused('many_000'), await isPaused('many_001')], [false, false]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('9 DAGs switched off').waitFor();
  assert.deepEqual([await isPaused('many_000'), await isPaused('many_001')], [true, false]);
});

test('one click starts a run, and asks where a param has no default', async () => {
  await page.goto(`${server.url}/dags?search=many_001`);
  await page.getByRole('button', { name: 'Run many_001 now' }).click();
  await page.getByRole('link', { name: 'Open the run' }).waitFor();
  const { total_entries: runs } = await server.ask<{ total_entries: number }>('GET', '/api/v2/dags/many_001/dagRuns');
  assert.equal(runs, 1);
  await page.goto(`${server.url}/dags?search=asking`);
  await page.getByRole('button', { name: 'Run asking now' }).click();
  await page.getByRole('dialog', { name: 'Trigger asking' }).waitFor();
  await page.keyboard.press('Escape');
});

test('cards show the same, and the choice is kept', async () => {
  await page.goto(`${server.url}/dags`);
  await page.getByText('Cards', { exact: true }).click();
  await page.getByRole('list', { name: 'DAGs' }).getByRole('switch').first().waitFor();
  await page.reload();
  await page.getByRole('list', { name: 'DAGs' }).getByRole('switch').first().waitFor();
  await dagLink('many_000').waitFor();
  assert.equal(await page.getByRole('table').count(), 0);
  assert.ok((await page.getByRole('switch').count()) < 100);
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('table', { name: 'DAGs' }).waitFor();
});

test('filters are kept under a name', async () => {
  await page.goto(`${server.url}/dags?owner=ada&show=failed`);
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('failures of ada');
  await page.getByRole('button', { name: 'Keep' }).click();
  await page.goto(`${server.url}/dags`);
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await page.getByRole('button', { name: 'failures of ada', exact: true }).click();
  await addressHas('owner=ada');
  await addressHas('show=failed');
});

test('the page made no fault', () => assert.deepEqual(session.faults, []));
