import { Group, Select, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from '#features/charts/charts.module.css';
import { type DagHealth, dagHealthQuery, SINCE, type Since } from '#shared/api/queries/dag-health.ts';
import { runListQuery } from '#shared/api/queries/runs.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { DurationBars } from './duration-bars.tsx';

interface Props {
  readonly dagId: string;
  readonly since: Since;
  readonly onSince: (since: Since) => void;
  readonly empty: ReactNode;
}

/** How a DAG has been doing. */
export function DagOverview({ dagId, since, onSince, empty }: Props) {
  const texts = useTexts();
  const health = useQuery(dagHealthQuery(dagId, since));
  const runs = useInfiniteQuery(runListQuery(dagId));
  if (health.isPending || runs.isPending) return <Waiting />;
  if (health.isError) return <Failure error={health.error} onRetry={() => void health.refetch()} />;
  const last = runs.data?.pages[0]?.rows ?? [];
  if (last.length === 0) return empty;
  return (
    <Stack>
      <Select
        label={texts.overview.since}
        w={220}
        allowDeselect={false}
        data={SINCE.map((value) => ({ value, label: texts.overview[value] }))}
        value={since}
        onChange={(value) => onSince(SINCE.find((one) => one === value) ?? since)}
      />
      <Stats dagId={dagId} health={health.data} />
      <section className="card" aria-label={texts.overview.durations}>
        <Stack p="md" gap="xs">
          <Title order={2} size="h5">
            {texts.overview.durations}
          </Title>
          <DurationBars runs={last} />
        </Stack>
      </section>
      <LastFailures dagId={dagId} health={health.data} />
    </Stack>
  );
}

function Stats({ dagId, health: { succeeded, failed, failedTasks } }: { dagId: string; health: DagHealth }) {
  const texts = useTexts();
  const ended = succeeded + failed;
  return (
    <div className={classes.stats}>
      <div className={`card ${classes.stat}`}>
        <strong>{ended === 0 ? '–' : texts.overview.percent(Math.round((succeeded / ended) * 100))}</strong>
        {texts.overview.rate(succeeded, ended)}
      </div>
      <div className={`card ${classes.stat}`}>
        <strong>{failed}</strong>
        <Link to="/browse/runs" search={{ dag: dagId, state: 'failed' }}>
          {texts.overview.failedRuns}
        </Link>
      </div>
      <div className={`card ${classes.stat}`}>
        <strong>{failedTasks}</strong>
        {texts.overview.failedTasks}
      </div>
    </div>
  );
}

function LastFailures({ dagId, health }: { dagId: string; health: DagHealth }) {
  const texts = useTexts();
  const format = useFormat();
  return (
    <section className="card" aria-label={texts.overview.lastFailures}>
      <Title order={2} size="h5" p="md">
        {texts.overview.lastFailures}
      </Title>
      {health.lastFailures.length === 0 ? (
        <Text c="dimmed" px="md" pb="md">
          {texts.overview.noFailures}
        </Text>
      ) : (
        <ul className={classes.failures}>
          {health.lastFailures.map((one) => (
            <li key={one.id}>
              <Group gap="xs">
                <StateMark state={toState(one.state)} />
                <Link
                  to="/dags/$dagId/runs/$runId/tasks/$taskId"
                  params={{ dagId, runId: one.dag_run_id, taskId: one.task_id }}
                  search={one.map_index < 0 ? {} : { map: one.map_index }}
                >
                  {one.task_display_name}
                  {one.map_index >= 0 && ` [${one.map_index}]`}
                </Link>
                <Text size="sm" c="dimmed">
                  {one.dag_run_id}, {format.short(one.end_date)}
                </Text>
              </Group>
              {one.error?.message && <code>{one.error.message}</code>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
