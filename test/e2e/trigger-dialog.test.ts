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
  const date = dialog().getByRole('textbox', { name: 'Logical date', exact: true });
  await choose('Time zone', 'UTC');
  await date.fill('2026-07-15 02:00');
  await date.press('Tab');
  for (const [option, shown] of [
    ['Europe/Paris (this browser)', '2026-07-15 04:00:00'],
    ['America/New_York (the DAG)', '2026-07-14 22:00:00'],
    ['UTC', '2026-07-15 02:00:00'],
  ] as const) {
    await choose('Time zone', option);
    assert.equal(await date.inputValue(), shown);
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

test('a backfill shows its runs before it makes them, also after the session has ended, and has a page', async () => {
  await dialog().getByRole('tab', { name: 'Backfill' }).click();
  const look = dialog().getByRole('button', { name: 'Show the runs' });
  assert.equal(await look.isDisabled(), true);
  await choose('Time zone', 'America/New_York (the DAG)');
  for (const [field, day] of [
    ['From', '2026-02-10'],
    ['To', '2026-02-13'],
  ] as const)
    await dialog().getByRole('textbox', { name: field, exact: true }).fill(day);
  await look.click();
  // From midnight to midnight there, with a run at 2 o'clock of each day between them.
  await dialog().getByText('3 runs would be made').waitFor();
  const runs = await dialog()
    .getByRole('list', { name: '3 runs would be made' })
    .getByRole('listitem')
    .allTextContents();
  assert.match(runs[0] ?? '', /^2026-02-10 02:00:00 -05:00$/);
  await dialog().getByLabel('The latest date first').check();
  await dialog().getByText('3 runs would be made').waitFor({ state: 'detached' });
  await dialog().getByLabel('Configuration (JSON)').last().fill('{"rows": 2}');
  assert.deepEqual(await faultsFoundByAxe(page), []);
  await page.context().clearCookies();
  await look.click();
  await page.getByRole('textbox', { name: 'Password' }).fill('e2e password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await dialog().getByRole('button', { name: 'Start 3 runs' }).click();
  await page.getByRole('link', { name: 'Open the backfill' }).click();
  await page.waitForURL(/\/dags\/till\/backfills\?backfill=\d+/);
  const card = page.getByRole('article', { name: /^Backfill / });
  await card.getByText('3 of 3 dates done').waitFor();
  await card.getByText('Ended', { exact: true }).first().waitFor();
  assert.deepEqual(
    (
      await server.ask<{ backfills: { dag_run_conf: unknown }[] }>('GET', '/api/v2/backfills?dag_id=till')
    ).backfills.map((one) => one.dag_run_conf),
    [{ rows: 2 }],
  );
  const links = card.getByRole('link');
  assert.equal(await links.count(), 3);
  await links.first().click();
  await page.waitForURL(/\/runs\/backfill__/);
  await page.goBack();
});

test('the dialog had no fault', () => {
  assert.deepEqual(session.faults, []);
});
