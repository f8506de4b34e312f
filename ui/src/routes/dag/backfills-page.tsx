import { Button, Group, Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { BackfillCard } from '#features/backfills/backfill-card.tsx';
import { TriggerDialog } from '#features/trigger/trigger-dialog.tsx';
import { backfillsQuery } from '#shared/api/queries/backfills.ts';
import { dagQuery } from '#shared/api/queries/dags.ts';
import { rowsOf } from '#shared/api/queries/paging.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';

const route = getRouteApi('/dags/$dagId/backfills');

/** The backfills of a DAG, live, the newest first. */
export function BackfillsPage() {
  const { dagId } = route.useParams();
  const { backfill: open } = route.useSearch();
  const navigate = route.useNavigate();
  const texts = useTexts();
  const mayChange = useMayChange();
  const isPossible = useQuery(dagQuery(dagId)).data?.is_backfillable ?? false;
  const list = useInfiniteQuery(backfillsQuery(dagId));
  const [isMaking, setMaking] = useState(false);
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const rows = rowsOf(list.data, ({ id }) => String(id));
  const make = mayChange && isPossible && (
    <Button variant="default" onClick={() => setMaking(true)}>
      {texts.backfill.make}
    </Button>
  );
  return (
    <Stack gap="md">
      {rows.length > 0 && make && <Group justify="flex-end">{make}</Group>}
      {rows.length === 0 && (
        <div className="card">
          {isPossible ? (
            <Empty title={texts.backfill.none} hint={texts.backfill.noneHint}>
              {make}
            </Empty>
          ) : (
            <Empty title={texts.backfill.notPossible} hint={texts.backfill.notPossibleHint} />
          )}
        </div>
      )}
      {rows.map((backfill) => (
        <BackfillCard
          key={backfill.id}
          backfill={backfill}
          isOpen={backfill.id === open}
          onToggle={() =>
            void navigate({ search: { backfill: backfill.id === open ? undefined : backfill.id }, resetScroll: false })
          }
        />
      ))}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.common.more}
        </Button>
      )}
      {isMaking && <TriggerDialog dagId={dagId} what="backfill" onClose={() => setMaking(false)} />}
    </Stack>
  );
}
