import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type GraphSearch, graphSearch } from '#features/graph/graph-search.ts';
import { LazyGraph } from '#features/graph/lazy-graph.tsx';
import type { OpenTask } from '#features/graph/task-node.tsx';
import { TimeSlider } from '#features/runs/time-slider.tsx';
import { useMoment } from '#features/runs/use-moment.ts';
import { structureQuery } from '#shared/api/queries/dags.ts';
import { type GridCell, gridRunQuery } from '#shared/api/queries/grid.ts';
import type { Run } from '#shared/api/queries/runs.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import { assetLink } from './asset-link.tsx';
import type { RunSearch } from './search.ts';
import { useGraphParts } from './use-graph-parts.ts';

const route = getRouteApi('/dags/$dagId/runs/$runId');
const NO_CELLS: ReadonlyMap<string, GridCell> = new Map();

/** The tasks of a run as a graph, in the states that they are in. */
export function RunGraph({ run }: { run: Run }) {
  const dagId = run.dag_id;
  const runId = run.dag_run_id;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const version = run.dag_versions.at(-1)?.version_number ?? null;
  const structure = useQuery(structureQuery(dagId, version));
  const parts = useGraphParts(dagId, structure.data, search);
  const { data } = useQuery(gridRunQuery(dagId, runId));
  const cells = data?.pages[0]?.runs[0]?.cells ?? NO_CELLS;
  const durations = useDurations(cells, search);
  const onSearch = useCallback(
    (change: RunSearch) =>
      void navigate({
        to: '.',
        search: (before: RunSearch) => ({ ...before, ...change }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const keep = useCallback((moment: number | undefined) => onSearch({ moment }), [onSearch]);
  const { moment, onMoment, then } = useMoment(run, search.moment, keep);
  const openTask: OpenTask = useMemo(
    () => (id, label, content) =>
      assetLink(id, label, content) ?? (
        <Link
          to="/dags/$dagId/runs/$runId/tasks/$taskId"
          params={{ dagId, runId, taskId: id }}
          search={(before) => ({ ...graphSearch(before), node: id, moment: before.moment })}
          aria-label={label}
          tabIndex={-1}
          resetScroll={false}
          className="nopan"
          activeOptions={{ includeSearch: false }}
        >
          {content}
        </Link>
      ),
    [dagId, runId],
  );
  if (structure.isPending) return <Waiting />;
  if (structure.isError) return <Failure error={structure.error} onRetry={() => void structure.refetch()} />;
  return (
    <>
      <TimeSlider run={run} moment={moment} onMoment={onMoment} />
      <LazyGraph
        dagId={dagId}
        {...parts}
        summaries={then ?? cells}
        durations={durations}
        openTask={openTask}
        search={search}
        onSearch={onSearch}
      />
    </>
  );
}

/** How long each task took, in seconds; of what runs, until now. Asked for only where it is shown. */
function useDurations(cells: ReadonlyMap<string, GridCell>, { colour, critical }: GraphSearch) {
  const isShown = colour === 'duration' || critical === true;
  const isRunning = isShown && [...cells.values()].some(({ start, end }) => start !== null && end === null);
  const now = useNow(isRunning);
  return useMemo(() => {
    const durations = new Map<string, number>();
    if (!isShown) return durations;
    for (const [id, { start, end }] of cells)
      if (start !== null) durations.set(id, Math.max(0, ((end ?? now) - start) / 1000));
    return durations;
  }, [cells, isShown, now]);
}
