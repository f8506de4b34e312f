/** The dialog that starts runs, in a real browser: dates in a zone, values of before, presets, the run as code; and backfills. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { openSession, type PageSession } from './page-session.ts';
import type { RunningServer } from './running-server.ts';

const DAGS = `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('till', {
  schedule: '0 2 * * *', startDate: '2026-01-01', timezone: 'America/New_York', catchup: false, params: { rows: 1 },
});
dag.task('count', () => 1)();
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'till.ts': DAGS }, { dags: ['till'], window: { timezoneId: 'Europe/Paris' } });
  ({ server, page } = session);
  for (const rows of [5, 7, 5])
    await server.ask('POST', '/api/v2/dags/till/dagRuns', { logical_date: null, conf: { rows } });
  await page.goto(`${server.url}/dags/till`);
  await open();
});

after(() => session?.close());

const dialog = () => page.getByRole('dialog', { name: 'Trigger till' });
const conf = async () => JSON.parse(await dialog().getByLabel('Configuration (JSON)').inputValue()) as unknown;

async function open(): Promise<void> {
  await page.getByRole('button', { name: 'Trigger', exact: true }).first().click();
  await dialog().getByLabel('Configuration (JSON)').waitFor();
}

async function choose(field: string, option: string): Promise<void> {
  await dialog().getByRole('combobox', { name: field, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

test('a date is shown in the zone of the browser, of the DAG, and in UTC, and stays the same moment', async () => {
  const date = () => dialog().getByRole('button', { name: 'Logical date', exact: true });
  await choose('Time zone', 'UTC');
  await date().click();
  await page
    .getByRole('button', { name: /^15 [A-Z]/ })
    .first()
    .click();
  await page.keyboard.press('Escape');
  const inUtc = Date.parse(`${await date().textContent()}Z`);
  assert.equal(new Date(inUtc).getUTCDate(), 15);
  for (const [option, zone] of [
    ['Europe/Paris (this browser)', 'Europe/Paris'],
    ['America/New_York (the DAG)', 'America/New_York'],
  ] as const) {
    await choose('Time zone', option);
    const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    assert.equal(await date().textContent(), shown.format(inUtc));
  }
});

test('the values of the last runs are offered, each once, and one click takes them over', async () => {
  await dialog().getByRole('button', { name: 'Values of the last runs' }).click();
  assert.deepEqual(await page.getByRole('menuitem').allTextContents(), ['{"rows":5}', '{"rows":7}']);
  await page.getByRole('menuitem', { name: '{"rows":7}' }).click();
  assert.deepEqual(await conf(), { rows: 7 });
  assert.equal(await dialog().getByRole('textbox', { name: 'rows', exact: true }).inputValue(), '7');
});

test('a configuration is kept under a name, survives a reload, and is forgotten again', async () => {
  await dialog().getByLabel('Configuration (JSON)').fill('{"rows": 3}');
  await dialog().getByRole('button', { name: 'Presets' }).click();
  await page.getByLabel('Name', { exact: true }).fill('small');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'small', exact: true }).waitFor();
  assert.equal(await dialog().isVisible(), true, 'keeping it triggers nothing');
  await page.reload();
  await open();
  await dialog().getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('button', { name: 'small', exact: true }).click();
  assert.deepEqual(await conf(), { rows: 3 });
  await dialog().getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('button', { name: 'Forget small' }).click();
  await page.getByText('Nothing is kept yet.').waitFor();
  await page.keyboard.press('Escape');
});

test('the run of the form is shown as a command and as code, which do the same', async () => {
  await dialog().getByLabel('Configuration (JSON)').fill(`{"rows": "it's"}`);
  await dialog().getByLabel('Run id').fill('from-elsewhere');
  await dialog().getByRole('button', { name: 'Copy as code' }).click();
  const shown = async (name: string) => {
    await dialog().getByRole('tab', { name }).click();
    return dialog().getByRole('region', { name }).textContent();
  };
  assert.match((await shown('CLI')) ?? '', /^aquilon dags trigger --run-id='from-elsewhere' --logical-date='/);
  assert.match((await shown('curl')) ?? '', /Bearer \$AQUILON_TOKEN/);
  const program = (await shown('TypeScript')) ?? '';
  const token = await page.request.post(`${server.url}/auth/token`, {
    data: { username: 'admin', password: 'e2e password' },
  });
  const { access_token } = (await token.json()) as { access_token: string };
  await new Function('process', `return (async () => { ${program} })()`)({ env: { AQUILON_TOKEN: access_token } });
  const run = await server.ask<{ conf: unknown }>('GET', '/api/v2/dags/till/dagRuns/from-elsewhere');
  assert.deepEqual(run.conf, { rows: "it's" });
});

test('axe finds nothing in the dialog', async () => {
  assert.deepEqual(await faultsFoundByAxe(page), []);
});

/** In the calendar of a field, of the month that it shows; `back` months before this one. */
async function pick(field: string, day: number, back: number): Promise<void> {
  await dialog().getByRole('button', { name: field }).click();
  for (let month = 0; month < back; month += 1) await page.locator('button[data-direction="previous"]').click();
  await page
    .getByRole('button', { name: new RegExp(`^${day} [A-Z]`) })
    .first()
    .click();
  await page.keyboard.press('Escape');
  await page.locator('button[data-direction="previous"]').waitFor({ state: 'detached' });
}

test('a backfill shows its runs before it makes them, and goes on from the page of the DAG', async () => {
  await dialog().getByRole('tab', { name: 'Backfill' }).click();
  const look = dialog().getByRole('button', { name: 'Show the runs' });
  assert.equal(await look.isDisabled(), true);
  await choose('Time zone', 'America/New_York (the DAG)');
  await pick('From', 10, 1);
  await pick('To', 13, 1);
  await look.click();
  // From midnight to midnight there, with a run at 2 o'clock of each day between them.
  await dialog().getByText('3 runs would be made').waitFor();
  const runs = await dialog()
    .getByRole('list', { name: '3 runs would be made' })
    .getByRole('listitem')
    .allTextContents();
  assert.match(runs[0] ?? '', /-10 0[23]:00:00 -0[45]:00$/);
  await dialog().getByLabel('The latest date first').check();
  await dialog().getByText('3 runs would be made').waitFor({ state: 'detached' });
  await dialog().getByLabel('Configuration (JSON)').last().fill('{"rows": 2}');
  await look.click();
  await dialog().getByRole('button', { name: 'Start 3 runs' }).click();
  await page.getByRole('link', { name: 'Open the backfill' }).click();
  await page.waitForURL(/\/dags\/till\/backfills\?backfill=\d+/);
  const card = page.getByRole('article', { name: /^Backfill / });
  await card.getByText('3 of 3 dates done').waitFor();
  await card.getByText('Ended', { exact: true }).first().waitFor();
  const links = card.getByRole('link');
  assert.equal(await links.count(), 3);
  await links.first().click();
  await page.waitForURL(/\/runs\/backfill__/);
  await page.goBack();
});

test('the dialog had no fault', () => {
  assert.deepEqual(session.faults, []);
});
