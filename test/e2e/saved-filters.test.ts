/** Filters of all lists under names of one's own: kept, chosen, pinned to the home page, forgotten and taken back, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { openSession, type PageSession } from './page-session.ts';
import type { RunningServer } from './running-server.ts';

const DAGS = `
import { Dag } from '@aquilon/sdk';

const shop = new Dag('shop', { schedule: '@daily', startDate: '2026-01-01' });
shop.task('only', () => 1)();
export default shop;
`;

/** Each list with filters, and what is filtered. */
const LISTS = [
  ['/dags', 'owner=ada&show=failed'],
  ['/browse/runs', 'dag=sho&state=failed&order=-duration'],
  ['/browse/task-instances', 'state=deferred&pool=default_pool'],
  ['/browse/required-actions', 'show=all&subject=price'],
  ['/browse/xcoms', 'key=return_value'],
  ['/browse/audit-log', 'event=trigger&user=admin'],
  ['/browse/jobs', 'state=running'],
  ['/assets', 'name=sold'],
  ['/admin/variables', 'search=price'],
  ['/admin/connections', 'search=shop'],
  ['/admin/pools', 'search=print'],
  ['/admin/users', 'search=adm'],
] as const;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'shop.ts': DAGS }, { dags: ['shop'] });
  ({ server, page } = session);
});

after(() => session?.close());

const open = () => page.getByRole('button', { name: 'Saved filters' }).click();
const views = () => page.getByRole('region', { name: 'Saved filters' });
const chosen = (name: string) => page.getByRole('button', { name, exact: true });

async function keep(address: string, name: string): Promise<void> {
  await page.goto(server.url + address);
  await open();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('button', { name: 'Keep' }).click();
  await chosen(name).waitFor();
}

test('the home page says how a view comes there', async () => {
  await page.goto(server.url);
  await views().getByText('Keep the filters of a list under a name').waitFor();
});

test('filters of every list are kept and pinned, and the home page leads to each of them', async () => {
  for (const [path, search] of LISTS) {
    await keep(`${path}?${search}`, `mine of ${path}`);
    await page.getByRole('button', { name: `Pin mine of ${path} to Home` }).click();
    await page.getByRole('button', { name: `Take mine of ${path} off Home` }).waitFor();
  }
  for (const [path, search] of LISTS) {
    await page.goto(server.url);
    await views()
      .getByRole('link', { name: `mine of ${path}`, exact: true })
      .click();
    await page.waitForURL((url) => url.pathname === path);
    const found = new URL(page.url()).searchParams;
    for (const [name, value] of new URLSearchParams(search)) assert.equal(found.get(name), value, `${path} ${name}`);
  }
  await page.goto(server.url);
  assert.equal(await views().getByRole('link').count(), LISTS.length);
  assert.deepEqual(await faultsFoundByAxe(page), []);
});

test('one is taken off the home page there, and stays kept', async () => {
  await page.getByRole('button', { name: 'Take mine of /assets off Home' }).click();
  await views().getByRole('link', { name: 'mine of /assets' }).waitFor({ state: 'detached' });
  await page.goto(`${server.url}/assets`);
  await open();
  await chosen('mine of /assets').click();
  await page.waitForURL(/name=sold/);
});

test('what was forgotten is taken back, where it was and pinned as it was', async () => {
  await keep('/browse/runs?state=queued', 'second');
  await page.getByRole('button', { name: 'Forget mine of /browse/runs' }).click();
  await chosen('mine of /browse/runs').waitFor({ state: 'detached' });
  await page.getByText('mine of /browse/runs is forgotten.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await open();
  await page.getByRole('button', { name: 'Take mine of /browse/runs off Home' }).waitFor();
  const names = await page.getByRole('button', { name: /^(mine of|second)/ }).allTextContents();
  assert.deepEqual(names, ['mine of /browse/runs', 'second']);
});

test('a name that is taken is given to the new filters', async () => {
  await keep('/browse/runs?state=running', 'second');
  await page.goto(`${server.url}/browse/runs`);
  await open();
  await chosen('second').click();
  await page.waitForURL(/state=running/);
});

test('another window of the browser sees them at once', async () => {
  const other = await page.context().newPage();
  await other.goto(server.url);
  await other.getByRole('region', { name: 'Saved filters' }).getByRole('link', { name: 'mine of /dags' }).waitFor();
  await page.goto(`${server.url}/dags`);
  await open();
  await page.getByRole('button', { name: 'Take mine of /dags off Home' }).click();
  await other.getByRole('link', { name: 'mine of /dags' }).waitFor({ state: 'detached' });
  await other.close();
});

test('what else is found in their place disturbs nobody', async () => {
  await page.evaluate('localStorage.setItem("aquilon.saved.dags", "{\\"no\\": \\"list\\"}")');
  await page.goto(server.url);
  await views().getByRole('link', { name: 'mine of /browse/jobs' }).waitFor();
  await page.goto(`${server.url}/dags`);
  await open();
  await page.getByText('Nothing is kept yet.').waitFor();
});

test('no page had a fault', () => {
  assert.deepEqual(session.faults, []);
});
