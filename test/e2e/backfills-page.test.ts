/** The backfills of a DAG, in a real browser: live, paused, cancelled, refused. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

/** Its task ends once there is a file with the name of its day. */
const DAGS = `
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('gated', { schedule: '@daily', startDate: '2026-01-01', catchup: false, isPausedUponCreation: false });
const wait = dag.task('wait', async () => {
  const day = getContext().run.logicalDate?.toISOString().slice(0, 10) ?? '';
  while (!(await access(join(import.meta.dirname, day)).then(() => true, () => false))) await new Promise((resolve) => setTimeout(resolve, 50));
});
wait();
export default dag;

export const loose = new Dag('loose', { schedule: null });
loose.task('only', () => 1)();
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'gated.ts': DAGS }, { dags: ['gated', 'loose'] });
  ({ server, page } = session);
});

after(() => session?.close());

const RANGE = { dag_id: 'gated', from_date: '2026-02-01T00:00:00Z', to_date: '2026-02-03T00:00:00Z' };
const card = () => page.getByRole('article', { name: 'Backfill 1' });
const open = (day: string) => writeFile(join(session.folder, day), '');

test('a DAG without a backfill says what one is for, and one whose schedule has no dates that it has none', async () => {
  await page.goto(`${server.url}/dags/loose/backfills`);
  await page.getByRole('heading', { name: 'This DAG has no backfills' }).waitFor();
  await page.goto(`${server.url}/dags/gated/backfills`);
  await page.getByRole('heading', { name: 'No backfill yet' }).waitFor();
  await page.getByRole('button', { name: 'New backfill' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Show the runs' }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
});

test('the progress of a backfill is told as its runs end, without a reload', async () => {
  await server.ask('POST', '/api/v2/backfills', { ...RANGE, max_active_runs: 1 });
  await page.goto(`${server.url}/dags/gated/backfills`);
  await card().getByText('0 of 3 dates done').waitFor();
  await card().getByText('1 Running').waitFor();
  await open('2026-02-01');
  await card().getByText('1 of 3 dates done').waitFor();
  await card().getByText('1 Success').waitFor();
  assert.equal(await card().getByRole('progressbar').getAttribute('aria-valuenow'), '1');
});

test('its dates stand with their runs at an address of its own', async () => {
  await card().getByRole('button', { name: 'Dates and runs' }).click();
  await page.waitForURL(/\?backfill=1$/);
  await card()
    .getByRole('row', { name: /2026-02-01 00:00 Success/ })
    .waitFor();
  await card()
    .getByRole('row', { name: /2026-02-02 00:00 Running/ })
    .waitFor();
  assert.deepEqual(await faultsFoundByAxe(page), []);
});

test('it is paused and goes on, and a second one is refused with what to do', async () => {
  await card().getByRole('button', { name: 'Pause backfill 1' }).click();
  await card().getByText('Paused', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'New backfill' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'From', exact: true }).fill('2026-03-02');
  await dialog.getByRole('textbox', { name: 'To', exact: true }).fill('2026-04-30');
  await dialog.getByRole('button', { name: 'Show the runs' }).click();
  const start = dialog.getByRole('button', { name: 'Start 60 runs' });
  await start.waitFor();
  await eventually('what to do next is in sight', async () => {
    const box = await start.boundingBox();
    return (box !== null && box.y + box.height <= 900) || undefined;
  });
  await start.click();
  await dialog.getByText('There is already a running backfill for dag gated').waitFor();
  await dialog.getByText('Wait for its end, or cancel it under “Backfills” of the DAG.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await card().getByRole('button', { name: 'Go on with backfill 1' }).click();
  await card().getByText('Running', { exact: true }).first().waitFor();
});

test('a viewer sees how far it has come, and nothing that would be refused', async () => {
  const viewers = await session.openViewersPage();
  await viewers.goto(`${server.url}/dags/gated/backfills`);
  await viewers.getByText('1 of 3 dates done').waitFor();
  for (const name of [/^Pause/, /^Cancel/, 'New backfill'])
    assert.equal(await viewers.getByRole('button', { name }).count(), 0);
  await viewers.context().close();
});

test('it is cancelled after it was said what that means', async () => {
  await card().getByRole('button', { name: 'Cancel backfill 1' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('no more runs begin').waitFor();
  await dialog.getByRole('button', { name: 'Cancel backfill 1' }).click();
  await card().getByText('Cancelled', { exact: true }).waitFor();
  for (const day of ['2026-02-02', '2026-02-03']) await open(day);
  await card().getByText('3 of 3 dates done').waitFor();
});

test('the page of backfills had no fault', () => {
  assert.deepEqual(session.faults, []);
});
