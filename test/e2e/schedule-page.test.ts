/** A schedule is tried out, in a real browser: in words, next runs, changes of the clock, problems at their place, load, the line for the file. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { openSession, type PageSession } from './page-session.ts';
import type { RunningServer } from './running-server.ts';

const DAGS = `
import { Dag } from '@aquilon/sdk';

const early = new Dag('early', { schedule: { cron: '30 2 * * *', timezone: 'Europe/Paris' }, startDate: '2026-01-01', catchup: false, isPausedUponCreation: false });
early.task('only', () => 1)();
export default early;

export const dates = new Dag('dates', { schedule: { events: ['2035-01-01'] }, startDate: '2026-01-01' });
dates.task('only', () => 1)();
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'early.ts': DAGS }, { dags: ['early', 'dates'] });
  ({ server, page } = session);
});

after(() => session?.close());

const field = () => page.getByRole('textbox', { name: 'Schedule', exact: true });
const words = (text: string) => page.getByRole('region', { name: 'In words' }).getByText(text, { exact: true });
const next = () => page.getByRole('table', { name: 'Next 20 runs' });

test('what is typed is said in words, with its next 20 runs, and stands in the address', async () => {
  await page.goto(`${server.url}/browse/schedule`);
  await page.getByRole('heading', { name: 'No schedule yet' }).waitFor();
  await field().fill('*/20 8-17 * * 1-5');
  await words('Monday to Friday, every 20 minutes, from 08:00 to 17:59').waitFor();
  assert.equal(await next().getByRole('row').count(), 21);
  await page.waitForURL(/schedule=/);
  await page.reload();
  await words('Monday to Friday, every 20 minutes, from 08:00 to 17:59').waitFor();
  assert.equal(await field().inputValue(), '*/20 8-17 * * 1-5');
  assert.deepEqual(await faultsFoundByAxe(page), []);
});

test('what is wrong is marked where it stands, with what is allowed there', async () => {
  await field().fill('0 25 * * *');
  await page.getByText('Hour: "25" does not fit. Allowed: 0 to 23').waitFor();
  assert.equal(await page.locator('mark').textContent(), '25');
  assert.equal(await field().getAttribute('aria-invalid'), 'true');
  assert.equal(await next().count(), 0);
  await field().fill('dayly');
  await page.getByText('It is no preset, no cron expression and no interval.').waitFor();
  await page.getByRole('button', { name: '@monthly' }).click();
  await words('On day 1 of the month at 00:00').waitFor();
  assert.equal(await field().inputValue(), '@monthly');
});

test('a time of day that a clock skips or shows twice is told beside its run', async () => {
  const address = '/browse/schedule?schedule=30+2+*+*+*&zone=Europe/Paris&start=2035-03-20T00:00:00Z';
  await page.goto(server.url + address);
  const run = next().getByRole('row', { name: /2035-03-25 03:30:00 \+02:00/ });
  await run.getByText('The clock of Europe/Paris is set forward by 60 min before it.').waitFor();
  await run.getByText('02:30 does not exist on 2035-03-25: the run comes at 03:30.').waitFor();
  await run.getByText('2035-03-25 01:30:00 +00:00').first().waitFor();
  const clock = page.getByRole('region', { name: 'Changes of the clock' });
  await clock.getByText('02:30 comes twice on 2035-10-28: one run, the second time.').waitFor();
});

test('the line for the file says what was chosen', async () => {
  const code = page.getByRole('region', { name: 'For the file of the DAG' }).getByRole('region');
  await code.getByText("schedule: { cron: '30 2 * * *', timezone: 'Europe/Paris' },").waitFor();
  await page.getByText('Airflow calls it CronTriggerTimetable.').waitFor();
  await page.getByText('Between two ticks', { exact: true }).click();
  await page.waitForURL(/interval=true/);
  await code.getByText("schedule: { cron: '30 2 * * *', timezone: 'Europe/Paris', dataInterval: true },").waitFor();
  await page.getByText('Airflow calls it CronDataIntervalTimetable.').waitFor();
  await next().getByRole('columnheader', { name: 'Logical date, Europe/Paris' }).waitFor();
});

test('its load stands beside that of the active DAGs, as a chart and as a table', async () => {
  await page.goto(`${server.url}/browse/schedule?schedule=0+*+*+*+*&start=2035-03-20T00:00:00Z`);
  const load = page.getByRole('region', { name: 'What if: runs that start' });
  // The day begins with the start date; early runs once.
  await load.getByText('24 runs of this schedule beside 1 of the active DAGs; 2 at most in an hour').first().waitFor();
  await load.getByText('A week', { exact: true }).click();
  await load.getByText('168 runs of this schedule beside 7 of the active DAGs').first().waitFor();
  await load.getByRole('button', { name: 'Show as a table' }).click();
  assert.equal(await load.getByRole('row').count(), 169);
  await load.getByRole('row', { name: '2035-03-20 01:00 1 1 2' }).waitFor();
  assert.deepEqual(await faultsFoundByAxe(page), []);
});

test('the schedule of a DAG leads to it and back, and is replaced by what is typed', async () => {
  await page.goto(`${server.url}/dags/early`);
  await page.getByRole('link', { name: 'Try another schedule' }).click();
  await words('Every day at 02:30').waitFor();
  assert.equal(await field().inputValue(), '30 2 * * *');
  await page.getByText('0 of the active DAGs').first().waitFor();
  await field().fill('');
  await page.getByRole('heading', { name: 'No schedule yet' }).waitFor();
  await field().fill('1 day');
  await words('At an interval of 1 day').waitFor();
  await page.getByText('An interval knows no clock').waitFor();
  await page.getByRole('link', { name: 'As in its file' }).click();
  await words('Every day at 02:30').waitFor();
  assert.equal(await field().inputValue(), '30 2 * * *');
  await page.getByRole('link', { name: 'Calendar of early' }).click();
  await page.getByRole('table', { name: 'Next runs' }).getByRole('columnheader', { name: 'Europe/Paris' }).waitFor();
});

test('a schedule that is not typed says so', async () => {
  await page.goto(`${server.url}/browse/schedule?dag=dates`);
  await page.getByText('The DAG has no schedule that can be typed here').waitFor();
});

test('it is said in French, too', async () => {
  const there = await session.openPage({ locale: 'fr-FR' });
  await there.goto(`${server.url}/browse/schedule?schedule=0+9+*+4-8+5%232`);
  await there.getByText('Le deuxième vendredi du mois, d’avril à août, à 09:00').waitFor();
  await there.getByRole('textbox', { name: 'Planification' }).fill('0 9 * 13 *');
  await there.getByText('Mois : « 13 » ne convient pas. Admis : 1 à 12').waitFor();
  await there.context().close();
});

test('a viewer tries schedules, too', async () => {
  const viewer = await session.openViewersPage();
  await viewer.goto(`${server.url}/browse/schedule?schedule=@daily`);
  await viewer.getByRole('table', { name: 'Next 20 runs' }).waitFor();
  await viewer.context().close();
});

test('the page had no fault', () => {
  assert.deepEqual(session.faults, []);
});
