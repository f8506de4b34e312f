import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { assetStructure } from '#features/assets/asset-structure.ts';
import { LazyGraph } from '#features/graph/lazy-graph.tsx';
import { assetGraphQuery } from '#shared/api/queries/assets.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';

/** All assets, with the DAGs that make and use them. */
export function AssetGraphPage() {
  const texts = useTexts();
  const { data, isPending, isError, error, refetch } = useQuery(assetGraphQuery);
  const structure = useMemo(
    () => (data === undefined ? null : assetStructure(data.assets, { asset: texts.assets.asset, dag: texts.dags.dag })),
    [data, texts],
  );
  useTitle(texts.assets.graph);
  return (
    <Stack gap="md">
      <Title order={1} size="h2">
        {texts.assets.graph}
      </Title>
      {isPending && <Waiting />}
      {isError && <Failure error={error} onRetry={() => void refetch()} />}
      {data && data.assets.length < data.total && (
        <Text c="dimmed">{texts.assets.cut(data.assets.length, data.total)}</Text>
      )}
      {structure !== null && (
        <div className="card">
          {structure.nodes.length === 0 ? (
            <Empty title={texts.assets.none} hint={texts.assets.noneHint} />
          ) : (
            <LazyGraph dagId={texts.assets.graph} structure={structure} openTask={openNode} />
          )}
        </div>
      )}
    </Stack>
  );
}

/** A node is named as `assetKey` and `dagKey` do it. */
function openNode(id: string, _label: string, content: ReactNode): ReactNode {
  const [kind, ...rest] = id.split(' ');
  const name = rest.join(' ');
  return kind === 'asset' ? (
    <Link to="/assets/$assetId" params={{ assetId: name }} tabIndex={-1} className="nopan">
      {content}
    </Link>
  ) : (
    <Link to="/dags/$dagId" params={{ dagId: name }} tabIndex={-1} className="nopan">
      {content}
    </Link>
  );
}
