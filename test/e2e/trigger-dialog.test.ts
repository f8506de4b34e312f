/** The dialog that starts runs, in a real browser: dates in a zone, values of before, presets, the run as code; and backfills. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { buildPage, launchBrowser, openWindow } from './browser.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

const DAGS = `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('till', {
  schedule: '0 2 * * *', startDate: '2026-01-01', timezone: 'America/New_York', catchup: false, params: { rows: 1 },
});
dag.task('count', () => 1)();
export default dag;
`;

let browser: Browser;
let context: BrowserContext;
let server: RunningServer;
let folder: string;
let page: Page;
const faults: string[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-dialog-'));
  await writeFile(join(folder, 'till.ts'), DAGS);
  await buildPage();
  server = await startServer({ AIRFLOW__CORE__DAGS_FOLDER: folder });
  await eventually('till is loaded', () => server.ask('GET', '/api/v2/dags/till'));
  for (const rows of [5, 7, 5])
    await server.ask('POST', '/api/v2/dags/till/dagRuns', { logical_date: null, conf: { rows } });
  browser = await launchBrowser();
  context = await openWindow(browser, { timezoneId: 'Europe/Paris' });
  await context.request.post(`${server.url}/auth/login`, { data: { username: 'admin', password: 'e2e password' } });
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${server.url}/dags/till`);
  await open();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

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
  const token = await context.request.post(`${server.url}/auth/token`, {
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

test('the dialog had no fault', () => {
  assert.deepEqual(faults, []);
});
