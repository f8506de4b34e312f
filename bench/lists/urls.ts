/** The addresses that ask every list of the API for everything that it can be asked for. */
import { valuesOf } from './filters.ts';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}
export interface Document {
  paths: Record<string, { get?: { parameters?: Parameter[] } }>;
}

/** What lists stand under: all DAGs and runs where that can be said, and the largest of them. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  dag_id: ['~', 'dag_000'],
  dag_run_id: ['~', 'scheduled__2026-01-01T00:00:00'],
  task_id: ['task_050'],
  asset_id: ['1'],
  backfill_id: ['1'],
};
const NO_WILDCARD = /listMapped|state-store/;
/** Refused where no DAG with partitions is named: the first of ours has them. */
const OF_ONE_DAG = /^partition_date_/;

/** Each list's template with the addresses that stand for it: as it is, and with each of its filters and values. */
export function* listsOf({ paths }: Document): Generator<{ template: string; urls: string[] }> {
  for (const [template, { get }] of Object.entries(paths)) {
    const asked = (get?.parameters ?? []).filter((one) => one.in === 'query');
    // The grid is a page of runs with their tasks, and no list with filters.
    if (asked.some(({ name }) => name === 'limit') && !template.endsWith('/grid'))
      yield { template, urls: [...urlsOf(template, asked)] };
  }
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
