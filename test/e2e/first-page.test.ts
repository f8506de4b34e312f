/** The first web page in a real browser, on a real server that runs real tasks. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsOf, openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

/**
 * Its first task writes some lines to its log, and ends when a file appears: the test decides when. Not more lines than the page shows at once, however
 * long the test takes to open it.
 */
const WALK = `
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('walk', { schedule: null, startDate: '2026-01-01', tags: ['demo'], params: { gate: '' } });
const wait = dag.task('wait', async () => {
  const { run, logger, signal } = getContext();
  for (let line = 1; !existsSync(String(run.conf.gate)); line += 1) {
    if (line <= 5) logger.info('still waiting, line ' + line);
    await sleep(100, undefined, { signal });
  }
  return { gate: 'open', date: run.logicalDate };
});
const pass = dag.task('pass', ({ from }) => 'through the ' + from.gate + ' gate');
pass({ from: wait() });
export default dag;
`;

const FAILING = `
import { Dag } from '@aquilon/sdk';

const dag = new Dag('failing', { schedule: null, startDate: '2026-01-01' });
const count = dag.task('count', () => {
  throw new Error('the file has no column "clicked"');
});
const after = dag.task('report', () => 'never');
count().before(after());
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;
let faults: readonly string[];

before(async () => {
  session = await openSession(
    { 'walk.ts': WALK, 'failing.ts': FAILING, 'broken.ts': 'const x = ;\n' },
    { dags: ['walk', 'failing'] },
  );
  ({ server } = session);
  page = await session.openWindow();
  faults = faultsOf(page);
});

after(() => session?.close());

async function signIn(where: Page, password = 'e2e password'): Promise<void> {
  await where.getByLabel('User name').fill('admin');
  await where.getByRole('textbox', { name: 'Password' }).fill(password);
  await where.getByRole('button', { name: 'Sign in' }).click();
}

test('a wrong password is refused in words, and the right one leads to the address that was asked for', async () => {
  await page.goto(`${server.url}/dags?search=wal`);
  await signIn(page, 'wrong');
  await page.getByText('The user name or the password is not right.').waitFor();
  await signIn(page);
  await page.getByRole('link', { name: 'walk', exact: true }).waitFor();
  assert.equal(new URL(page.url()).search, '?search=wal');
  assert.equal(await page.getByRole('link', { name: 'failing', exact: true }).count(), 0);
});

test('a DAG file that cannot be loaded is named on the list, with the place of its fault', async () => {
  await page.goto(`${server.url}/dags`);
  await page.getByText('1 DAG file could not be loaded').waitFor();
  await page.getByRole('button', { name: 'Show details' }).click();
  await page.getByText('broken.ts', { exact: true }).waitFor();
});

test('a switch that the server refuses goes back, and the page says why', async () => {
  const refused = (url: URL) => url.pathname === '/api/v2/dags/walk';
  await page.route(refused, (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({
          status: 503,
          contentType: 'application/json',
          body: '{"detail":"The database does not answer."}',
        })
      : route.continue(),
  );
  const onOff = page.getByRole('switch', { name: 'walk is switched on' });
  try {
    await onOff.press('Space');
    await page.getByText('walk could not be switched').waitFor();
    assert.equal(await onOff.isChecked(), false);
  } finally {
    await page.unroute(refused);
  }
});

test('a DAG that is switched on stays on', async () => {
  for (const dag of ['walk', 'failing']) {
    await page.getByRole('switch', { name: `${dag} is switched on` }).press('Space');
    await eventually(`${dag} is on`, async () => {
      const { is_paused: isPaused } = await server.ask<{ is_paused: boolean }>('GET', `/api/v2/dags/${dag}`);
      return isPaused ? undefined : true;
    });
  }
  await page.reload();
  const onOff = page.getByRole('switch', { name: 'walk is switched on' });
  await onOff.waitFor({ state: 'attached' });
  assert.equal(await onOff.isChecked(), true);
});

test('a run is triggered with a date and a conf, and what was typed survives the end of the session', async () => {
  const gate = join(session.folder, 'gate');
  await page.getByRole('button', { name: 'Trigger walk' }).click();
  const dialog = page.getByRole('dialog', { name: 'Trigger walk' });
  await dialog.getByLabel('Configuration (JSON)').fill('{"gate": ');
  await dialog.getByText('This is no JSON').waitFor();
  assert.equal(await dialog.getByRole('button', { name: 'Trigger', exact: true }).isDisabled(), true);
  await dialog.getByLabel('Configuration (JSON)').fill(JSON.stringify({ gate }));
  await dialog.getByLabel('Run id').fill('first');
  await dialog.getByLabel('Logical date', { exact: true }).click();
  await page
    .getByRole('button', { name: /^1 [A-Z]/ })
    .first()
    .click();

  await page.context().clearCookies();
  await dialog.getByRole('button', { name: 'Trigger', exact: true }).click();
  await page.getByText('Your session has ended.').waitFor();
  await page.getByRole('textbox', { name: 'Password' }).fill('e2e password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Open the run' }).click();
  await page.getByTestId('run-state').getByText('Running').waitFor();

  interface Run {
    conf: unknown;
    logical_date: string;
  }
  const run = await server.ask<Run>('GET', '/api/v2/dags/walk/dagRuns/first');
  assert.deepEqual(run.conf, { gate });
  assert.equal(new Date(run.logical_date).getUTCDate(), 1);
});

test('the graph turns green by itself, and the log of the running task is read while it is written', async () => {
  const state = (task: string, wanted: string) => page.locator(`[data-testid="node-${task}"][data-state="${wanted}"]`);
  await state('wait', 'running').waitFor();
  await page.getByRole('link', { name: 'Task wait: Running' }).click();
  const log = page.getByRole('log');
  await log.getByText('still waiting, line 2', { exact: true }).waitFor();
  await page.getByText(/Following$/).waitFor();
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await writeFile(join(session.folder, 'gate'), '');
  await state('wait', 'success').waitFor();
  await state('pass', 'success').waitFor();
  await page.getByTestId('run-state').getByText('Success').waitFor();
  assert.equal(loads, 0);
});

test('the value that a task handed on is shown, at an address of its own', async () => {
  await page.getByRole('tab', { name: 'XCom' }).click();
  await page.getByText('"gate": "open"').waitFor();
  await page.reload();
  await page.getByText('"gate": "open"').waitFor();
});

test('a failed task is red, its error stands above its log, and what came after it says why it did not run', async () => {
  await page.goto(`${server.url}/dags/failing`);
  await page.getByRole('button', { name: 'Trigger', exact: true }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Trigger', exact: true }).click();
  await page.getByRole('link', { name: 'Open the run' }).last().click();
  await page.locator('[data-testid="node-report"][data-state="upstream_failed"]').waitFor();
  const node = page.locator('[data-testid="node-count"][data-state="failed"]');
  await node.waitFor();
  // Written as text: the test's own types know no browser.
  const frame: string = await page.evaluate(
    `getComputedStyle(document.querySelector('[data-testid="node-count"]')).borderTopColor`,
  );
  const [red, green] = (frame.match(/\d+/g) ?? []).map(Number);
  assert.ok(red !== undefined && green !== undefined && red > 200 && green < 60, 'the frame of the task is red');
  // With the keyboard alone.
  await node.getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('task-error').getByText('the file has no column "clicked"', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Task report: Upstream failed' }).click();
  await page.getByText('A task before it failed').waitFor();
});

test('the failed tasks run again after the page has said how many that are', async () => {
  await page.getByRole('button', { name: 'Close the task' }).click();
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Run the failed tasks again' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 task instances will run again.').waitFor();
  await dialog.getByRole('button', { name: 'Run again' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('[data-testid="node-count"][data-state="failed"]').waitFor();
  await page.getByRole('link', { name: 'Task count: Failed' }).click();
  await page.getByText('Attempt 2').waitFor();
});

test('a browser that asks for French reads French, on a screen of 360 pixels without a sideways scroll', async () => {
  const other = await session.openWindow({ locale: 'fr-CA', viewport: { width: 360, height: 780 } });
  await other.goto(`${server.url}/dags`);
  await other.getByLabel('Nom d’utilisateur').fill('admin');
  await other.getByRole('textbox', { name: 'Mot de passe' }).fill('e2e password');
  await other.getByRole('button', { name: 'Se connecter' }).click();
  await other.getByRole('link', { name: 'walk', exact: true }).waitFor();
  assert.equal(await other.evaluate('document.documentElement.lang'), 'fr');
  const sideways: number = await other.evaluate('document.documentElement.scrollWidth - innerWidth');
  assert.ok(sideways <= 0, `${sideways} pixels too wide`);
  await other.context().close();
});

test('the page had no fault and asked for nothing that its content policy refuses', () => {
  assert.deepEqual(faults, []);
});
