import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { DagGrid } from '#features/grid/dag-grid.tsx';
import type { GridRow } from '#features/grid/grid-rows.ts';
import type { GridRun } from '#shared/api/queries/grid.ts';
import { NoRuns } from './no-runs.tsx';

const route = getRouteApi('/dags/$dagId/');

export function GridPage() {
  const { dagId } = route.useParams();
  const { fold } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const folded = useMemo(() => fold?.split(',') ?? [], [fold]);
  const onFolded = useCallback(
    (groups: readonly string[]) =>
      void navigate({ search: { fold: groups.join(',') || undefined }, replace: true, resetScroll: false }),
    [navigate],
  );
  const onOpen = useCallback(
    (run: GridRun, row: GridRow | null, inNewWindow: boolean) => {
      const runParams = { dagId, runId: run.dag_run_id };
      const place =
        row?.kind === 'task'
          ? ({
              to: '/dags/$dagId/runs/$runId/tasks/$taskId',
              params: { ...runParams, taskId: row.id },
            } as const)
          : ({ to: '/dags/$dagId/runs/$runId', params: runParams } as const);
      if (inNewWindow) window.open(router.buildLocation(place).href, '_blank', 'noopener');
      else void router.navigate(place);
    },
    [dagId, router],
  );
  return <DagGrid dagId={dagId} folded={folded} onFolded={onFolded} onOpen={onOpen} empty={<NoRuns dagId={dagId} />} />;
}
