import { Group, Select, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ImportErrors } from '#features/dags/import-errors.tsx';
import { ActivityPanels } from '#features/home/activity-panel.tsx';
import { AttentionPanel, PeoplePanel } from '#features/home/attention-panel.tsx';
import { HealthPanel, PoolsPanel } from '#features/home/health-panel.tsx';
import classes from '#features/home/home.module.css';
import { AssetEventsPanel, PinnedPanel, RunningPanel } from '#features/home/run-panels.tsx';
import { SavedViewsPanel } from '#features/home/saved-views.tsx';
import { dagSummaryQuery } from '#shared/api/queries/dags.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { useTitle } from '../use-title.ts';
import { DEFAULT_HOURS, HOURS } from './search.ts';

const route = getRouteApi('/');

/** How everything is, and what needs somebody. */
export function HomePage() {
  const texts = useTexts();
  const { hours = DEFAULT_HOURS } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle(texts.nav.home);
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h2">
          {texts.nav.home}
        </Title>
        <Select
          aria-label={texts.home.time}
          allowDeselect={false}
          w={200}
          data={HOURS.map((value) => ({ value: String(value), label: texts.home.hours[value] }))}
          value={String(hours)}
          onChange={(value) => {
            const chosen = HOURS.find((one) => String(one) === value);
            void navigate({ search: { hours: chosen === DEFAULT_HOURS ? undefined : chosen }, replace: true });
          }}
        />
      </Group>
      <Pills />
      <ImportErrors />
      <div className={classes.grid}>
        <AttentionPanel />
        <RunningPanel />
        <PeoplePanel />
        <ActivityPanels hours={hours} />
        <PinnedPanel />
        <SavedViewsPanel />
        <HealthPanel />
        <PoolsPanel />
        <AssetEventsPanel />
      </div>
    </Stack>
  );
}

function Pills() {
  const texts = useTexts();
  const { data } = useQuery(dagSummaryQuery);
  const pills = ['failed', 'running', 'active', 'paused'] as const;
  return (
    <nav className={classes.pills} aria-label={texts.home.dags}>
      {pills.map((show) => (
        <Link key={show} to="/dags" search={{ show }} className={`card ${classes.pill}`}>
          {(show === 'failed' || show === 'running') && <StateMark state={show} />}
          {texts.home.count[show](data?.[show] ?? 0)}
        </Link>
      ))}
    </nav>
  );
}
