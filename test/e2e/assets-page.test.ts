/** Assets: their list, one of them with its events, the graph, an event by hand and a materialisation, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const DAGS = `
import { asset, Dag } from '@aquilon/sdk';

const harvest = asset('harvest');
export const orchard = new Dag('orchard', { isPausedUponCreation: false });
orchard.task('pick', () => 1, { outlets: [harvest] })();
export const market = new Dag('market', { schedule: harvest, isPausedUponCreation: false });
market.task('sell', () => 1)();
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'dags.ts': DAGS }, { dags: ['market'] });
  ({ server, page } = session);
  await page.goto(`${server.url}/assets`);
});

after(() => session?.close());

test('the list leads to an asset, which says who makes it and what it starts', async () => {
  await page.getByRole('link', { name: 'harvest', exact: true }).click();
  await page.getByRole('heading', { name: 'harvest', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'orchard · pick' }).waitFor();
  await page.getByRole('link', { name: 'market', exact: true }).waitFor();
  await page.getByText('No event yet').waitFor();
});

test('an event that is created by hand is in the list, with the run that it started', async () => {
  await page.getByRole('button', { name: 'Create event' }).click();
  const dialog = page.getByRole('dialog', { name: 'An event of harvest' });
  await dialog.getByLabel('Extra (JSON)').fill('{"crates": 3}');
  await dialog.getByRole('button', { name: 'Create event' }).click();
  const row = page.getByRole('row', { name: /By hand/ });
  await row.getByText('"crates":3').waitFor();
  await eventually('market has run', async () => {
    const { total_entries: runs } = await server.ask<{ total_entries: number }>('GET', '/api/v2/dags/market/dagRuns');
    return runs === 1 ? true : undefined;
  });
});

test('materialising runs the DAG that makes it', async () => {
  await page.getByRole('button', { name: 'Materialise' }).click();
  await page.getByRole('link', { name: 'Open the run' }).waitFor();
  const { total_entries: runs } = await server.ask<{ total_entries: number }>('GET', '/api/v2/dags/orchard/dagRuns');
  assert.equal(runs, 1);
});

test('the graph shows assets between the DAGs, and leads to them', async () => {
  await page.goto(`${server.url}/assets/graph`);
  await page.getByTestId('node-dag orchard').waitFor();
  await page.getByTestId('node-dag market').waitFor();
  await page.getByRole('link', { name: /harvest/ }).click();
  await page.getByRole('heading', { name: 'harvest', level: 1 }).waitFor();
  assert.deepEqual(session.faults, []);
});
