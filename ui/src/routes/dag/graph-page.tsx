import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { GraphSearch } from '#features/graph/graph-search.ts';
import { LazyGraph } from '#features/graph/lazy-graph.tsx';
import type { OpenTask } from '#features/graph/task-node.tsx';
import { structureQuery } from '#shared/api/queries/dags.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { assetLink } from '../asset-link.tsx';
import { useGraphParts } from '../use-graph-parts.ts';

const route = getRouteApi('/dags/$dagId/graph');

export function DagGraphPage() {
  const { dagId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const structure = useQuery(structureQuery(dagId, null));
  const parts = useGraphParts(dagId, structure.data, search);
  const onSearch = useCallback(
    (change: GraphSearch) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
  const openTask: OpenTask = useMemo(
    () => (id, label, content) =>
      assetLink(id, label, content) ?? (
        <Link
          to="/dags/$dagId/tasks"
          params={{ dagId }}
          search={{ search: id }}
          aria-label={label}
          tabIndex={-1}
          className="nopan"
        >
          {content}
        </Link>
      ),
    [dagId],
  );
  if (structure.isPending) return <Waiting />;
  if (structure.isError) return <Failure error={structure.error} onRetry={() => void structure.refetch()} />;
  return (
    <div className="card">
      <LazyGraph dagId={dagId} {...parts} openTask={openTask} search={search} onSearch={onSearch} />
    </div>
  );
}
