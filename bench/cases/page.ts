/** How soon a person sees something: the web page in the browser of the tests, beside a DAG of 2,000 tasks, one of 100,000 task instances and a log of a gigabyte. */
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { makeHome, removeHome } from '#bench/homes.ts';
import { processTree } from '#bench/processes.ts';
import { type Product, startProduct, untilDags } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';
import { logPath } from '#support/log-path.ts';
import { launchBrowser, openWindow } from '#test/e2e/browser.ts';

type Add = (figure: Figure) => void;

interface Amounts {
  /** Of the graph. */
  tasks: number;
  /** Of the grid. */
  runs: number;
  rows: number;
  logBytes: number;
  times: number;
}

const WHOLE: Amounts = { tasks: 2000, runs: 200, rows: 500, logBytes: 1e9, times: 8 };
const SMOKE: Amounts = { tasks: 100, runs: 10, rows: 20, logBytes: 1e6, times: 1 };
const PASSWORD = 'of the benchmark';

export async function benchPage({ smoke, add }: { smoke: boolean; add: Add }): Promise<void> {
  const amounts = smoke ? SMOKE : WHOLE;
  const home = await makeHome();
  try {
    await writeDags(home, amounts);
    const product = await startProduct(home, { env: { _AIRFLOW_WWW_USER_PASSWORD: PASSWORD } });
    try {
      await untilDags(product, 3);
      await fillGrid(product, amounts);
      const browser = await launchBrowser();
      try {
        await measure(browser, product, amounts, add);
      } finally {
        await browser.close();
      }
    } finally {
      await product.stop();
    }
  } finally {
    await removeHome(home);
  }
}

async function writeDags(home: string, { tasks, rows }: Amounts): Promise<void> {
  const text = `import { Dag } from '@aquilon/sdk';

export const graph = new Dag('graph', { schedule: null });
let above = [];
for (let layer = 0; layer < ${tasks / 50}; layer += 1) {
  const now = [];
  for (let at = 0; at < 50; at += 1) {
    const task = graph.task('t_' + layer + '_' + at, () => at)();
    above[at]?.before(task);
    if (at % 7 === 0) above[(at * 3 + 1) % 50]?.before(task);
    now.push(task);
  }
  above = now;
}

export const grid = new Dag('grid', { schedule: null });
for (let at = 0; at < ${rows}; at += 1) grid.task('row_' + String(at).padStart(3, '0'), () => at)();

export const live = new Dag('live', { schedule: null, isPausedUponCreation: false });
live.task('now', () => 1)();
`;
  await writeFile(join(home, 'dags', 'page.ts'), text);
}

async function fillGrid(product: Product, { runs, rows }: Amounts): Promise<void> {
  const client = new Client({ connectionString: await product.databaseUrl('aquilon') });
  await client.connect();
  await client.query(
    `insert into dag_run (dag_id, run_id, run_after, queued_at, start_date, end_date, state, run_type, triggered_by, dag_version_id)
     select 'grid', 'run_' || n, at, at, at, at + n % 7 * interval '1 min', case n % 9 when 0 then 'failed' else 'success' end, 'manual', 'rest_api', dag.current_version_id
     from dag cross join generate_series(1, $1::int) n cross join lateral (select timestamptz '2026-01-01Z' + n * interval '1 hour' as at) moment
     where dag.dag_id = 'grid'`,
    [runs],
  );
  await client.query(
    `insert into task_instance (dag_run_id, task_id, id, dag_id, state, try_number, max_tries, start_date, end_date, pool, pool_slots, queue, priority_weight,
       operator, dag_version_id)
     select dag_run.id, 'row_' || lpad(n::text, 3, '0'), gen_random_uuid(), 'grid', case (dag_run.id + n) % 11 when 0 then 'failed' when 1 then 'skipped' else 'success' end,
       1, 0, dag_run.start_date, dag_run.end_date, 'default_pool', 1, 'default', 1, '@task', dag_run.dag_version_id
     from dag_run cross join generate_series(0, $1::int - 1) n where dag_run.dag_id = 'grid' order by dag_run.id, n`,
    [rows],
  );
  await client.query('vacuum (analyze)');
  await client.end();
}

async function measure(browser: Browser, product: Product, amounts: Amounts, add: Add): Promise<void> {
  const ms = (bench: string, values: number[]) => add({ bench: `page: ${bench}`, unit: 'ms', values });
  const [first, graph, grid] = [[] as number[], [] as number[], [] as number[]];
  // Each time in a window of its own, which has nothing in its cache.
  for (let time = 0; time < amounts.times; time++) {
    const page = await openSignedIn(browser, product);
    await page.goto(`${product.url}/dags`);
    await page.evaluate(untilPainted('a[href$="/dags/live"]'));
    first.push(await page.evaluate<number>('performance.now()'));
    grid.push(await clickUntil(page, 'a[href$="/dags/grid"]', '[role=gridcell]'));
    await page.goto(`${product.url}/dags/graph`);
    await page.evaluate(untilPainted('a[href$="/dags/graph/graph"]'));
    graph.push(
      await clickUntil(page, 'a[href$="/dags/graph/graph"]', '.react-flow__viewport, [data-testid="graph-far"]'),
    );
    await page.context().close();
  }
  ms('first visit, until the list of DAGs is painted', first);
  ms(`the graph of ${amounts.tasks} tasks, from the click until it is painted`, graph);
  ms(`the grid of ${amounts.runs} x ${amounts.rows}, from the click until it is painted`, grid);
  const page = await openSignedIn(browser, product);
  for (const axis of ['scrollTop', 'scrollLeft']) {
    const values = [await scroll(page, product, axis)];
    add({ bench: `page: that grid, scrolled (${axis})`, unit: 'frames/s', values });
  }
  ms('from the end of a task until it is seen', await eventsSeen(page, product, amounts.times));
  const { taken, grown } = await openLog(page, product, amounts);
  ms(`a log of ${amounts.logBytes / 1e6} MB, from the click until its end is painted`, taken);
  add({ bench: '- memory of the server, more than before', unit: 'MiB', values: [grown] });
}

async function openSignedIn(browser: Browser, { url }: Product): Promise<Page> {
  const context = await openWindow(browser);
  await context.request.post(`${url}/auth/login`, { data: { username: 'admin', password: PASSWORD } });
  return context.newPage();
}

/** What runs in the page is text: the types of this project know no document there. Painted: the frame after the one in which it is there has begun. */
const untilPainted = (selector: string): string => `new Promise((resolve) => {
  const look = () => document.querySelector(${JSON.stringify(selector)}) === null ? requestAnimationFrame(look)
    : requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => resolve(); port2.postMessage(0); });
  look();
})`;

const clickUntil = (page: Page, link: string, selector: string): Promise<number> =>
  page.evaluate<number>(`(async () => {
    const began = performance.now();
    document.querySelector(${JSON.stringify(link)}).click();
    await ${untilPainted(selector)};
    return performance.now() - began;
  })()`);

async function scroll(page: Page, { url }: Product, axis: string): Promise<number> {
  await page.goto(`${url}/dags/grid`);
  await page.evaluate(untilPainted('[role=gridcell]'));
  return page.evaluate<number>(`new Promise((resolve) => {
    const grid = document.querySelector('[role=grid]');
    const began = performance.now();
    let frames = 0;
    grid.${axis} = 0;
    const step = () => {
      frames += 1;
      grid.${axis} += 30;
      if (frames < 150) requestAnimationFrame(step);
      else resolve((frames / (performance.now() - began)) * 1000);
    };
    requestAnimationFrame(step);
  })`);
}

/** Somebody looks at the grid of a DAG while it runs. From the date of the end, which is a little before its commit. */
async function eventsSeen(page: Page, product: Product, times: number): Promise<number[]> {
  await product.run('live');
  await page.goto(`${product.url}/dags/live`);
  await page.evaluate(untilPainted('[role=gridcell]'));
  const seen: number[] = [];
  for (let time = 0; time < times; time++) {
    const isThere = page.evaluate<number>(`new Promise((resolve) => {
      const words = () => [...document.querySelectorAll('[role=gridcell]')].map((cell) => cell.ariaLabel ?? cell.textContent).filter((text) => text.includes('Success'));
      const before = words().length;
      const look = () => words().length > before ? resolve(Date.now()) : requestAnimationFrame(look);
      look();
    })`);
    const { runId } = await product.run('live');
    const at = `/dags/live/dagRuns/${encodeURIComponent(runId)}/taskInstances/now`;
    const { end_date: end } = await product.ask<{ end_date: string }>('GET', at);
    seen.push((await isThere) - Date.parse(end));
  }
  return seen;
}

/** The file is read for the first time by the first look. */
async function openLog(
  page: Page,
  product: Product,
  { logBytes, times }: Amounts,
): Promise<{ taken: number[]; grown: number }> {
  const { runId } = await product.run('live');
  await writeLog(logPath(join(product.home, 'logs'), 'live', runId, 'now', -1, 1), logBytes);
  const residentMib = () => (processTree(({ pid }) => pid === product.pid)[0]?.pssKib ?? 0) / 1024;
  const before = residentMib();
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    await page.goto(`${product.url}/dags/live/runs/${encodeURIComponent(runId)}?view=tasks`);
    const link = `a[href*="/tasks/now"]`;
    await page.evaluate(untilPainted(link));
    taken.push(await clickUntil(page, link, '[role=log] [data-index]'));
  }
  return { taken, grown: residentMib() - before };
}

async function writeLog(path: string, bytes: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  try {
    const line = (at: number) =>
      `${JSON.stringify({ timestamp: '2026-01-01T00:00:00.000Z', level: 'info', event: `entry ${at} of a log that is long`, logger: 'task' })}\n`;
    for (let written = 0, at = 0; written < bytes; at += 10_000) {
      const part = Array.from({ length: 10_000 }, (_, more) => line(at + more)).join('');
      await file.write(part);
      written += part.length;
    }
  } finally {
    await file.close();
  }
}
