/** What a task uses, on its page in a real browser: while it runs, when it has ended, and when it was killed. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const HELD = 150_000_000;
/** `gate`: a file that lets it go on. */
const USES = `
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('uses', { schedule: null, isPausedUponCreation: false, params: { gate: '' } });
const hold = async () => {
  const { run, signal } = getContext();
  globalThis.held = Buffer.alloc(${HELD}, 1);
  while (!existsSync(String(run.conf.gate))) await sleep(50, undefined, { signal });
};
dag.task('holds', hold)();
dag.task('killed', async () => {
  await hold();
  process.kill(process.pid, 'SIGKILL');
})();
dag.task('short', () => 1)();
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;
const gate = () => join(session.folder, 'gate');

before(async () => {
  session = await openSession({ 'uses.ts': USES }, { dags: ['uses'] });
  ({ server, page } = session);
  const conf = { gate: gate() };
  await server.ask('POST', '/api/v2/dags/uses/dagRuns', { dag_run_id: 'one', logical_date: null, conf });
});

after(() => session?.close());

const place = (task: string, more = '') => `${server.url}/dags/uses/runs/one/tasks/${task}${more}`;

/** What stands beside this name. */
const fact = async (name: string): Promise<string> =>
  (await page
    .getByTestId('task-usage')
    .locator('div', { has: page.locator('dt', { hasText: name }) })
    .locator('dd')
    .first()
    .textContent()) ?? '';

test('the curve of a task that runs grows by itself', async () => {
  await page.goto(place('holds', '?tab=usage'));
  await page
    .getByRole('img', { name: /^Memory over .+: at most [12]\d\d(\.\d)? MB, at the end [12]\d\d(\.\d)? MB\.$/ })
    .waitFor();
  await page.getByRole('img', { name: /^CPU over .+ in the mean, at most .+ %\.$/ }).waitFor();
  assert.match(await fact('Peak memory'), /^[12]\d\d(\.\d)? MB$/);
  assert.match(await fact('Mean CPU'), /^\d+ %$/);
  assert.deepEqual(await faultsFoundByAxe(page), []);
  await page.getByRole('button', { name: 'Show as a table' }).click();
  const rows = page.getByRole('row');
  const count = await rows.count();
  await rows.nth(count + 1).waitFor();
  assert.deepEqual(await faultsFoundByAxe(page), []);
  await page.getByRole('button', { name: 'Show as a chart' }).click();
  await page.getByRole('img', { name: /^Memory over/ }).waitFor();
});

test('of a task that was killed the page says to what its memory had come, with the way there', async () => {
  await eventually('what the other task holds is seen', async () => {
    const url = '/api/v2/aquilon/dags/uses/dagRuns/one/taskInstances/killed/tries/1/usage';
    const { peak_memory: peak, points } = await server.ask<{ peak_memory: number | null; points: object[] }>(
      'GET',
      url,
    );
    return ((peak ?? 0) >= HELD && points.length > 1) || undefined;
  });
  await writeFile(gate(), '');
  await page.goto(place('killed'));
  const happened = page.getByTestId('task-error');
  await happened.getByText(/its memory had peaked at [12]\d\d(\.\d)? MB, .+ after the start\.$/).waitFor();
  await happened.getByRole('img', { name: /^Memory over .+: at most [12]\d\d(\.\d)? MB/ }).waitFor();
  await happened.getByText('SIGKILL', { exact: true }).waitFor();
});

test('of a task that was over before there were two points there are numbers, and no curve', async () => {
  const url = '/api/v2/aquilon/dags/uses/dagRuns/one/taskInstances/short/tries/1/usage';
  const points = await eventually('its end is known', async () => {
    const { points: found } = await server.ask<{ points: object[] }>('GET', url);
    return found.length > 0 ? found.length : undefined;
  });
  await page.goto(place('short', '?tab=usage'));
  // On a machine that is busy enough even this task has a curve.
  if (points < 2) await page.getByText('It was over before there was a curve to draw.').waitFor();
  else await page.getByRole('img', { name: /^Memory over/ }).waitFor();
  assert.match(await fact('Peak memory'), /MB$/);
});

test('in French it is told in French, on a phone as well', async () => {
  const other = await session.openPage({ locale: 'fr-FR', viewport: { width: 360, height: 740 } });
  await other.goto(place('holds', '?tab=usage'));
  await other.getByRole('tab', { name: 'Consommation' }).waitFor();
  await other
    .getByRole('img', { name: /^Mémoire sur .+\s: au plus [12]\d\d(,\d)?\sMo, à la fin [12]\d\d(,\d)?\sMo\.$/ })
    .waitFor();
  const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  assert.equal(await other.evaluate(wide), 0, 'wider than the window, pixels');
  await other.context().close();
});

test('the page had no fault', () => {
  assert.deepEqual(session.faults, []);
});
