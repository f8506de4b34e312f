/** The home page: what needs somebody, in a real browser, live. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import type { RunningServer } from './running-server.ts';

const DAGS = `
import { approval, asset, Dag } from '@aquilon/sdk';

export const broken = new Dag('broken', { isPausedUponCreation: false });
broken.task('work', () => { throw new Error('no'); })();
export const sound = new Dag('sound', { isPausedUponCreation: false });
sound.task('work', () => 1, { outlets: [asset('harvest')] })();
export const asking = new Dag('asking', { isPausedUponCreation: false });
asking.task('ask', approval({ subject: 'May it be sold?' }))();
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'dags.ts': DAGS }, { dags: ['asking'] });
  ({ server, page } = session);
  await page.goto(server.url);
});

after(() => session?.close());

const panel = (name: string) => page.getByRole('region', { name });
const trigger = (dag: string) =>
  server.ask('POST', `/api/v2/dags/${dag}/dagRuns`, { dag_run_id: 'one', logical_date: null });

test('an empty home says what would stand there', async () => {
  await panel('Failing and late').getByText('No active DAG fails, and none is late.').waitFor();
  await panel('Running now').getByText('Nothing runs.').waitFor();
  await panel('Pinned DAGs').getByText('Pin a DAG').waitFor();
  await panel('Health').getByText('healthy').first().waitFor();
  await panel('Pool slots').getByText('default_pool').waitFor();
});

test('a failure, a question and an asset event appear by themselves', async () => {
  for (const dag of ['broken', 'sound', 'asking']) await trigger(dag);
  await panel('Failing and late').getByRole('link', { name: 'broken', exact: true }).waitFor();
  await panel('Waits for a person').getByRole('link', { name: 'May it be sold?' }).waitFor();
  await panel('Newest asset events').getByText('harvest').waitFor();
  await panel('DAG runs by state').getByText('Failed').waitFor();
  await page.getByRole('link', { name: '1 failing DAG' }).waitFor();
});

test('the time that is looked at stands in the address', async () => {
  await page.getByRole('combobox', { name: 'Time that is looked at' }).click();
  await page.getByRole('option', { name: 'Last 7 days' }).click();
  await page.waitForURL((url) => url.searchParams.get('hours') === '168');
});

test('a pinned DAG stands on the home page', async () => {
  await server.ask('POST', '/api/v2/dags/sound/favorite');
  await page.reload();
  await panel('Pinned DAGs').getByRole('link', { name: 'sound', exact: true }).waitFor();
});

test('a number leads to the list that it counts', async () => {
  await page.getByRole('link', { name: '1 failing DAG' }).click();
  await page.waitForURL((url) => url.pathname === '/dags' && url.search === '?show=failed');
  await page.getByRole('link', { name: 'broken', exact: true }).waitFor();
  assert.deepEqual(session.faults, []);
});
