import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { LazyGraph } from '#features/graph/lazy-graph.tsx';
import { structureQuery } from '#shared/api/queries/dags.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';

const route = getRouteApi('/dags/$dagId/graph');

export function DagGraphPage() {
  const { dagId } = route.useParams();
  const structure = useQuery(structureQuery(dagId, null));
  if (structure.isPending) return <Waiting />;
  if (structure.isError) return <Failure error={structure.error} onRetry={() => void structure.refetch()} />;
  return (
    <div className="card">
      <LazyGraph dagId={dagId} structure={structure.data} />
    </div>
  );
}
