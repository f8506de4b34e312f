/** The log of a task in a real browser: a short one that is written while it is read, and a long one of which the page holds a part. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { logPath } from '#support/log-path.ts';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const DAGS = `
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('talks', { schedule: null, isPausedUponCreation: false, params: { gate: '' } });
dag.task('talk', async () => {
  const { logger, run, signal } = getContext();
  logger.info('first line');
  logger.info('::group::Details of the input');
  logger.info('inside the group');
  logger.info('::endgroup::');
  logger.warning('\\u001b[32mgreen\\u001b[0m and a warning');
  logger.error('something is wrong: code 42');
  for (let line = 1; line <= 60; line += 1) logger.debug('detail ' + line);
  while (!existsSync(String(run.conf.gate))) await sleep(50, undefined, { signal });
  logger.info('the last line');
})();
export default dag;
`;

const LINES = 300_000;
let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession(
    { 'talks.ts': DAGS },
    { dags: ['talks'], window: { permissions: ['clipboard-read', 'clipboard-write'] } },
  );
  ({ server, page } = session);
});

after(() => session?.close());

const address = (run: string) => `/dags/talks/runs/${run}/tasks/talk`;
const log = () => page.getByRole('log');
const line = (text: string): Locator => log().getByText(text, { exact: true });

async function trigger(run: string): Promise<string> {
  const gate = join(session.folder, `gate-${run}`);
  await server.ask('POST', '/api/v2/dags/talks/dagRuns', { dag_run_id: run, logical_date: null, conf: { gate } });
  return gate;
}

async function untilEnded(run: string): Promise<void> {
  await eventually('the run has ended', async () => {
    const { state } = await server.ask<{ state: string }>('GET', `/api/v2/dags/talks/dagRuns/${run}`);
    return state === 'success' || undefined;
  });
}

test('the end is followed while the task writes, not while somebody reads further up, and again when that is wanted', async () => {
  const gate = await trigger('live');
  await page.goto(`${server.url}${address('live')}`);
  await line('detail 60').waitFor();
  await page.getByText(/Following$/).waitFor();
  await log().hover();
  await page.mouse.wheel(0, -5000);
  await page.getByText(/you scrolled up$/).waitFor();
  await line('first line').waitFor();
  await writeFile(gate, '');
  await untilEnded('live');
  await page.getByText(/^\d+ lines$/).waitFor();
  assert.equal(await line('the last line').count(), 0);
  await page.getByRole('button', { name: 'Follow the end' }).click();
  await line('the last line').waitFor();
});

test('a group folds and unfolds, colours are shown as colours, and a level leaves the others out', async () => {
  await page.getByRole('button', { name: 'Go to the start' }).click();
  const group = log().getByRole('button', { name: 'Details of the input' });
  await line('inside the group').waitFor();
  await group.click();
  await line('inside the group').waitFor({ state: 'detached' });
  assert.equal(await group.getAttribute('aria-expanded'), 'false');
  await group.click();
  await line('inside the group').waitFor();
  assert.equal(await line('green').getAttribute('data-ink'), '2');

  await page.getByLabel('Level').selectOption('warning');
  await line('first line').waitFor({ state: 'detached' });
  await line('something is wrong: code 42').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('level'), 'warning');
  await page.reload();
  await line('something is wrong: code 42').waitFor();
  assert.equal(await line('first line').count(), 0);
  await page.getByLabel('Level').selectOption('debug');
});

test('a search goes from match to match with the keyboard, for text and for patterns', async () => {
  await log().focus();
  await page.keyboard.press('/');
  await page.keyboard.type('detail 1');
  await page.keyboard.press('Enter');
  const chosen = log().locator('[data-chosen]');
  await chosen.getByText('detail 1', { exact: true }).waitFor();
  await log().focus();
  await page.keyboard.press('n');
  await chosen.getByText('detail 10', { exact: false }).waitFor();
  await page.keyboard.press('N');
  // What is marked in the line of detail 10 reads the same.
  await chosen.filter({ hasNotText: 'detail 10' }).getByText('detail 1', { exact: true }).waitFor();
  await page.keyboard.press('N');
  await page.getByText('Nothing more in this direction.').waitFor();
  await page.getByLabel('Regex').check();
  await page.getByLabel('Search the log').fill('code \\d+$');
  await page.getByRole('button', { name: 'Previous' }).click();
  await chosen.getByText('something is wrong').waitFor();
  assert.equal(await log().locator('mark').first().textContent(), 'code 42');
  await page.getByLabel('Search the log').fill('code (');
  await page.getByText('This is no regular expression.').waitFor();
  await page.getByLabel('Search the log').fill('');
});

test('a line is a link that leads back to it, and the last error is one key away', async () => {
  await page.goto(`${server.url}${address('live')}`);
  await line('the last line').waitFor();
  await log().focus();
  await page.keyboard.press('e');
  const chosen = log().locator('[data-chosen]');
  await chosen.getByText('something is wrong: code 42').waitFor();
  await chosen.getByRole('link').click();
  const link = page.url();
  assert.match(link, /at=\d+/);
  await page.goto(`${server.url}/dags`);
  await page.goto(link);
  await chosen.getByText('something is wrong: code 42').waitFor();
});

test('times change with the zone, long lines wrap, and the lines are copied and downloaded', async () => {
  await page.getByRole('button', { name: 'Local', exact: true }).click();
  await page.getByRole('button', { name: 'UTC', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Wrap long lines' }).click();
  await log().and(page.locator('[data-wrapped]')).waitFor();
  await page.getByRole('button', { name: 'Wrap long lines' }).click();
  await page.getByRole('button', { name: 'Copy the lines that are loaded' }).click();
  const copied = await eventually('it is copied', async () => {
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    return text.includes('the last line') ? text : undefined;
  });
  assert.match(copied, /ERROR\tsomething is wrong: code 42/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the whole log' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'talk-1.log');
  const text = await readFile(await download.path(), 'utf8');
  assert.match(text, /INFO\tfirst line\n/);
  assert.match(text, /detail 60\n/);
});

test('of a long log the page holds a part: it opens at its end, knows its numbers, and goes to its start and to any match', async () => {
  const gate = await trigger('long');
  await writeFile(gate, '');
  await untilEnded('long');
  const entry = (number: number) =>
    JSON.stringify({
      timestamp: '2026-01-01T00:00:00Z',
      level: number === 1000 ? 'error' : 'info',
      event: `entry ${number} ${'x'.repeat(60)}`,
    });
  const path = logPath(join(server.home, 'logs'), 'talks', 'long', 'talk', -1, 1);
  await writeFile(path, `${Array.from({ length: LINES }, (_, index) => entry(index + 1)).join('\n')}\n`);
  await page.goto(`${server.url}${address('long')}`);
  const shown = (number: number) => log().getByText(new RegExp(`^entry ${number} `));
  await shown(LINES).waitFor();
  await log()
    .getByRole('link', { name: `Link to line ${LINES}`, exact: true })
    .waitFor();
  assert.ok((await log().locator('[data-index]').count()) < 200, 'only what is in view is drawn');
  await page.getByRole('button', { name: 'Go to the start' }).click();
  await shown(1).waitFor();
  await page.getByLabel('Search the log').fill('entry 250000');
  await page.getByRole('button', { name: 'Next' }).click();
  await log().locator('[data-chosen]').getByText('entry 250000').waitFor();
  await log().getByRole('link', { name: 'Link to line 250000' }).waitFor();
  await page.getByRole('button', { name: 'Go to the last error' }).click();
  await log()
    .locator('[data-chosen]')
    .getByText(/^entry 1000 /)
    .waitFor();
  // Scrolled by hand it goes on without a gap.
  const before = await firstInView();
  await log().hover();
  for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, -4000);
  await eventually('earlier lines are there', async () => (await firstInView()) < before || undefined);
});

const firstInView = async (): Promise<number> => {
  const text = (await log().locator('[data-index]').first().textContent()) ?? '';
  return Number(/entry (\d+)/.exec(text)?.[1] ?? 0);
};

test('a log reads well on a phone', async () => {
  const other = await session.openPage({ viewport: { width: 360, height: 740 } });
  await other.goto(`${server.url}${address('live')}`);
  await other.getByRole('log').getByText('the last line').waitFor();
  assert.equal(await other.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
  await other.context().close();
});

test('the page had no fault', () => {
  assert.deepEqual(session.faults, []);
});
