import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { TaskPanel } from '#features/task/task-panel.tsx';
import { instanceQuery, tasksQuery } from '#shared/api/queries/tasks.ts';
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
  const instances = list.data?.tasks.filter((task) => task.task_id === taskId) ?? [];
  const held = instances.find((task) => task.map_index === search.map);
  // Of a very long list of instances the run's page holds the first ones.
  const isFar = list.isSuccess && held === undefined && search.map !== undefined;
  const far = useQuery({
    ...instanceQuery({ dagId, runId, taskId, mapIndex: search.map ?? -1 }, null),
    enabled: isFar,
  });
  if (list.isPending || (isFar && far.isPending)) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const shown = held ?? far.data ?? instances[0];
  if (shown === undefined) {
    return (
      <div className="card">
        <Empty title={texts.task.noAttempt} hint={texts.run.noTasksHint} />
      </div>
    );
  }
  return <TaskPanel key={`${taskId}[${shown.map_index}]`} task={shown} part={search} onChange={onChange} />;
}
