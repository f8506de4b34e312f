/** The form that triggers a run, made of the params of its DAG, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openSession, type PageSession } from './page-session.ts';
import type { RunningServer } from './running-server.ts';

const ASKING = `
import { bash, Dag } from '@aquilon/sdk';

const dag = new Dag('asking', {
  isPausedUponCreation: false,
  params: {
    rows: { default: 5, description: 'How many', schema: { type: 'integer', minimum: 1, maximum: 10 } },
    region: { default: 'eu', schema: { enum: ['eu', 'us'], values_display: { us: 'United States' } } },
    fast: true,
    day: { default: null, schema: { type: ['string', 'null'], format: 'date' } },
    names: ['ann', 'bob'],
    window: { default: { days: 1 }, schema: { type: 'object', properties: { days: { type: 'integer', minimum: 1 } } } },
    reason: { schema: { type: 'string', minLength: 3, title: 'Reason' } },
  },
});
dag.task('say', bash({ bashCommand: 'echo "{{ params.reason }}"', env: { HTML: '<img src=x onerror=alert(1)>' } }))();
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession({ 'asking.ts': ASKING }, { dags: ['asking'] });
  ({ server, page } = session);
  await page.goto(`${server.url}/dags/asking`);
  await page.getByRole('button', { name: 'Trigger', exact: true }).first().click();
});

after(() => session?.close());

const dialog = () => page.getByRole('dialog', { name: 'Trigger asking' });
const conf = async () => JSON.parse(await dialog().getByLabel('Configuration (JSON)').inputValue()) as unknown;
const submit = () => dialog().getByRole('button', { name: 'Trigger', exact: true }).click();

test('the form begins with the defaults, in fields that fit them', async () => {
  await dialog().getByLabel('rows').waitFor();
  assert.equal(await dialog().getByLabel('rows').inputValue(), '5');
  assert.equal(await dialog().getByRole('switch', { name: 'fast' }).isChecked(), true);
  assert.equal(await dialog().getByLabel('names').inputValue(), 'ann\nbob');
  assert.equal(await dialog().getByLabel('Reason').inputValue(), '');
  await dialog().getByText('How many').waitFor();
  const defaults = { rows: 5, region: 'eu', fast: true, day: null, names: ['ann', 'bob'], window: { days: 1 } };
  assert.deepEqual(await conf(), defaults);
});

test('what the server refuses is shown at its field, all of it at once', async () => {
  await dialog().getByLabel('rows').fill('50');
  await dialog().getByLabel('window').fill('{"days": 0}');
  await submit();
  await dialog().getByText('params.rows must be <= 10, found 50', { exact: true }).waitFor();
  await dialog().getByText('params.window.days must be >= 1, found 0', { exact: true }).waitFor();
  await dialog().getByText('params.reason has no default and must be given', { exact: true }).waitFor();
  await dialog().getByLabel('rows').fill('7');
  await dialog().getByText('params.rows must be <= 10, found 50', { exact: true }).waitFor({ state: 'detached' });
});

test('what is given in the fields is the conf of the run, and what is typed as JSON stands in the fields', async () => {
  await dialog().getByRole('combobox', { name: 'region' }).click();
  await page.getByRole('option', { name: 'United States' }).click();
  await dialog().getByRole('switch', { name: 'fast' }).press('Space');
  await dialog().getByLabel('day').fill('2026-02-28');
  await dialog().getByLabel('names').fill('ann\nzoé');
  await dialog().getByLabel('window').fill('{"days": 3}');
  const given = { rows: 7, region: 'us', fast: false, day: '2026-02-28', names: ['ann', 'zoé'], window: { days: 3 } };
  assert.deepEqual(await conf(), given);
  const json = dialog().getByLabel('Configuration (JSON)');
  await json.fill(JSON.stringify({ ...given, reason: '<b>typed</b>' }));
  assert.equal(await dialog().getByLabel('Reason').inputValue(), '<b>typed</b>');
  await dialog().getByLabel('Run id').fill('formed');
  await submit();
  await page.getByRole('link', { name: 'Open the run' }).click();
  await page.getByTestId('run-state').getByText('Success').waitFor();
  const run = await server.ask<{ conf: unknown }>('GET', '/api/v2/dags/asking/dagRuns/formed');
  assert.deepEqual(run.conf, { ...given, reason: '<b>typed</b>' });
});

test('the page of a task shows what its templates became, as text', async () => {
  await page.getByRole('link', { name: 'Task say: Success' }).click();
  await page.getByRole('tab', { name: 'Rendered templates' }).click();
  await page.getByText('echo "<b>typed</b>"', { exact: true }).waitFor();
  await page.getByText('"HTML": "<img src=x onerror=alert(1)>"').waitFor();
  assert.equal(await page.locator('[data-testid="task-panel"] img, [data-testid="task-panel"] b').count(), 0);
  assert.match(page.url(), /tab=rendered/);
});

test('the form and the page of the task had no fault', () => {
  assert.deepEqual(session.faults, []);
});
