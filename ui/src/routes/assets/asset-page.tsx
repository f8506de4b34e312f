import { Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { AssetActions } from '#features/assets/asset-actions.tsx';
import { type Asset, type AssetEvent, assetEventsQuery, assetQuery } from '#shared/api/queries/assets.ts';
import { rowsOf } from '#shared/api/queries/paging.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { type Column, DataTable } from '#shared/list/data-table.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
import { Instant } from '#shared/widgets/instant.tsx';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';

const route = getRouteApi('/assets/$assetId');

export function AssetPage() {
  const { assetId } = route.useParams();
  const asset = useQuery(assetQuery(Number(assetId)));
  if (asset.isPending) return <Waiting />;
  if (asset.isError) return <Failure error={asset.error} onRetry={() => void asset.refetch()} />;
  return <AssetContent asset={asset.data} />;
}

function AssetContent({ asset }: { asset: Asset }) {
  const texts = useTexts();
  useTitle(asset.name);
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Title order={1} size="h2" className="pre-line">
          {asset.name}
        </Title>
        <AssetActions asset={asset} />
      </Group>
      <Facts
        items={[
          [
            'URI',
            <span key="uri" className="mono">
              {asset.uri}
            </span>,
          ],
          [texts.assets.group, asset.group],
          [texts.assets.producers, <Tasks key="made" of={asset.producing_tasks} />],
          [texts.assets.consumers, <Tasks key="used" of={asset.consuming_tasks} />],
          [texts.assets.starts, <Tasks key="starts" of={asset.scheduled_dags} />],
        ]}
      />
      <Events assetId={asset.id} />
    </Stack>
  );
}

function Tasks({ of }: { of: readonly { dag_id: string; task_id?: string }[] }) {
  const texts = useTexts();
  if (of.length === 0) return texts.common.none;
  return of.map(({ dag_id: dagId, task_id: taskId }, place) => (
    <span key={`${dagId}/${taskId}`}>
      {place > 0 && ', '}
      <Link to="/dags/$dagId" params={{ dagId }}>
        {taskId === undefined ? dagId : `${dagId} · ${taskId}`}
      </Link>
    </span>
  ));
}

function Events({ assetId }: { assetId: number }) {
  const texts = useTexts();
  const query = useInfiniteQuery(assetEventsQuery(assetId));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (query.isPending) return <Waiting />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  const rows = rowsOf(query.data, (event) => String(event.id));
  return (
    <>
      <Title order={2} size="h4">
        {texts.assets.events}
      </Title>
      {rows.length === 0 ? (
        <div className="card">
          <Empty title={texts.assets.noEvents} hint={texts.assets.noEventsHint} />
        </div>
      ) : (
        <DataTable
          label={texts.assets.events}
          columns={columnsOf(texts)}
          rows={rows}
          keyOf={(event) => String(event.id)}
          onEnd={onEnd}
        />
      )}
    </>
  );
}

const columnsOf = ({ assets, common }: Texts): Column<AssetEvent>[] => [
  { id: 'at', name: assets.at, cell: (event) => <Instant iso={event.timestamp} /> },
  {
    id: 'source',
    name: assets.source,
    cell: ({ source_dag_id: dagId, source_run_id: runId, source_task_id: taskId }) =>
      dagId && runId ? (
        <Link to="/dags/$dagId/runs/$runId" params={{ dagId, runId }}>
          {[dagId, taskId].filter(Boolean).join(' · ')}
        </Link>
      ) : (
        assets.byHand
      ),
  },
  {
    id: 'runs',
    name: assets.createdRuns,
    cell: (event) =>
      event.created_dagruns.length === 0
        ? common.none
        : event.created_dagruns.map((run, place) => (
            <span key={`${run.dag_id}/${run.run_id}`}>
              {place > 0 && ', '}
              <Link to="/dags/$dagId/runs/$runId" params={{ dagId: run.dag_id, runId: run.run_id }}>
                {run.dag_id}
              </Link>
            </span>
          )),
  },
  { id: 'partition', name: assets.partition, cell: (event) => event.partition_key },
  {
    id: 'extra',
    name: assets.extraShort,
    cell: (event) => <Text className="mono">{JSON.stringify(event.extra ?? {})}</Text>,
  },
];
