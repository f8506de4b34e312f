import { Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { Schemas } from '#shared/api/generated.ts';
import { dagEventsQuery } from '#shared/api/queries/dag-events.ts';
import { rowsOf } from '#shared/api/queries/paging.ts';
import type { Formatter } from '#shared/format/format.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { type Column, DataTable } from '#shared/list/data-table.tsx';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';

const route = getRouteApi('/dags/$dagId/events');

type Event = Schemas['EventLogResponse'];

/** Who changed what of a DAG, the newest first. */
export function EventsPage() {
  const { dagId } = route.useParams();
  const texts = useTexts();
  const format = useFormat();
  const list = useInfiniteQuery(dagEventsQuery(dagId));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const columns = useMemo(() => columnsOf(texts, format), [texts, format]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const rows = rowsOf(list.data, (event) => String(event.event_log_id));
  if (rows.length === 0)
    return (
      <div className="card">
        <Empty title={texts.dagPages.noEvent} hint={texts.dagPages.noEventHint} />
      </div>
    );
  return (
    <Stack gap="sm">
      <DataTable
        label={texts.dagPages.events}
        columns={columns}
        rows={rows}
        keyOf={(event) => String(event.event_log_id)}
        onEnd={onEnd}
      />
      {isFetchingNextPage && <Waiting />}
    </Stack>
  );
}

const columnsOf = (texts: Texts, format: Formatter): Column<Event>[] => [
  { id: 'when', name: texts.dagPages.when, cell: (event) => <time>{format.dateTime(event.when)}</time> },
  { id: 'event', name: texts.dagPages.event, cell: (event) => event.event },
  { id: 'owner', name: texts.dagPages.user, cell: (event) => event.owner },
  {
    id: 'run',
    name: texts.browse.run,
    cell: (event) =>
      event.run_id !== null &&
      event.dag_id !== null && (
        <Link to="/dags/$dagId/runs/$runId" params={{ dagId: event.dag_id, runId: event.run_id }}>
          {event.run_id}
        </Link>
      ),
  },
  { id: 'task', name: texts.run.task, cell: (event) => event.task_id },
  {
    id: 'extra',
    name: texts.dagPages.extra,
    cell: (event) => <span className="mono">{event.extra?.slice(0, 200)}</span>,
  },
];
