/** The last runs of DAGs: however many rows of a list ask at once, the server is asked once. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import type { RunGlance } from '../extra-operations.ts';
import { keys } from './keys.ts';

export const LAST_RUNS = 14;

/** Rows that come into sight together ask within this time. ms */
const TOGETHER_MS = 15;
/** An address may not grow without end. */
const MOST_DAGS = 100;
const MOST_CHARACTERS = 6000;

let waiting = new Map<string, PromiseWithResolvers<readonly RunGlance[]>>();

function lastRunsOf(dagId: string): Promise<readonly RunGlance[]> {
  if (waiting.size === 0) window.setTimeout(askForAll, TOGETHER_MS);
  const asked = waiting.get(dagId) ?? Promise.withResolvers<readonly RunGlance[]>();
  waiting.set(dagId, asked);
  return asked.promise;
}

function askForAll(): void {
  const asked = waiting;
  waiting = new Map();
  for (const dagIds of inParts([...asked.keys()], MOST_DAGS, MOST_CHARACTERS)) {
    call('GET /aquilon/overview/last_runs', { query: { dag_ids: dagIds, limit: LAST_RUNS } }).then(
      ({ dag_runs: runs }) => {
        const ofDag = Map.groupBy(runs, (run) => run.dag_id);
        for (const dagId of dagIds) asked.get(dagId)?.resolve(ofDag.get(dagId) ?? []);
      },
      (error: unknown) => {
        for (const dagId of dagIds) asked.get(dagId)?.reject(error);
      },
    );
  }
}

/** Names in groups of at most so many, which are so many characters long in an address. One that is too long stands alone. */
export function inParts(names: readonly string[], most: number, mostCharacters: number): string[][] {
  const parts: string[][] = [];
  let length = 0;
  for (const name of names) {
    const more = encodeURIComponent(name).length + '&dag_ids='.length;
    const part = parts.at(-1);
    if (part === undefined || part.length >= most || length + more > mostCharacters) {
      parts.push([name]);
      length = more;
    } else {
      part.push(name);
      length += more;
    }
  }
  return parts;
}

/** The newest first. */
export const lastRunsQuery = (dagId: string) =>
  queryOptions({ queryKey: keys.lastRuns(dagId), queryFn: () => lastRunsOf(dagId) });
