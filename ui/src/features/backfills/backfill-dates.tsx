import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type BackfillDate, type BackfillRow, backfillDatesQuery } from '#shared/api/queries/backfills.ts';
import { rowsOf } from '#shared/api/queries/paging.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { type Column, DataTable } from '#shared/list/data-table.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { Instant } from '#shared/widgets/instant.tsx';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';

/** What became of each date of a backfill, with its run. */
export function BackfillDates({ backfill }: { backfill: BackfillRow }) {
  const { id, dag_id: dagId, completed_at } = backfill;
  const texts = useTexts();
  const list = useInfiniteQuery(backfillDatesQuery(dagId, id));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const isOver = completed_at !== null;
  const columns = useMemo(() => columnsOf(dagId, isOver, texts), [dagId, isOver, texts]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <DataTable
      label={texts.backfill.showDates(id)}
      columns={columns}
      rows={rowsOf(list.data, (one) => one.logical_date)}
      keyOf={(one) => one.logical_date}
      onEnd={onEnd}
    />
  );
}

const columnsOf = (dagId: string, isOver: boolean, texts: Texts): Column<BackfillDate>[] => [
  { id: 'date', name: texts.backfill.date, cell: (one) => <Instant iso={one.logical_date} /> },
  { id: 'state', name: texts.backfill.outcome, cell: (one) => outcomeOf(one, isOver, texts) },
  {
    id: 'run',
    name: texts.backfill.run,
    isName: true,
    cell: ({ dag_run_id: runId }) =>
      runId !== null && (
        <Link to="/dags/$dagId/runs/$runId" params={{ dagId, runId }}>
          {runId}
        </Link>
      ),
  },
];

function outcomeOf({ state, exception_reason: reason }: BackfillDate, isOver: boolean, texts: Texts) {
  if (state !== null) return <StateLabel state={toState(state)} />;
  if (reason !== null) return reason === 'in flight' ? texts.backfill.reason.inFlight : texts.backfill.reason.exists;
  return isOver ? texts.backfill.gone : texts.backfill.notYet;
}
