import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { TaskPanel } from '#features/task/task-panel.tsx';
import { tasksQuery } from '#shared/api/queries/tasks.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import type { TaskSearch } from './search.ts';

const route = getRouteApi('/dags/$dagId/runs/$runId/tasks/$taskId');

/** The task of the address, beside the graph of its run. */
export function TaskPage() {
  const texts = useTexts();
  const { dagId, runId, taskId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const onChange = useCallback(
    (part: TaskSearch) =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const list = useQuery(tasksQuery(dagId, runId));
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const instances = list.data.tasks.filter((task) => task.task_id === taskId);
  const shown = instances.find((task) => task.map_index === search.map) ?? instances[0];
  if (shown === undefined) {
    return (
      <div className="card">
        <Empty title={texts.task.noAttempt} hint={texts.run.noTasksHint} />
      </div>
    );
  }
  return (
    <TaskPanel
      key={`${taskId}[${shown.map_index}]`}
      task={shown}
      instances={instances}
      part={search}
      onChange={onChange}
    />
  );
}
