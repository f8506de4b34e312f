import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Schemas } from '#shared/api/generated.ts';
import { taskListQuery } from '#shared/api/queries/dags.ts';
import type { Texts } from '#shared/i18n/en.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { DataTable } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';

const route = getRouteApi('/dags/$dagId/tasks');

type Task = Schemas['TaskResponse'];

/** What the tasks of a DAG are. */
export function TasksPage() {
  const { dagId } = route.useParams();
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const texts = useTexts();
  const list = useQuery(taskListQuery(dagId));
  const columns = useMemo(() => columnsOf(dagId, texts), [dagId, texts]);
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const wanted = search?.toLowerCase() ?? '';
  const rows = list.data.tasks.filter((task) => task.task_id?.toLowerCase().includes(wanted));
  return (
    <Stack gap="md">
      <TextFilter
        label={texts.dagPages.searchTasks}
        value={search}
        onChange={(value) => void navigate({ search: { search: value }, replace: true })}
      />
      {rows.length === 0 ? (
        <div className="card">
          <Empty title={texts.dagPages.noTask} />
        </div>
      ) : (
        <DataTable label={texts.dagPages.tasks} columns={columns} rows={rows} keyOf={(task) => task.task_id ?? ''} />
      )}
    </Stack>
  );
}

const columnsOf = (dagId: string, texts: Texts): Column<Task>[] => [
  {
    id: 'task',
    name: texts.run.task,
    cell: (task) => (
      <Link to="/dags/$dagId/graph" params={{ dagId }}>
        {task.task_display_name ?? task.task_id}
      </Link>
    ),
  },
  { id: 'operator', name: texts.run.operator, cell: (task) => task.operator_name },
  { id: 'rule', name: texts.dagPages.triggerRule, cell: (task) => task.trigger_rule },
  { id: 'pool', name: texts.task.pool, cell: (task) => task.pool },
  { id: 'retries', name: texts.dagPages.retries, isNumber: true, cell: (task) => task.retries },
  { id: 'mapped', name: texts.dagPages.mapped, cell: (task) => (task.is_mapped ? '✓' : '') },
  { id: 'downstream', name: texts.dagPages.downstream, cell: (task) => task.downstream_task_ids?.join(', ') },
];
