/** Runs x tasks of a DAG, page by page from the newest run. */
import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type AnyState, type StateSummary, summarizeCounts, toState } from '#shared/state/states.ts';
import { call } from '../client.ts';
import type { GridAnswer, GridRunAnswer } from '../extra-operations.ts';
import { keys } from './keys.ts';

/** What a task did in a run; of a mapped task all of its instances. */
export interface GridCell extends StateSummary {
  readonly isMapped: boolean;
  /** First start and last end. epoch ms */
  readonly start: number | null;
  readonly end: number | null;
}

export interface GridRun extends Omit<GridRunAnswer, 'cells' | 'state'> {
  readonly state: AnyState;
  /** By task id. */
  readonly cells: ReadonlyMap<string, GridCell>;
}

export interface GridPage {
  /** Newest first. */
  readonly runs: readonly GridRun[];
  /** Where older runs begin; null: there are none. */
  readonly before: string | null;
}

export type GridData = InfiniteData<GridPage, string | null>;

/** More than what fits into a wide window: the first page is all that is waited for. */
const RUNS = 40;

export const gridQuery = (dagId: string) =>
  infiniteQueryOptions({
    queryKey: keys.grid(dagId),
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) =>
      toPage(await ask(dagId, { before: pageParam ?? undefined, limit: RUNS }, signal)),
    getNextPageParam: (last: GridPage) => last.before,
    // A hundred thousand cells are not compared one by one.
    structuralSharing: false,
  });

/** One run alone, with all of its tasks. Held as a grid of one run, so that events change it in the same way. */
export const gridRunQuery = (dagId: string, runId: string) =>
  queryOptions({
    queryKey: keys.gridRun(dagId, runId),
    queryFn: async ({ signal }): Promise<GridData> => ({
      pages: [toPage(await ask(dagId, { run_id: runId }, signal))],
      pageParams: [null],
    }),
    structuralSharing: false,
  });

/** One run of the grid as it is now. */
export const readGridRun = async (dagId: string, runId: string): Promise<GridRun | undefined> =>
  toPage(await ask(dagId, { run_id: runId })).runs[0];

const ask = (dagId: string, query: { before?: string; limit?: number; run_id?: string }, signal?: AbortSignal) =>
  call('GET /api/v2/dags/{dag_id}/grid', { path: { dag_id: dagId }, query, signal });

export function toPage({ task_ids: taskIds, runs, next_before: before }: GridAnswer): GridPage {
  return {
    before,
    runs: runs.map(({ cells, ...run }) => ({
      ...run,
      state: toState(run.state),
      cells: new Map(cells.map(([task, state, start, end]) => [taskIds[task] ?? '', toCell(state, start, end)])),
    })),
  };
}

type Given = GridRunAnswer['cells'][number][1];

function toCell(given: Given, start: number | null, end: number | null): GridCell {
  if (given !== null && typeof given === 'object') {
    const counts = new Map(Object.entries(given).map(([state, count]) => [toState(state), count] as const));
    return { ...summarizeCounts(counts), isMapped: true, start, end };
  }
  return { ...single(toState(given)), isMapped: false, start, end };
}

const singles = new Map<AnyState, StateSummary>();

/** One instance in this state. */
export function single(state: AnyState): StateSummary {
  const known = singles.get(state) ?? summarizeCounts(new Map([[state, 1]]));
  singles.set(state, known);
  return known;
}
