import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { CalendarView } from '#features/calendar/calendar-view.tsx';
import { dagQuery } from '#shared/api/queries/dags.ts';

const route = getRouteApi('/dags/$dagId/calendar');

export function DagCalendarPage() {
  const { dagId } = route.useParams();
  const { month, by } = route.useSearch();
  const navigate = route.useNavigate();
  const zoneOfDag = useQuery(dagQuery(dagId)).data?.timezone ?? undefined;
  return (
    <CalendarView
      dagId={dagId}
      zoneOfDag={zoneOfDag}
      month={month}
      by={by}
      onChange={(change) => void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false })}
    />
  );
}
