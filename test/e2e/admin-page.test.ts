/** What an administrator does in the web page: variables, connections, pools, users, and what the installation is. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

/** Its task holds a slot until a file appears. */
const HOLDER = `
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('holder', { schedule: null, startDate: '2026-01-01', params: { gate: '' } });
const hold = dag.task('hold', async () => {
  const { run, signal } = getContext();
  while (!existsSync(String(run.conf.gate))) await sleep(50, undefined, { signal });
}, { pool: 'desk' });
hold();
export default dag;
`;

let session: PageSession;
let server: RunningServer;
let page: Page;

before(async () => {
  session = await openSession(
    { 'holder.ts': HOLDER },
    {
      dags: ['holder'],
      environment: {
        AIRFLOW__CORE__TEST_CONNECTION: 'Enabled',
        AIRFLOW__API__EXPOSE_CONFIG: 'True',
        AIRFLOW__CORE__PARALLELISM: '7',
      },
      window: { acceptDownloads: true },
    },
  );
  ({ server, page } = session);
});

after(() => session?.close());

const row = (name: string) => page.getByRole('row').filter({ hasText: name });

test('a variable is added, changed and found, and a secret stays hidden and as it was', async () => {
  await page.goto(`${server.url}/admin`);
  await page.waitForURL('**/admin/variables');
  await page.getByText('There is no variable yet').waitFor();
  for (const [key, value] of [
    ['limit', '7'],
    ['api_key', 'the secret'],
  ] as const) {
    await page.getByRole('button', { name: 'Add variable' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add variable' });
    await dialog.getByLabel('Key').fill(key);
    await dialog.getByLabel('Value').fill(value);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await row(key).waitFor();
  }
  await row('api_key').getByText('***').waitFor();
  await page.getByRole('button', { name: 'Edit api_key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change api_key' });
  await dialog.getByText('stands for a secret').waitFor();
  await dialog.getByLabel('Description').fill('of the shop');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row('of the shop').waitFor();

  await page.getByRole('searchbox', { name: 'Search by key' }).fill('lim');
  await row('api_key').waitFor({ state: 'detached' });
  await row('limit').waitFor();
  assert.equal(new URL(page.url()).search, '?search=lim');
  await page.goBack();
});

test('a key that is taken is refused in words, and what was typed stays', async () => {
  await page.goto(`${server.url}/admin/variables`);
  await page.getByRole('button', { name: 'Add variable' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add variable' });
  await dialog.getByLabel('Key').fill('limit');
  await dialog.getByLabel('Value').fill('8');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('Nothing was changed').waitFor();
  assert.equal(await dialog.getByLabel('Value').inputValue(), '8');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('an export is a file in which secrets are masked, and the page says so', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  const text = await readFile((await download.path()) ?? '', 'utf8');
  assert.deepEqual(JSON.parse(text), { api_key: { value: '***', description: 'of the shop' }, limit: '7' });
  await page.getByText('1 secret is masked in the file').waitFor();
});

test('an import says what it would change before it does, and does that', async () => {
  const content = { limit: '9', api_key: '***', fresh: { a: 1 }, lost_password: '***' };
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import variables' });
  await dialog.getByLabel('Content of the file').fill('[');
  await dialog.getByText('This is no JSON').waitFor();
  const file = { name: 'v.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(content)) };
  await page.locator('input[type=file]').setInputFiles(file);
  for (const count of ['1 new', '1 changed', '1 so already', '1 left out']) await dialog.getByText(count).waitFor();
  await dialog.getByText('Refuse the file').click();
  await dialog.getByText('2 there already').waitFor();
  assert.equal(await dialog.getByRole('button', { name: /^Import/ }).isDisabled(), true);
  await dialog.getByText('Leave', { exact: true }).click();
  await dialog.getByText('2 left as they are').waitFor();
  await dialog.getByText('Overwrite').click();
  await dialog.getByRole('button', { name: 'Import 2' }).click();
  await dialog.waitFor({ state: 'detached' });
  await row('fresh').waitFor();
  const { value } = await server.ask<{ value: string }>('GET', '/api/v2/variables/limit');
  assert.equal(value, '9');
  await assert.rejects(server.ask('GET', '/api/v2/variables/lost_password'), /404/);
});

test('several variables are deleted together, after the page has named them', async () => {
  await page.getByRole('checkbox', { name: 'Choose limit' }).check();
  await page.getByRole('checkbox', { name: 'Choose fresh' }).check();
  await page.getByRole('button', { name: 'Delete 2' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2?' });
  await dialog.getByText('limit, fresh').waitFor();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await row('limit').waitFor({ state: 'detached' });
  await row('api_key').waitFor();
});

test('a form of a connection asks for what its type needs, and tries it out', async () => {
  await page.getByRole('link', { name: 'Connections' }).click();
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add connection' });
  await dialog.getByLabel('Connection id').fill('self');
  const type = dialog.getByRole('combobox', { name: 'Type' });
  await type.fill('sqlite');
  await dialog.getByLabel('File of the database').waitFor();
  assert.equal(await dialog.getByLabel('Port').count(), 0);
  await type.fill('http');
  const { hostname, port } = new URL(server.url);
  await dialog.getByLabel('Host').fill(hostname);
  await dialog.getByLabel('Port').fill('1');
  await dialog.getByRole('button', { name: 'Try it out' }).click();
  await dialog.getByText('It could not be reached').waitFor();
  await dialog.getByLabel('Port').fill(port);
  await dialog.getByRole('button', { name: 'Try it out' }).click();
  await dialog.getByText('The other system answered').waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill('hidden words');
  await dialog.getByLabel('Extra').fill('[1]');
  await dialog.getByText('This is no JSON object.').waitFor();
  assert.equal(await dialog.getByRole('button', { name: 'Add', exact: true }).isDisabled(), true);
  await dialog.getByLabel('Extra').fill('{"timeout": 5}');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await row('self').waitFor();
});

test('a connection is changed without its password being shown or lost', async () => {
  await page.goto(`${server.url}/admin/connections`);
  await page.getByRole('button', { name: 'Edit self' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change self' });
  assert.equal(await dialog.getByLabel('Password', { exact: true }).inputValue(), '***');
  await dialog.getByLabel('Description').fill('this very server');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row('this very server').waitFor();
});

test('connections are imported and deleted', async () => {
  await page.goto(`${server.url}/admin/connections`);
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import connections' });
  await dialog.getByLabel('Content of the file').fill('{"shop": "http://shop.example"}');
  await dialog.getByText('shop is no object with a conn_type').waitFor();
  await dialog.getByLabel('Content of the file').fill('{"shop": {"conn_type": "http", "host": "shop.example"}}');
  await dialog.getByRole('button', { name: 'Import 1' }).click();
  await row('shop.example').waitFor();
  await page.getByRole('button', { name: 'Delete shop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await row('shop.example').waitFor({ state: 'detached' });
});

test('a pool is added, changed and deleted, and the default pool can not be deleted', async () => {
  await page.goto(`${server.url}/admin/pools`);
  await row('default_pool').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Delete default_pool' }).count(), 0);
  for (const name of ['desk', 'gone']) {
    await page.getByRole('button', { name: 'Add pool' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add pool' });
    await dialog.getByLabel('Pool').fill(name);
    await dialog.getByRole('textbox', { name: 'Slots' }).fill('2');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await row(name).waitFor();
  }
  await page.getByRole('button', { name: 'Edit default_pool' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change default_pool' });
  await dialog.getByRole('textbox', { name: 'Slots' }).fill('64');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row('default_pool').getByText('64 open').waitFor();
  await page.getByRole('button', { name: 'Delete gone' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await row('gone').waitFor({ state: 'detached' });
});

test('the bar of a pool follows the tasks that hold its slots, without a reload', async () => {
  await eventually('holder is loaded', () => server.ask('GET', '/api/v2/dags/holder'));
  await server.ask('PATCH', '/api/v2/dags/holder', { is_paused: false });
  const gate = join(session.folder, 'gate');
  await server.ask('POST', '/api/v2/dags/holder/dagRuns', { logical_date: null, conf: { gate } });
  await page.getByRole('img', { name: '1 of 2 slots in use' }).waitFor();
  await row('desk').getByRole('link', { name: '1 running' }).click();
  await row('holder').getByRole('link', { name: 'hold', exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Show who holds slots of desk' }).click();
  const dialog = page.getByRole('dialog', { name: 'Who holds slots of desk' });
  await dialog.getByRole('row').filter({ hasText: 'Running' }).getByRole('link', { name: 'hold' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('holders'), 'desk');
  assert.deepEqual(await faultsFoundByAxe(page), []);
  await writeFile(gate, '');
  await dialog.getByText('Nobody holds a slot').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('img', { name: '0 of 2 slots in use' }).waitFor();
});

test('a user is added with a role, signs in, gets another role, and is deleted', async () => {
  await page.goto(`${server.url}/admin/users`);
  assert.equal(await page.getByRole('button', { name: 'Delete admin' }).count(), 0);
  await page.getByRole('button', { name: 'Add user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add user' });
  await dialog.getByLabel('User name').fill('ada');
  await dialog.getByRole('textbox', { name: 'Password' }).fill('engine no 1');
  await dialog.getByLabel('First name').fill('Ada');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await row('ada').getByText('Viewer').waitFor();
  const credentials = { username: 'ada', password: 'engine no 1' };
  const other = await session.openPage({}, credentials);
  await other.goto(`${server.url}/admin/users`);
  await other.getByText('Your role does not allow this').waitFor();
  await other.context().close();

  await page.getByRole('button', { name: 'Edit ada' }).click();
  const form = page.getByRole('dialog', { name: 'Change ada' });
  await form.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Op', exact: true }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await row('ada').getByText('Op', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Delete ada' }).click();
  await page.getByRole('dialog').getByText('can not sign in again').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await row('ada').waitFor({ state: 'detached' });
});

test('the roles are shown with what each may do', async () => {
  await page.goto(`${server.url}/admin/roles`);
  const rights = page.getByRole('row', { name: /^user / }).getByRole('cell');
  await rights.first().waitFor();
  assert.deepEqual(await rights.allTextContents(), ['read, create, update, delete', '–', '–', '–', '–']);
});

test('the configuration is searched, and tells where each option was given', async () => {
  await page.goto(`${server.url}/admin/config`);
  await page.getByRole('checkbox', { name: 'Only what is not the default' }).check();
  await row('parallelism').getByText('environment').waitFor();
  await row('parallelism').getByText('7', { exact: true }).waitFor();
  assert.equal(
    await page
      .getByRole('row')
      .filter({ hasText: /^.*default$/ })
      .count(),
    0,
  );
  await page.getByRole('searchbox', { name: 'Search options and values' }).fill('dags_folder');
  await row('parallelism').waitFor({ state: 'detached' });
  await row('dags_folder').waitFor();
});

test('packages that are shipped are shown with the texts of their licences', async () => {
  await page.goto(`${server.url}/admin/providers`);
  await row('@aquilon/sdk').waitFor();
  await page.goto(`${server.url}/admin/plugins`);
  await page.getByText('There is no plugin').waitFor();
  await page.goto(`${server.url}/admin/licences?search=react-dom`);
  await page.getByRole('button', { name: 'Show react-dom' }).click();
  await page.getByRole('dialog', { name: 'react-dom' }).getByText('Permission is hereby granted').waitFor();
});

test('ten thousand variables are scrolled through, and the document stays small', async () => {
  const entities = Array.from({ length: 10_000 }, (_, at) => ({
    key: `v${String(at).padStart(5, '0')}`,
    value: `${at}`,
  }));
  for (let from = 0; from < entities.length; from += 2000) {
    const actions = [{ action: 'create', entities: entities.slice(from, from + 2000) }];
    await server.ask('PATCH', '/api/v2/variables', { actions });
  }
  await page.goto(`${server.url}/admin/variables?search=v0`);
  await page.getByText('10000 in all').waitFor();
  for (const last of ['v00049', 'v00149', 'v00249'])
    await eventually(`${last} is in sight`, async () => {
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      return (await row(last).count()) > 0 ? true : undefined;
    });
  const rows = await page.getByRole('row').count();
  assert.ok(rows < 100, `${rows} rows are in the document`);
});

test('who may not read variables is led to the pools, and sees no control that would be refused', async () => {
  const other = await session.openViewersPage();
  await other.goto(`${server.url}/admin`);
  await other.waitForURL('**/admin/pools');
  await other.getByRole('row').filter({ hasText: 'default_pool' }).waitFor();
  assert.equal(await other.getByRole('link', { name: 'Variables' }).count(), 0);
  assert.equal(await other.getByRole('button', { name: /^(Add|Edit|Delete)/ }).count(), 0);
  await other.context().close();
});

test('the pages had no fault and asked for nothing that the content policy refuses', () => {
  assert.deepEqual(session.faults, []);
});
