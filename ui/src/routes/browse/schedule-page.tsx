import { Stack, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { ScheduleTrialView } from '#features/schedule/schedule-trial.tsx';
import { useScheduleTexts } from '#features/schedule/use-schedule-texts.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { useTitle } from '../use-title.ts';
import { scheduleSearch } from './search.ts';

const route = getRouteApi('/browse/schedule');

/** A schedule is tried out before a DAG has it. */
export function SchedulePage() {
  const { calendar } = useTexts();
  const { tryOut } = useScheduleTexts();
  const tried = route.useSearch();
  const navigate = route.useNavigate();
  useTitle(calendar.trySchedule);
  return (
    <Stack gap="md">
      <div>
        <Title order={1} size="h2">
          {calendar.trySchedule}
        </Title>
        <Text c="dimmed">{tryOut.hint}</Text>
      </div>
      <ScheduleTrialView
        tried={tried}
        onChange={(change) =>
          void navigate({
            search: (before) => scheduleSearch({ ...before, ...change }),
            replace: true,
            resetScroll: false,
          })
        }
      />
    </Stack>
  );
}
