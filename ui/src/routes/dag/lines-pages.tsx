import { getRouteApi } from '@tanstack/react-router';
import { RunLines } from '#features/charts/run-lines.tsx';
import { NoRuns } from './no-runs.tsx';

const durations = getRouteApi('/dags/$dagId/durations');
const landing = getRouteApi('/dags/$dagId/landing');

export function DurationsPage() {
  const { dagId } = durations.useParams();
  return <RunLines dagId={dagId} measure="duration" empty={<NoRuns dagId={dagId} />} />;
}

export function LandingPage() {
  const { dagId } = landing.useParams();
  return <RunLines dagId={dagId} measure="landing" empty={<NoRuns dagId={dagId} />} />;
}
