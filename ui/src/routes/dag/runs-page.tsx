import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { RunTable } from '#features/runs/run-table.tsx';
import { rowsOf, totalOf } from '#shared/api/queries/paging.ts';
import { isFiltered, runListQuery } from '#shared/api/queries/runs.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { NoRuns } from './no-runs.tsx';

const route = getRouteApi('/dags/$dagId/runs');

export function DagRunsPage() {
  const { dagId } = route.useParams();
  const texts = useTexts();
  const format = useFormat();
  const filter = route.useSearch();
  const list = useInfiniteQuery(runListQuery(dagId, filter));
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const runs = rowsOf(list.data, (run) => run.dag_run_id);
  if (runs.length === 0 && !isFiltered(filter)) return <NoRuns dagId={dagId} />;
  const { version, from, to } = filter;
  return (
    <Stack>
      {isFiltered(filter) && (
        <Group gap="sm">
          {version !== undefined && (
            <Text>{runs.length === 0 ? texts.code.noRunsOf(version) : texts.code.runsOf(version)}</Text>
          )}
          {(from !== undefined || to !== undefined) && (
            <Text role="status">
              {texts.calendar.due(
                format.dateTime(from) || '...',
                format.dateTime(to) || '...',
                totalOf(list.data) ?? 0,
              )}
            </Text>
          )}
          <Link to="/dags/$dagId/runs" params={{ dagId }} search={{}}>
            {texts.code.allRuns}
          </Link>
        </Group>
      )}
      {runs.length > 0 && (
        <div className="card">
          <RunTable runs={runs} />
        </div>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.common.more}
        </Button>
      )}
    </Stack>
  );
}
