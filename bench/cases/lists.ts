/** Every list of the API with each of its filters, beside a million task instances. */
import { withFilled } from '#bench/lists/fill.ts';
import { valuesOf } from '#bench/lists/filters.ts';
import type { Product } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';
import { percentile } from '#bench/stats.ts';

const GOAL_MS = 30;

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}
interface Document {
  paths: Record<string, { get?: { parameters?: Parameter[] } }>;
}

/** What lists stand under: all DAGs and runs where that can be said, and the largest of them. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  dag_id: ['~', 'dag_000'],
  dag_run_id: ['~', 'scheduled__2026-01-01T00:00:00'],
  task_id: ['task_050'],
  asset_id: ['1'],
};
const NO_WILDCARD = /listMapped|state-store/;
/** Refused where no DAG with partitions is named: the first of ours has them. */
const OF_ONE_DAG = /^partition_date_/;

export const benchLists = ({ smoke, add }: { smoke: boolean; add: (figure: Figure) => void }): Promise<void> =>
  withFilled(smoke, (product) => measure(product, smoke ? 2 : 100, add));

async function measure(product: Product, times: number, add: (figure: Figure) => void): Promise<void> {
  const { paths } = await product.ask<Document>('GET', '/../../openapi.json');
  const worst: number[] = [];
  for (const [template, { get }] of Object.entries(paths)) {
    const asked = (get?.parameters ?? []).filter((one) => one.in === 'query');
    // The grid is a page of runs with their tasks, and no list with filters.
    if (!asked.some(({ name }) => name === 'limit') || template.endsWith('/grid')) continue;
    const found: number[] = [];
    for (const url of urlsOf(template, asked)) {
      const taken = await timesOf(product, url, times);
      const p99 = percentile(taken, 0.99);
      found.push(p99);
      if (p99 > GOAL_MS)
        process.stdout.write(`  ${p99.toFixed(0)} ms at p99, ${percentile(taken, 0.5).toFixed(0)} at p50: ${url}\n`);
    }
    // Of each filter its own p99: the median and the range are those over the filters.
    add({ bench: `list ${template.replace('/api/v2', '')}`, unit: 'ms, p99', values: found });
    worst.push(...found);
  }
  add({ bench: 'every list with each of its filters', unit: 'ms, p99', values: worst });
}

/** The list as it is, and with each of its filters and values; the DAGs here have no task groups. */
function* urlsOf(template: string, asked: readonly Parameter[]): Generator<string> {
  const base = new URLSearchParams({ limit: '50' });
  for (const { name } of asked.filter(({ required }) => required)) base.set(name, valuesOf(name)[0] ?? '');
  const filters = asked
    .map(({ name }) => name)
    .filter((name) => !base.has(name) && !['offset', 'order_by', 'task_group_id'].includes(name));
  for (const place of placesOf(template)) {
    yield `${place}?${base}`;
    for (const filter of filters)
      if (!(place.includes('~') && OF_ONE_DAG.test(filter)))
        for (const value of valuesOf(filter)) yield `${place}?${new URLSearchParams([...base, [filter, value]])}`;
  }
}

function placesOf(template: string): string[] {
  // The client asks below /api/v2.
  let places = [template.startsWith('/api/v2/') ? template.slice('/api/v2'.length) : `/../..${template}`];
  for (const [name, values] of Object.entries(PLACES))
    places = places.flatMap((place) =>
      place.includes(`{${name}}`)
        ? values
            .filter((value) => value !== '~' || !NO_WILDCARD.test(template))
            .map((value) => place.replace(`{${name}}`, encodeURIComponent(value)))
        : [place],
    );
  // A run is of one DAG.
  return places.filter((place) => !/dags\/~\/dagRuns\/[^~]/.test(place));
}

async function timesOf(product: Product, url: string, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    const began = performance.now();
    await product.ask('GET', url);
    taken.push(performance.now() - began);
  }
  return taken;
}
