/**
 * Every page, in both themes, and in French on a phone: it has its title, axe finds nothing, nothing is wider than the window, and the browser has no complaint.
 * Pictures of all pages are written to `test/e2e/shots/`.
 */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { faultsFoundByAxe } from './axe.ts';
import { faultsOf, openSession, type PageSession } from './page-session.ts';
import { eventually, type RunningServer } from './running-server.ts';

const DAGS = `
import { asset, Dag } from '@aquilon/sdk';

const dag = new Dag('shop', { schedule: '@daily', startDate: '2026-01-01', catchup: false, tags: ['demo'], description: 'Counts what was sold',
  docMd: '# Shop\\nCounts what was **sold**.\\n\\n| name | born |\\n| --- | --- |\\n| ada | 1815 |\\n\\n- [more](https://example.org)\\n- one' });
const table = dag.task('table', () => [{ name: 'ada', born: 1815 }, { name: 'grace', rank: 7 }]);
const load = dag.task('load', () => [3, 4, 5], { outlets: [asset('sold')] });
const check = dag.task('check', () => { throw new Error('the column "price" is missing'); });
const report = dag.task('report', ({ rows }) => rows.length);
const rows = load();
rows.before(check());
report({ rows });
table();
export default dag;
`;

/** Address and the heading that it has. */
const PAGES: readonly { address: string; heading: string }[] = [
  { address: '/', heading: 'Home' },
  { address: '/dags', heading: 'DAGs' },
  { address: '/dags?show=failed&owner=airflow&order=next_dagrun', heading: 'DAGs' },
  { address: '/dags/shop', heading: 'shop' },
  { address: '/dags/shop?fold=g', heading: 'shop' },
  { address: '/dags/shop/graph', heading: 'shop' },
  { address: '/dags/shop/graph?colour=pool&focus=load&depth=1&q=r', heading: 'shop' },
  { address: '/dags/shop/runs', heading: 'shop' },
  { address: '/dags/shop/overview', heading: 'shop' },
  { address: '/dags/shop/tasks', heading: 'shop' },
  { address: '/dags/shop/durations', heading: 'shop' },
  { address: '/dags/shop/landing', heading: 'shop' },
  { address: '/dags/shop/runs?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z', heading: 'shop' },
  { address: '/dags/shop/calendar', heading: 'shop' },
  { address: '/dags/shop/calendar?month=2026-01&by=hour', heading: 'shop' },
  { address: '/browse/calendar', heading: 'Calendar' },
  { address: '/browse/schedule', heading: 'Try a schedule' },
  { address: '/browse/schedule?dag=shop&hours=168', heading: 'Try a schedule' },
  { address: '/browse/schedule?schedule=0+61+*+*+*&zone=Mars', heading: 'Try a schedule' },
  {
    address: '/browse/schedule?schedule=30+2+1-7+*+*&zone=Europe/Paris&start=2035-03-20T00:00:00Z&interval=true',
    heading: 'Try a schedule',
  },
  { address: '/dags/shop/backfills', heading: 'shop' },
  { address: '/dags/shop/backfills?backfill=1', heading: 'shop' },
  { address: '/dags/shop/events', heading: 'shop' },
  { address: '/dags/shop/details', heading: 'shop' },
  { address: '/dags/shop/code', heading: 'shop' },
  { address: '/dags/shop/code?line=5&with=1', heading: 'shop' },
  { address: '/dags/shop/docs', heading: 'shop' },
  { address: '/dags/shop/runs?version=1', heading: 'shop' },
  { address: '/dags/shop/runs/first?view=gantt', heading: 'first' },
  { address: '/dags/shop/runs/first', heading: 'first' },
  { address: '/dags/shop/runs/first?critical=true&colour=duration', heading: 'first' },
  { address: '/dags/shop/runs/first?moment=1', heading: 'first' },
  { address: '/dags/shop/runs/first?view=tasks', heading: 'first' },
  { address: '/dags/shop/runs/first/tasks/check', heading: 'first' },
  { address: '/dags/shop/runs/first/tasks/load?view=tasks&tab=xcom', heading: 'first' },
  { address: '/dags/shop/runs/first/tasks/table?tab=xcom', heading: 'first' },
  { address: '/dags/shop/runs/first/tasks/table?tab=usage', heading: 'first' },
  { address: '/dags/shop/runs/first?view=details', heading: 'first' },
  { address: '/dags/shop/runs/first?view=compare&with=second', heading: 'first' },
  { address: '/assets', heading: 'Assets' },
  { address: '/assets?name=sold', heading: 'Assets' },
  { address: '/assets/1', heading: 'sold' },
  { address: '/assets/graph', heading: 'Assets and DAGs' },
  { address: '/browse/runs', heading: 'DAG runs' },
  { address: '/browse/runs?state=failed&dag=sho&order=-duration', heading: 'DAG runs' },
  { address: '/browse/runs?dag=nothing', heading: 'DAG runs' },
  { address: '/browse/task-instances', heading: 'Task instances' },
  { address: '/browse/task-instances?state=deferred&pool=default_pool', heading: 'Task instances' },
  { address: '/browse/required-actions?show=all', heading: 'Required actions' },
  { address: '/browse/xcoms', heading: 'XCom' },
  { address: '/browse/audit-log', heading: 'Audit log' },
  { address: '/browse/jobs', heading: 'Jobs' },
  { address: '/browse/workers', heading: 'Workers' },
  { address: '/browse/workers?hours=24&queue=default', heading: 'Workers' },
  { address: '/admin/variables', heading: 'Variables' },
  { address: '/admin/variables?search=nothing', heading: 'Variables' },
  { address: '/admin/connections', heading: 'Connections' },
  { address: '/admin/pools', heading: 'Pools' },
  { address: '/admin/users', heading: 'Users' },
  { address: '/admin/roles', heading: 'Roles' },
  { address: '/admin/config?search=api', heading: 'Configuration' },
  { address: '/admin/providers', heading: 'Providers' },
  { address: '/admin/plugins', heading: 'Plugins' },
  { address: '/admin/licences', heading: 'Licences' },
  { address: '/nowhere', heading: 'That did not work' },
];

/** Of all pages, and generous. */
const LIMIT_MS = 600_000;
const SHOTS = join(import.meta.dirname, 'shots');
let session: PageSession;
let server: RunningServer;

before(async () => {
  await mkdir(SHOTS, { recursive: true });
  session = await openSession(
    { 'shop.ts': DAGS },
    { dags: ['shop'], environment: { AIRFLOW__API__EXPOSE_CONFIG: 'True' } },
  );
  ({ server } = session);
  await server.ask('PATCH', '/api/v2/dags/shop', { is_paused: false });
  for (const run of ['first', 'second']) {
    await server.ask('POST', '/api/v2/dags/shop/dagRuns', { dag_run_id: run, logical_date: null });
    await eventually(`${run} has ended`, async () => {
      const { state } = await server.ask<{ state: string }>('GET', `/api/v2/dags/shop/dagRuns/${run}`);
      return state === 'failed' || undefined;
    });
  }
  await server.ask('POST', '/api/v2/backfills', {
    dag_id: 'shop',
    from_date: '2026-01-01T00:00:00Z',
    to_date: '2026-01-03T00:00:00Z',
  });
  await fillAdmin();
});

after(() => session?.close());

test('every page is sound in both themes', { timeout: LIMIT_MS }, async (t) => {
  const context = (await session.openPage({ colorScheme: 'light' })).context();
  for (const { address, heading } of PAGES)
    await t.test(address, () =>
      onPage(context, address, async ({ page, faults }) => {
        await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
        for (const theme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme: theme });
          await page.screenshot({ path: shotOf(address, theme) });
          assert.deepEqual(await faultsFoundByAxe(page), []);
        }
        assert.equal(await overflow(page), 0, 'wider than the window, pixels');
        assert.deepEqual(faults, []);
      }),
    );
  await context.close();
});

// The window's width and the language change no colour, role or name: axe need not look again. French is the longer one.
test('every page is sound in French, on a phone', { timeout: LIMIT_MS }, async (t) => {
  const phone = { width: 360, height: 740 };
  const context = (await session.openPage({ locale: 'fr-FR', viewport: phone })).context();
  for (const { address } of PAGES)
    await t.test(address, () =>
      onPage(context, address, async ({ page, faults }) => {
        assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
        await page.screenshot({ path: shotOf(address, 'phone.french') });
        assert.equal(await overflow(page), 0, 'wider than the window, pixels');
        assert.deepEqual(faults, []);
      }),
    );
  await context.close();
});

const shotOf = (address: string, view: string) => join(SHOTS, `${address.replace(/\W+/g, '_')}.${view}.png`);

/** What changes something, by the words that begin its name. */
const CHANGES =
  /^(Trigger|Run (?!after)|Switch|Add|New|Create|Edit|Change|Delete|Import|Mark|Clear(?!:)|Pause\b|Go on|Cancel|Materiali[sz]e|Answer|Approve|Reject|Actions|Drain|Take)/;

/** Their names. Text, because what runs in the page knows a document, and tests do not. */
const CONTROLS = `[...document.querySelectorAll('button, [role=switch], [role=menuitem]')].map((one) => one.ariaLabel ?? one.textContent)`;

test('a viewer is offered nothing that would be refused', { timeout: LIMIT_MS }, async (t) => {
  const context = (await session.openViewersPage()).context();
  for (const { address } of PAGES)
    await t.test(address, () =>
      onPage(context, address, async ({ page, refused }) => {
        const isOwnPage = !(await page.getByText('Your role does not allow this').first().isVisible());
        // A page that is not for viewers may be asked for by its address, and says so.
        if (isOwnPage) assert.deepEqual(refused, []);
        const names: string[] = await page.evaluate(CONTROLS);
        assert.deepEqual(
          names.filter((name) => CHANGES.test(name)),
          [],
        );
      }),
    );
  await context.close();
});

/** One of each, with values that are long and that are masked. */
async function fillAdmin(): Promise<void> {
  const variables = [
    { key: 'price_limit', value: '120', description: 'What is dearer waits for a person' },
    { key: 'shop_api_key', value: 'not to be seen' },
    {
      key: 'settings',
      value: JSON.stringify({ password: 'x', regions: Array.from({ length: 60 }, (_, at) => `r${at}`) }),
    },
  ];
  for (const variable of variables) await server.ask('POST', '/api/v2/variables', variable);
  const shop = {
    connection_id: 'shop',
    conn_type: 'http',
    host: 'shop.example',
    port: 8443,
    login: 'me',
    password: 'x',
  };
  await server.ask('POST', '/api/v2/connections', shop);
  await server.ask('POST', '/api/v2/pools', {
    name: 'printers',
    slots: 2,
    description: 'Two of them stand in the hall',
  });
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)');

interface Opened {
  page: Page;
  faults: readonly string[];
  /** What the server answered with 403. */
  refused: readonly string[];
}

/** Once nothing is loading any more. It is closed in any case: six that stay open take all connections that the browser has. */
async function onPage(context: BrowserContext, address: string, use: (opened: Opened) => Promise<void>): Promise<void> {
  const page = await context.newPage();
  try {
    const faults = faultsOf(page);
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() === 403) refused.push(response.url());
    });
    await page.goto(`${server.url}${address}`);
    await page.getByRole('main').waitFor();
    await page
      .getByRole('status', { name: /^(Loading|Chargement)/ })
      .first()
      .waitFor({ state: 'detached' });
    await use({ page, faults, refused });
  } finally {
    await page.close();
  }
}
