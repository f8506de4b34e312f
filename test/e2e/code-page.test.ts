/** The source and the documentation of a DAG in a real browser: versions, their difference, lines with addresses, Markdown. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const FIRST = `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('shop', { schedule: null, docMd: '# The shop\\n\\nCounts what was **sold**. <b id="raw">raw</b>\\n\\n[more](https://example.org) [bad](javascript:alert(1))\\n\\n| a | b |\\n| - | - |\\n| 1 | 2 |' });
const load = dag.task('load', () => 1, { docMd: 'Reads the *orders*.' });
load();
export default dag;

const bare = new Dag('bare', { schedule: null });
bare.task('one', () => 1)();
${Array.from({ length: 20 }, (_, at) => `// remark ${at}`).join('\n')}
export { bare };
`;
const SECOND = FIRST.replace('load();', "const report = dag.task('report', () => 2);\nload().before(report());");

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession(
    { 'shop.ts': FIRST },
    {
      dags: ['shop'],
      environment: {
        AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL: '1',
        AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: '1',
      },
    },
  );
  ({ server, page } = session);
  await server.ask('PATCH', '/api/v2/dags/shop', { is_paused: false });
  await server.ask('POST', '/api/v2/dags/shop/dagRuns', { dag_run_id: 'first', logical_date: null });
  await eventually('the run has ended', async () => {
    const { state } = await server.ask<{ state: string }>('GET', '/api/v2/dags/shop/dagRuns/first');
    return state === 'success' ? true : undefined;
  });
  await writeFile(join(session.folder, 'shop.ts'), SECOND);
  await eventually('there are two versions', async () => {
    const { total_entries: total } = await server.ask<{ total_entries: number }>(
      'GET',
      '/api/v2/dags/shop/dagVersions',
    );
    return total === 2 ? true : undefined;
  });
});

after(() => session?.close());

const code = () => page.getByRole('textbox', { name: /^Source of .*shop\.ts$/ });
const lineOf = (text: string) => SECOND.split('\n').findIndex((one) => one.includes(text)) + 1;

test('the source of a DAG is shown in colours, with the styles that the content policy allows', async () => {
  await page.goto(`${server.url}/dags/shop`);
  await page.getByRole('link', { name: 'Code', exact: true }).click();
  await code().getByText("dag.task('report'").waitFor();
  assert.equal(await code().getAttribute('aria-readonly'), 'true');
  const colours = await page.evaluate<string[]>(
    `[...document.querySelector('[data-testid=code]').shadowRoot.querySelectorAll('.cm-line span')].map((one) => getComputedStyle(one).color)`,
  );
  assert.ok(new Set(colours).size > 3, colours.join());
  assert.equal(await page.evaluate(`document.querySelectorAll('style').length`), 0);
});

test('an older version is chosen, and compared with the newest', async () => {
  await page.getByLabel('Version', { exact: true }).selectOption('1');
  await page.waitForURL(/version=1/);
  await code().getByText('load();').waitFor();
  assert.equal(await code().getByText("dag.task('report'").count(), 0);
  await page.goto(`${server.url}/dags/shop/code?version=2&with=1`);
  await code().locator('.cm-changedLine').getByText("dag.task('report'").waitFor();
  await code().locator('.cm-deletedChunk').getByText('load();').waitFor();
  assert.equal(await code().getByText('export { bare };').count(), 0);
  await code()
    .getByText(/^\d+ unchanged lines$/)
    .first()
    .waitFor();
  await page.getByLabel('All lines').check();
  await code().getByText('export { bare };').waitFor();
  await page.getByLabel('Compare with').selectOption('');
  await code().locator('.cm-deletedChunk').waitFor({ state: 'detached' });
});

test('a line has an address', async () => {
  const line = lineOf("dag.task('load'");
  await page.locator('.cm-gutterElement', { hasText: new RegExp(`^${line}$`) }).click();
  await page.waitForURL(new RegExp(`line=${line}`));
  await page.reload();
  await code().locator('.cm-marked-line').getByText("dag.task('load'").waitFor();
});

test('from a version one comes to its runs, and from an older run to what has changed since', async () => {
  await page.goto(`${server.url}/dags/shop/code?version=1`);
  await page.getByRole('link', { name: 'Runs of version 1' }).click();
  await page.getByRole('link', { name: 'first' }).waitFor();
  await page.goto(`${server.url}/dags/shop/runs?version=2`);
  await page.getByText('No run of version 2').waitFor();
  await page.goto(`${server.url}/dags/shop/runs/first`);
  await page.getByText('This run is of version 1; the newest is 2.').waitFor();
  await page.getByRole('link', { name: 'See what has changed' }).click();
  await code().locator('.cm-changedLine').first().waitFor();
});

test('the code fills the screen, and leaves it again', async () => {
  await page.getByRole('button', { name: 'Full screen' }).click();
  await page.waitForFunction('document.fullscreenElement !== null');
  await page.keyboard.press('Escape');
  await page.evaluate('document.fullscreenElement && document.exitFullscreen()');
  await page.waitForFunction('document.fullscreenElement === null');
});

test('the documentation of a DAG and its tasks is shown, and nothing of its HTML is run', async () => {
  await page.goto(`${server.url}/dags/shop/docs`);
  await page.getByRole('heading', { name: 'The shop', level: 2 }).waitFor();
  assert.equal(await page.locator('#raw').count(), 0);
  assert.match((await page.getByRole('link', { name: 'more' }).getAttribute('rel')) ?? '', /noopener/);
  assert.equal(await page.locator('a[href^="javascript"]').count(), 0);
  await page.getByRole('table').getByText('2').waitFor();
  await page.getByRole('region', { name: 'load' }).getByText('orders').waitFor();
});

test('a DAG without documentation says how it gets one', async () => {
  await page.goto(`${server.url}/dags/bare/docs`);
  await page.getByRole('heading', { name: 'This DAG has no documentation yet' }).waitFor();
  await page.getByText('docMd:').waitFor();
});

test('the pages of code and documentation had no fault', () => {
  assert.deepEqual(session.faults, []);
});
