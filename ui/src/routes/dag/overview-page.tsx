import { getRouteApi } from '@tanstack/react-router';
import { DagOverview } from '#features/overview/dag-overview.tsx';
import { NoRuns } from './no-runs.tsx';

const route = getRouteApi('/dags/$dagId/overview');

export function OverviewPage() {
  const { dagId } = route.useParams();
  const { since = 'week' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <DagOverview
      dagId={dagId}
      since={since}
      onSince={(value) => void navigate({ search: { since: value }, replace: true, resetScroll: false })}
      empty={<NoRuns dagId={dagId} />}
    />
  );
}
