import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { type BulkDeletion, deletion } from '#features/admin/bulk-delete.ts';
import { PoolBar } from '#features/admin/pool-bar.tsx';
import { DEFAULT_POOL, PoolForm } from '#features/admin/pool-form.tsx';
import { RowButtons } from '#features/admin/row-buttons.tsx';
import { ConfirmDialog } from '#features/runs/confirm-dialog.tsx';
import { call } from '#shared/api/client.ts';
import { type Pool, poolsQuery } from '#shared/api/queries/admin.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Empty } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';
import type { NamedSearch } from './search.ts';

const route = getRouteApi('/admin/pools');

/** What stands over the list. */
type Open = { kind: 'form'; pool: Pool | null } | { kind: 'delete'; names: readonly string[] };

export function PoolsPage() {
  const texts = useTexts();
  const mayChange = useMayChange();
  const { search, order = 'name' } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: NamedSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({
    ...poolsQuery({ order, ...(search && { search }) }),
    placeholderData: keepPreviousData,
  });
  const [open, setOpen] = useState<Open | null>(null);
  useTitle(texts.admin.pools);

  const columns = useMemo((): Column<Pool>[] => {
    const shown: Column<Pool>[] = [
      { id: 'name', name: texts.admin.poolName, orderBy: 'name', isName: true, cell: ({ name }) => name },
      {
        id: 'slots',
        name: texts.admin.slots,
        isNumber: true,
        cell: ({ slots }) => (slots < 0 ? texts.admin.noEnd : slots),
      },
      { id: 'use', name: texts.admin.poolUse, isName: true, cell: (pool) => <PoolBar pool={pool} /> },
      { id: 'description', name: texts.admin.description, cell: ({ description }) => description },
    ];
    if (!mayChange) return shown;
    return [
      ...shown,
      {
        id: 'actions',
        name: texts.run.actions,
        isNumber: true,
        cell: (pool) => (
          <RowButtons
            name={pool.name}
            onEdit={() => setOpen({ kind: 'form', pool })}
            {...(pool.name !== DEFAULT_POOL && { onDelete: () => setOpen({ kind: 'delete', names: [pool.name] }) })}
          />
        ),
      },
    ];
  }, [texts, mayChange]);

  const close = () => setOpen(null);
  return (
    <>
      <ListView
        name="pools"
        title={texts.admin.pools}
        query={query}
        keyOf={({ name }) => name}
        columns={columns}
        order={readOrder(order, [order.replace(/^-/, '')])}
        onOrder={(next) => change({ order: orderText(next) })}
        filters={
          <TextFilter label={texts.admin.searchPool} value={search} onChange={(value) => change({ search: value })} />
        }
        actions={
          mayChange && (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setOpen({ kind: 'form', pool: null })}>
              {texts.admin.addPool}
            </Button>
          )
        }
        empty={<Empty title={texts.admin.nothingFits} hint={texts.admin.nothingFitsHint} />}
      />
      {open?.kind === 'form' && <PoolForm pool={open.pool} onClose={close} />}
      {open?.kind === 'delete' && (
        <ConfirmDialog change={deletion(open.names, sendBulk, texts, () => undefined)} onClose={close} />
      )}
    </>
  );
}

const sendBulk: BulkDeletion = (body) => call('PATCH /api/v2/pools', { body });
