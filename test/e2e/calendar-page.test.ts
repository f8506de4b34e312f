/** The calendar of a DAG and of all DAGs, in a real browser: counts by day and hour, what is planned, with the keyboard. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const DAGS = `
import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('daily', { schedule: '30 4 * * *', startDate: '2026-01-01', catchup: false, isPausedUponCreation: false });
dag.task('only', () => {
  if (getContext().run.logicalDate?.getUTCDate() === 2) throw new Error('not on the second');
})();
export default dag;

export const monthly = new Dag('monthly', { schedule: '0 2 1 * *', startDate: '2026-01-01', timezone: 'Europe/Paris', catchup: false });
monthly.task('only', () => 1)();
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'daily.ts': DAGS }, { dags: ['daily', 'monthly'] });
  ({ server, page } = session);
  const range = { from_date: '2026-02-01T00:00:00Z', to_date: '2026-02-04T00:00:00Z' };
  const { id } = await server.ask<{ id: number }>('POST', '/api/v2/backfills', { dag_id: 'daily', ...range });
  await eventually('the runs of February have ended', async () => {
    const { completed_at } = await server.ask<{ completed_at: string | null }>('GET', `/api/v2/backfills/${id}`);
    return completed_at ?? undefined;
  });
});

after(() => session?.close());

const slot = (name: string) => page.getByRole('link', { name, exact: true });
const focused = () => page.evaluate<string>('document.activeElement?.title');

test('each day of a month tells its runs by state, in words', async () => {
  await page.goto(`${server.url}/dags/daily/calendar?month=2026-02`);
  await slot('Sunday, February 1, 2026: 1 Success').waitFor();
  await slot('Monday, February 2, 2026: 1 Failed').waitFor();
  await slot('Wednesday, February 4, 2026: no run').waitFor();
});

test('arrow keys walk from day to day, also into another month, and Enter opens the runs of the day', async () => {
  assert.equal(await page.locator('[data-slot][tabindex="0"]').count(), 1, 'Tab comes to one of them');
  await slot('Sunday, February 1, 2026: 1 Success').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'Monday, February 2, 2026: 1 Failed');
  await page.keyboard.press('ArrowUp');
  await page.waitForURL(/month=2026-01/);
  await page.locator('[data-slot="2026-01-26"]:focus').waitFor();
  await page.keyboard.press('PageDown');
  await page.waitForURL(/month=2026-02/);
  await page.locator('[data-slot="2026-02-26"]:focus').waitFor();
  await slot('Monday, February 2, 2026: 1 Failed').focus();
  await page.keyboard.press('Enter');
  await page.getByText('1 run due from 2026-02-02 00:00:00 +00:00 until 2026-02-03 00:00:00 +00:00').waitFor();
  await page.getByRole('link', { name: /^backfill__2026-02-02/ }).waitFor();
  assert.equal(await page.getByRole('link', { name: /^backfill__/ }).count(), 1);
  await page.goBack();
  assert.deepEqual(await faultsFoundByAxe(page), []);
  await slot('Monday, February 2, 2026: 1 Failed').waitFor();
});

test('the hours of the month are one click away, and have an address', async () => {
  await page.getByText('By hour', { exact: true }).click();
  await page.waitForURL(/by=hour/);
  await slot('Sunday, February 1, 2026, 04:00: 1 Success').focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), 'Monday, February 2, 2026, 04:00: 1 Failed');
  await page.keyboard.press('End');
  assert.equal(await focused(), 'Monday, February 2, 2026, 23:00: no run');
  assert.deepEqual(await faultsFoundByAxe(page), []);
});

test('what is planned is told for months to come', async () => {
  await page.goto(`${server.url}/dags/daily/calendar?month=2035-05`);
  await slot('Tuesday, May 1, 2035: 1 planned').waitFor();
  assert.equal(await page.getByRole('link', { name: /: 1 planned$/ }).count(), 31);
  assert.equal(await page.getByRole('table', { name: 'Next runs' }).getByRole('row').count(), 21);
});

test('the next runs say where the clock is set, and that the DAG is off', async () => {
  await page.goto(`${server.url}/dags/monthly/calendar`);
  await page.getByText('The DAG is switched off: what is planned does not run').waitFor();
  const next = page.getByRole('table', { name: 'Next runs' });
  await next.getByText('The clock of Europe/Paris is set forward by 60 min before it.').first().waitFor();
  await next.getByText('The clock of Europe/Paris is set back by 60 min before it.').first().waitFor();
});

test('days are those of the time zone that somebody has chosen', async () => {
  const there = await session.openPage({ timezoneId: 'Pacific/Honolulu' });
  await there.goto(`${server.url}/dags/daily/calendar?month=2026-02`);
  await there.getByRole('link', { name: 'Sunday, February 1, 2026: 1 Failed', exact: true }).waitFor();
  await there.context().close();
});

test('a run of today is counted without a reload, over all DAGs too', async () => {
  await page.goto(`${server.url}/browse/calendar`);
  const today = page.locator('[data-today]');
  await today.waitFor();
  const before = (await today.getAttribute('title')) ?? '';
  const [, success = '0'] = /(\d+) Success/.exec(before) ?? [];
  await server.ask('POST', '/api/v2/dags/daily/dagRuns', { logical_date: null });
  await page.getByRole('link', { name: new RegExp(`: .*\\b${Number(success) + 1} Success`) }).waitFor();
  await today.click();
  await page.waitForURL(/\/browse\/runs\?from=/);
  await page.getByRole('button', { name: 'Clear: From' }).waitFor();
  await page.getByRole('link', { name: /^manual__/ }).waitFor();
});

test('the calendars had no fault', () => {
  assert.deepEqual(session.faults, []);
});
