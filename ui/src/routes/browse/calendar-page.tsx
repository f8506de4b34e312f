import { Stack, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { CalendarView } from '#features/calendar/calendar-view.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { useTitle } from '../use-title.ts';

const route = getRouteApi('/browse/calendar');

/** The runs of all DAGs. */
export function CalendarPage() {
  const texts = useTexts();
  const { month, by } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle(texts.dagPages.calendar);
  return (
    <Stack gap="md">
      <Title order={1} size="h2">
        {texts.dagPages.calendar}
      </Title>
      <CalendarView
        dagId={null}
        month={month}
        by={by}
        onChange={(change) => void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false })}
      />
    </Stack>
  );
}
