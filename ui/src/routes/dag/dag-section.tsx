import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DagSwitch } from '#features/dags/dag-switch.tsx';
import { QuarantineNote } from '#features/dags/quarantine-note.tsx';
import { expressionText, scheduleText } from '#features/dags/schedule-text.ts';
import { TriggerDialog } from '#features/trigger/trigger-dialog.tsx';
import { type DagDetails, dagQuery } from '#shared/api/queries/dags.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
import { Icon } from '#shared/widgets/icons.tsx';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { Section } from '../section.tsx';
import { Trail } from '../trail.tsx';
import { useTitle } from '../use-title.ts';

const route = getRouteApi('/dags/$dagId');

/** The pages of a DAG, in the order in which they are shown. Names stand in the texts under `dagPages`. */
const PAGES = [
  { to: '/dags/$dagId', name: 'grid', isExact: true },
  { to: '/dags/$dagId/overview', name: 'overview' },
  { to: '/dags/$dagId/graph', name: 'graph' },
  { to: '/dags/$dagId/runs', name: 'runs', isExact: true },
  { to: '/dags/$dagId/tasks', name: 'tasks' },
  { to: '/dags/$dagId/code', name: 'code' },
  { to: '/dags/$dagId/durations', name: 'durations' },
  { to: '/dags/$dagId/landing', name: 'landing' },
  { to: '/dags/$dagId/calendar', name: 'calendar' },
  { to: '/dags/$dagId/backfills', name: 'backfills' },
  { to: '/dags/$dagId/events', name: 'events' },
  { to: '/dags/$dagId/details', name: 'details' },
  { to: '/dags/$dagId/docs', name: 'docs' },
] as const;

export function DagSection() {
  const { dagId } = route.useParams();
  const dag = useQuery(dagQuery(dagId));
  useTitle(dagId);
  if (dag.isPending) return <Waiting />;
  if (dag.isError) return <Failure error={dag.error} onRetry={() => void dag.refetch()} />;
  return <DagContent dag={dag.data} />;
}

function DagContent({ dag }: { dag: DagDetails }) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const [isTriggering, setTriggering] = useState(false);
  const dagId = dag.dag_id;
  return (
    <Stack gap="md">
      <Trail />
      <Group justify="space-between" gap="sm">
        <Group gap="md">
          <DagSwitch dagId={dagId} isPaused={dag.is_paused} />
          <Title order={1} size="h2" className="pre-line">
            {dag.dag_display_name}
          </Title>
        </Group>
        {mayChange && (
          <Button leftSection={<Icon name="play" size={16} />} onClick={() => setTriggering(true)}>
            {texts.dags.trigger}
          </Button>
        )}
      </Group>
      <DagFacts dag={dag} />
      {dag.is_paused && dag.quarantine && <QuarantineNote dagId={dagId} quarantine={dag.quarantine} />}
      {dag.is_paused && !dag.quarantine && (
        <Alert color="gray" variant="light" p="xs">
          {texts.dag.paused}
        </Alert>
      )}
      <div>
        <Section
          name={dagId}
          pages={PAGES.map(({ to, name, ...more }) => ({ to, name: texts.dagPages[name], ...more }))}
        />
      </div>
      {isTriggering && <TriggerDialog dagId={dagId} onClose={() => setTriggering(false)} />}
    </Stack>
  );
}

function DagFacts({ dag }: { dag: DagDetails }) {
  const texts = useTexts();
  const format = useFormat();
  const tags = dag.tags.map((tag, place) => (
    <span key={tag.name}>
      {place > 0 && ', '}
      <Link to="/dags" search={{ tag: tag.name }}>
        {tag.name}
      </Link>
    </span>
  ));
  return (
    <Stack gap="xs">
      {dag.description && <Text c="dimmed">{dag.description}</Text>}
      <Facts
        items={[
          [texts.dags.schedule, <Schedule key="schedule" dag={dag} />],
          [texts.dags.nextRun, format.dateTime(dag.next_dagrun_run_after)],
          [texts.dag.owner, dag.owners.join(', ')],
          [texts.dag.tags, tags.length === 0 ? null : tags],
        ]}
      />
    </Stack>
  );
}

function Schedule({ dag }: { dag: DagDetails }) {
  const texts = useTexts();
  if (dag.timetable_summary === null) return texts.dags.noSchedule;
  const assets = expressionText(dag.asset_expression, texts);
  return (
    <>
      {scheduleText(dag.timetable_summary, texts)}
      {assets !== null && <Text c="dimmed">{assets}</Text>}
      <div>
        <Link to="/browse/schedule" search={{ dag: dag.dag_id }}>
          {texts.calendar.tryAnother}
        </Link>
      </div>
    </>
  );
}
