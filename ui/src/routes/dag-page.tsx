import { Alert, Button, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DagSwitch } from '#features/dags/dag-switch.tsx';
import { QuarantineNote } from '#features/dags/quarantine-note.tsx';
import { expressionText, scheduleText } from '#features/dags/schedule-text.ts';
import { LazyGraph } from '#features/graph/lazy-graph.tsx';
import { RunTable } from '#features/runs/run-table.tsx';
import { TriggerDialog } from '#features/trigger/trigger-dialog.tsx';
import { type DagDetails, dagQuery, structureQuery } from '#shared/api/queries/dags.ts';
import { rowsOf } from '#shared/api/queries/paging.ts';
import { runListQuery } from '#shared/api/queries/runs.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
import { Icon } from '#shared/widgets/icons.tsx';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { Trail } from './trail.tsx';
import { useTitle } from './use-title.ts';

const route = getRouteApi('/dags/$dagId');

export function DagPage() {
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
  const navigate = route.useNavigate();
  const { view } = route.useSearch();
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
      <Tabs
        value={view ?? 'runs'}
        onChange={(value) => void navigate({ search: { view: value === 'graph' ? 'graph' : undefined } })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="runs">{texts.dag.runs}</Tabs.Tab>
          <Tabs.Tab value="graph">{texts.dag.graph}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="runs" pt="md">
          <Runs dagId={dagId} onTrigger={mayChange ? () => setTriggering(true) : undefined} />
        </Tabs.Panel>
        <Tabs.Panel value="graph" pt="md">
          <StructureGraph dagId={dagId} />
        </Tabs.Panel>
      </Tabs>
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
          [texts.dag.file, dag.relative_fileloc],
          [texts.dag.version, dag.latest_dag_version?.version_number],
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
    </>
  );
}

function Runs({ dagId, onTrigger }: { dagId: string; onTrigger?: () => void }) {
  const texts = useTexts();
  const list = useInfiniteQuery(runListQuery(dagId));
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const runs = rowsOf(list.data, (run) => run.dag_run_id);
  if (runs.length === 0) {
    return (
      <div className="card">
        <Empty
          title={texts.dag.noRuns}
          hint={onTrigger === undefined ? texts.dag.noRunsHintViewer : texts.dag.noRunsHint}
        >
          {onTrigger !== undefined && (
            <Button variant="default" onClick={onTrigger}>
              {texts.dags.trigger}
            </Button>
          )}
        </Empty>
      </div>
    );
  }
  return (
    <Stack>
      <div className="card">
        <RunTable runs={runs} />
      </div>
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.common.more}
        </Button>
      )}
    </Stack>
  );
}

function StructureGraph({ dagId }: { dagId: string }) {
  const structure = useQuery(structureQuery(dagId, null));
  if (structure.isPending) return <Waiting />;
  if (structure.isError) return <Failure error={structure.error} onRetry={() => void structure.refetch()} />;
  return (
    <div className="card">
      <LazyGraph dagId={dagId} structure={structure.data} />
    </div>
  );
}
