/** The command palette and the keys of every page, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const DAGS = `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('orchard', { isPausedUponCreation: true });
dag.task('pick_apples', () => 1)();
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'orchard.ts': DAGS }, { dags: ['orchard'] });
  ({ server, page } = session);
  await server.ask('POST', '/api/v2/dags/orchard/dagRuns', { dag_run_id: 'harvest', logical_date: null });
  await page.goto(`${server.url}/dags`);
  await page.getByRole('link', { name: 'orchard', exact: true }).waitFor();
});

after(() => session?.close());

const palette = () => page.getByRole('dialog', { name: 'Find anything' });
async function find(text: string, option: string | RegExp) {
  await page.keyboard.press('Control+k');
  await palette().waitFor();
  await palette().getByRole('combobox').and(page.locator(':focus')).waitFor();
  await page.keyboard.type(text);
  return palette().getByRole('option', { name: option });
}
const isAt = (path: string) => page.waitForURL((url) => url.pathname === path);

test('Ctrl-K finds a DAG, a run and a task, and Enter opens the first of them', async () => {
  await (await find('orch', 'orchard')).first().waitFor();
  await page.keyboard.press('Enter');
  await isAt('/dags/orchard');
  await (await find('harv', /^harvest/)).click();
  await isAt('/dags/orchard/runs/harvest');
  await (await find('apples', /^pick_apples/)).click();
  await isAt('/dags/orchard/graph');
});

test('pages below the parts are found as well, and one that the server does not show says why', async () => {
  await (await find('audit', /^Audit log/)).click();
  await isAt('/browse/audit-log');
  await (await find('config', /^Configuration/)).click();
  await page.getByRole('heading', { name: 'The server does not show its configuration' }).waitFor();
  await page.getByText('AIRFLOW__API__EXPOSE_CONFIG=True').waitFor();
});

test('arrows choose among what was found', async () => {
  await (await find('orch', 'Trigger orchard')).waitFor();
  await page.keyboard.press('ArrowDown');
  await palette().getByRole('option', { name: 'Trigger orchard', selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Trigger orchard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').first().waitFor({ state: 'detached' });
});

test('a DAG is switched from there', async () => {
  await (await find('orch', 'Switch orchard on')).click();
  await eventually('it is on', async () => {
    const { is_paused: isPaused } = await server.ask<{ is_paused: boolean }>('GET', '/api/v2/dags/orchard');
    return isPaused ? undefined : true;
  });
});

test('colours and language are chosen from there', async () => {
  await (await find('dark', 'Dark colours')).click();
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  await (await find('contrast', /^High contrast/)).click();
  await page.locator('html[data-contrast="high"]').waitFor();
  await (await find('fran', 'Language: Français')).click();
  await page.getByRole('link', { name: 'Accueil', exact: true }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Tout chercher' }).fill('english');
  await page.getByRole('option', { name: 'Langue : English' }).click();
  await page.getByRole('link', { name: 'Home', exact: true }).waitFor();
});

test('? shows all keys, and two keys go to a part', async () => {
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'All keys' }).getByText('Go to DAGs').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await isAt('/');
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await isAt('/dags');
});

test('keys are not taken while somebody types', async () => {
  const field = page.getByRole('searchbox', { name: 'Search DAGs' });
  await page.getByRole('heading', { name: 'DAGs', level: 1 }).waitFor();
  await page.keyboard.press('/');
  await page.locator('input[type="search"]:focus').waitFor();
  await page.keyboard.type('gh?');
  assert.equal(await field.inputValue(), 'gh?');
  assert.equal(new URL(page.url()).pathname, '/dags');
  assert.equal(await page.getByRole('dialog').count(), 0);
});

test('the page had no fault', () => {
  assert.deepEqual(session.faults, []);
});
