import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Asset, assetsQuery } from '#shared/api/queries/assets.ts';
import type { Texts } from '#shared/i18n/en.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Instant } from '#shared/widgets/instant.tsx';
import { Empty } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';
import { type AssetsSearch, assetsSearch } from './search.ts';

const route = getRouteApi('/assets/');

export function AssetsPage() {
  const texts = useTexts();
  const given = route.useSearch();
  const { name, order = 'name' } = given;
  const navigate = route.useNavigate();
  const change = (part: AssetsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({ ...assetsQuery(name, order), placeholderData: keepPreviousData });
  const columns = useMemo(() => columnsOf(texts), [texts]);
  useTitle(texts.assets.list);
  return (
    <ListView
      name="assets"
      title={texts.assets.list}
      query={query}
      keyOf={(asset) => String(asset.id)}
      columns={columns}
      order={readOrder(order, [order.replace(/^-/, '')])}
      onOrder={(next) => change({ order: orderText(next) })}
      search={given}
      onSearch={(saved) => void navigate({ search: assetsSearch(saved) })}
      filters={<TextFilter label={texts.assets.search} value={name} onChange={(value) => change({ name: value })} />}
      empty={<Empty title={texts.assets.none} hint={texts.assets.noneHint} />}
    />
  );
}

const columnsOf = ({ assets }: Texts): Column<Asset>[] => [
  {
    id: 'name',
    name: assets.name,
    orderBy: 'name',
    cell: (one) => (
      <Link to="/assets/$assetId" params={{ assetId: String(one.id) }}>
        {one.name}
      </Link>
    ),
  },
  { id: 'uri', name: 'URI', orderBy: 'uri', cell: (one) => <span className="mono">{one.uri}</span> },
  { id: 'group', name: assets.group, cell: (one) => one.group },
  { id: 'made', name: assets.producers, isNumber: true, cell: (one) => one.producing_tasks.length },
  {
    id: 'used',
    name: assets.consumers,
    isNumber: true,
    cell: (one) => one.scheduled_dags.length + one.consuming_tasks.length,
  },
  { id: 'last', name: assets.lastEvent, cell: (one) => <Instant iso={one.last_asset_event?.timestamp} /> },
];
