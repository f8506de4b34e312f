/** The page of the workers: draining, as people do it there and at the command line. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { LONG } from './long-dag.ts';
import { openSession, type PageSession } from './page-session.ts';
import { runAquilon } from './run-aquilon.ts';
import { eventually, type RunningServer } from './running-server.ts';

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'long.ts': LONG }, { dags: ['long'] });
  ({ server, page } = session);
});

after(() => session?.close());

const row = (name: string | RegExp) => page.getByRole('row').filter({ hasText: name });
const gateOf = (run: string) => join(session.folder, `${run}.gate`);
const open = (run: string) => writeFile(gateOf(run), '');
const trigger = (run: string) =>
  server.ask('POST', '/api/v2/dags/long/dagRuns', {
    logical_date: null,
    dag_run_id: run,
    conf: { gate: gateOf(run) },
  });
const isOver = (run: string) =>
  eventually(`${run} has succeeded`, async () => {
    const { state } = await server.ask<{ state: string }>('GET', `/api/v2/dags/long/dagRuns/${run}`);
    return state === 'success' ? true : undefined;
  });
const command = (...words: string[]) => runAquilon(words, { AQUILON_HOME: server.home });

test('a drained worker ends what runs and starts nothing, the task that waits says why, and one click lets it go on', async () => {
  await trigger('first');
  await page.goto(`${server.url}/browse/workers`);
  await row('Busy').getByRole('link', { name: 'stay' }).waitFor();
  await page.getByRole('button', { name: 'Drain' }).click();
  await page.getByText(/^Drained by admin since/).waitFor();
  await page.getByText('1 task still runs to the end.').waitFor();
  assert.deepEqual(await faultsFoundByAxe(page), []);
  await trigger('second');
  await row('default').getByRole('link').nth(1).waitFor();
  await open('first');
  await isOver('first');
  await page.getByText('Nothing runs any more: the server can be stopped.').waitFor();

  await page.goto(`${server.url}/dags/long/runs/second/tasks/stay`);
  await page
    .getByRole('button', { name: /^Why\?/ })
    .first()
    .click();
  await page.getByText(/The worker is drained by admin since .*Somebody has to let it take tasks again\./).waitFor();

  await page.goto(`${server.url}/browse/workers`);
  await page.getByRole('button', { name: 'Take tasks again' }).click();
  await row('Busy').getByRole('link', { name: 'stay' }).waitFor();
  await page.getByRole('button', { name: 'Drain' }).waitFor();
  await open('second');
  await isOver('second');
});

test('workers drain --wait stays until nothing runs, and workers resume lets tasks start again', async () => {
  await trigger('third');
  await page.goto(`${server.url}/browse/workers`);
  await row('Busy').getByRole('link', { name: 'stay' }).waitFor();
  const drained = command('workers', 'drain', '--wait');
  await eventually('it is drained', async () => {
    const { drained: found } = await server.ask<{ drained: object | null }>('GET', '/aquilon/workers');
    return found ?? undefined;
  });
  const listed = await command('workers', 'list', '-o', 'json');
  assert.match(listed.err, /^Drained by \S+ since /);
  assert.deepEqual(
    JSON.parse(listed.out).flatMap((one: { task_id: string | null }) => one.task_id ?? []),
    ['stay'],
  );
  await open('third');
  const said = await drained;
  assert.deepEqual([said.code, said.err], [0, '']);
  assert.match(said.out, /^Drained by \S+ since .*: 0 tasks running\.\n$/);
  await isOver('third');
  assert.deepEqual((await command('workers', 'resume')).out, 'The worker takes tasks.\n');
  await trigger('fourth');
  await open('fourth');
  await isOver('fourth');
});

test('a viewer sees who has drained the worker, and no control', async () => {
  await server.ask('PATCH', '/aquilon/workers', { drained: true });
  const other = await session.openViewersPage();
  await other.goto(`${server.url}/browse/workers`);
  await other.getByText(/^Drained by admin since/).waitFor();
  assert.equal(await other.getByRole('button', { name: 'Take tasks again' }).count(), 0);
  await server.ask('PATCH', '/aquilon/workers', { drained: false });
  await other.reload();
  await other.getByText(/processes busy/).waitFor();
  assert.equal(await other.getByRole('button', { name: 'Drain' }).count(), 0);
  await other.context().close();
});

test('what ends is told over time, by queue and by worker, without a reload, and the address says what is looked at', async () => {
  await page.goto(`${server.url}/browse/workers`);
  const byQueue = page.getByRole('table', { name: 'By queue' });
  await byQueue.getByRole('row').filter({ hasText: 'default' }).getByRole('cell', { name: '4', exact: true }).waitFor();
  await page.getByRole('img', { name: 'Ended per minute' }).waitFor();
  await trigger('fifth');
  await open('fifth');
  await isOver('fifth');
  await byQueue.getByRole('row').filter({ hasText: 'default' }).getByRole('cell', { name: '5', exact: true }).waitFor();
  await page.getByRole('table', { name: 'By worker' }).getByRole('cell', { name: '5', exact: true }).waitFor();

  assert.deepEqual(await faultsFoundByAxe(page), []);
  await page.getByRole('button', { name: 'Show as a table' }).click();
  await page
    .getByRole('table', { name: 'Ended tasks' })
    .getByRole('columnheader', { name: 'Duration: median' })
    .waitFor();
  await page.getByRole('combobox', { name: 'Time' }).click();
  await page.getByRole('option', { name: 'Last 24 hours' }).click();
  await page.getByRole('combobox', { name: 'Queue' }).click();
  await page.getByRole('option', { name: 'default' }).click();
  await page.waitForURL('**/browse/workers?hours=24&queue=default');
  await page.goto(`${server.url}/browse/workers?hours=24&queue=nobody`);
  await page.getByText('No task has ended in this time').waitFor();
});

test('tasks that wait are counted by how long they have, by pool and by queue', async () => {
  await server.ask('PATCH', '/aquilon/workers', { drained: true });
  await page.goto(`${server.url}/browse/workers`);
  await page.getByText('Nothing waits').waitFor();
  await trigger('sixth');
  const waiting = page.getByRole('table', { name: 'Waiting' });
  await waiting
    .getByRole('row')
    .filter({ hasText: 'default_pool' })
    .getByRole('img', { name: 'under 1 min: 1' })
    .waitFor();
  await page.getByText('By queue').first().click();
  await waiting.getByRole('link', { name: 'default', exact: true }).click();
  await row('stay').getByText('Scheduled').waitFor();
  await server.ask('PATCH', '/aquilon/workers', { drained: false });
  await open('sixth');
  await isOver('sixth');
});

test('the page had no fault and asked for nothing that the content policy refuses', () => {
  assert.deepEqual(session.faults, []);
});
