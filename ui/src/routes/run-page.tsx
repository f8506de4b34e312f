import { Alert, Button, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet, useMatchRoute } from '@tanstack/react-router';
import { VersionNote } from '#features/code/version-note.tsx';
import { useDagSwitch } from '#features/dags/use-dag-switch.ts';
import { RunGantt } from '#features/gantt/run-gantt.tsx';
import { NoteEditor } from '#features/runs/note-editor.tsx';
import { RunActions } from '#features/runs/run-actions.tsx';
import { RunCompare } from '#features/runs/run-compare.tsx';
import { RunDetails } from '#features/runs/run-details.tsx';
import { RunFacts } from '#features/runs/run-facts.tsx';
import { TaskTable } from '#features/runs/task-table.tsx';
import { call } from '#shared/api/client.ts';
import { dagQuery, structureQuery } from '#shared/api/queries/dags.ts';
import { type Run, runQuery } from '#shared/api/queries/runs.ts';
import { tasksQuery } from '#shared/api/queries/tasks.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { RunGraph } from './run-graph.tsx';
import classes from './run-page.module.css';
import type { RunSearch } from './search.ts';
import { Trail } from './trail.tsx';
import { useTitle } from './use-title.ts';

const route = getRouteApi('/dags/$dagId/runs/$runId');

/** Beside the graph. */
const VIEWS = ['gantt', 'tasks', 'details', 'compare'] as const;

export function RunPage() {
  const { dagId, runId } = route.useParams();
  const run = useQuery(runQuery(dagId, runId));
  useTitle(`${runId} · ${dagId}`);
  if (run.isPending) return <Waiting />;
  if (run.isError) return <Failure error={run.error} onRetry={() => void run.refetch()} />;
  return <RunContent run={run.data} />;
}

function RunContent({ run }: { run: Run }) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const navigate = route.useNavigate();
  const { view, with: other } = route.useSearch();
  const hasTask = useMatchRoute()({ to: '/dags/$dagId/runs/$runId/tasks/$taskId' }) !== false;
  const setView = (value: string | null) => {
    const next = VIEWS.find((one) => one === value);
    // The address keeps its task: only what is beside it changes.
    void navigate({ to: '.', search: (before: RunSearch) => ({ ...before, view: next }), resetScroll: false });
  };
  return (
    <Stack gap="md">
      <Trail dagId={run.dag_id} />
      <Group justify="space-between" gap="sm" align="flex-start">
        <Stack gap={4} className={classes.title}>
          <Title order={1} size="h3" className="pre-line">
            {run.dag_run_id}
          </Title>
          <strong data-testid="run-state" role="status">
            <StateLabel state={toState(run.state)} />
          </strong>
        </Stack>
        {mayChange && <RunActions run={run} />}
      </Group>
      <RunFacts run={run} />
      <NoteEditor
        note={run.note}
        save={(note) =>
          call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}', {
            path: { dag_id: run.dag_id, dag_run_id: run.dag_run_id },
            body: { note },
          })
        }
      />
      <VersionNote run={run} />
      {run.state === 'queued' && <PausedHint dagId={run.dag_id} />}
      <div className={classes.columns} data-split={hasTask || undefined}>
        <div className={`card ${classes.main}`}>
          <Tabs value={view ?? 'graph'} onChange={setView} keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="graph">{texts.run.graph}</Tabs.Tab>
              <Tabs.Tab value="gantt">{texts.gantt.gantt}</Tabs.Tab>
              <Tabs.Tab value="tasks">{texts.run.tasks}</Tabs.Tab>
              <Tabs.Tab value="details">{texts.run.details}</Tabs.Tab>
              <Tabs.Tab value="compare">{texts.compare.tab}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="graph">
              <RunGraph run={run} />
            </Tabs.Panel>
            <Tabs.Panel value="gantt">
              <RunOverTime run={run} />
            </Tabs.Panel>
            <Tabs.Panel value="tasks">
              <RunTasks run={run} />
            </Tabs.Panel>
            <Tabs.Panel value="details" p="md">
              <RunDetails run={run} />
            </Tabs.Panel>
            <Tabs.Panel value="compare">
              <RunCompare
                run={run}
                other={other}
                onOther={(runId) =>
                  void navigate({
                    to: '.',
                    search: (before: RunSearch) => ({ ...before, with: runId }),
                    resetScroll: false,
                  })
                }
              />
            </Tabs.Panel>
          </Tabs>
        </div>
        <Outlet />
      </div>
    </Stack>
  );
}

function RunOverTime({ run }: { run: Run }) {
  const version = run.dag_versions.at(-1)?.version_number ?? null;
  const structure = useQuery(structureQuery(run.dag_id, version));
  if (structure.isError) return <Failure error={structure.error} onRetry={() => void structure.refetch()} />;
  if (structure.isPending) return <Waiting />;
  return <RunGantt dagId={run.dag_id} runId={run.dag_run_id} edges={structure.data.edges} />;
}

function RunTasks({ run }: { run: Run }) {
  const texts = useTexts();
  const list = useQuery(tasksQuery(run.dag_id, run.dag_run_id));
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const { tasks, total } = list.data;
  if (tasks.length === 0) return <Empty title={texts.run.noTasks} hint={texts.run.noTasksHint} />;
  return (
    <>
      <TaskTable tasks={tasks} />
      {tasks.length < total && (
        <Text size="sm" c="dimmed" p="sm">
          {texts.run.truncated(tasks.length, total)}
        </Text>
      )}
    </>
  );
}

/** A run of a paused DAG waits: says so, and offers the way out. */
function PausedHint({ dagId }: { dagId: string }) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const dag = useQuery(dagQuery(dagId));
  const change = useDagSwitch(dagId);
  if (!dag.data?.is_paused) return null;
  return (
    <Alert color="yellow" variant="light">
      <Group gap="sm">
        <Text size="sm">{texts.run.pausedQueued}</Text>
        {mayChange && (
          <Button size="compact-sm" variant="default" onClick={() => change.mutate(false)}>
            {texts.run.switchOn}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
