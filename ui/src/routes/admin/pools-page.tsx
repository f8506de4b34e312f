import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type BulkDeletion, deletion } from '#features/admin/bulk-delete.ts';
import { PoolBar } from '#features/admin/pool-bar.tsx';
import { DEFAULT_POOL, PoolForm } from '#features/admin/pool-form.tsx';
import { PoolHolders } from '#features/admin/pool-holders.tsx';
import { call } from '#shared/api/client.ts';
import { type Pool, poolsQuery } from '#shared/api/queries/admin.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { NamedList } from './named-list.tsx';
import type { PoolsSearch } from './search.ts';

const route = getRouteApi('/admin/pools');

export function PoolsPage() {
  const texts = useTexts();
  const mayChange = useMayChange();
  const { search, order = 'name', holders } = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: PoolsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const query = useInfiniteQuery({
    ...poolsQuery({ order, ...(search && { search }) }),
    placeholderData: keepPreviousData,
  });

  const columns = useMemo(
    (): Column<Pool>[] => [
      { id: 'name', name: texts.admin.poolName, orderBy: 'name', isName: true, cell: ({ name }) => name },
      {
        id: 'slots',
        name: texts.admin.slots,
        isNumber: true,
        cell: ({ slots }) => (slots < 0 ? texts.admin.noEnd : slots),
      },
      { id: 'use', name: texts.admin.poolUse, isName: true, cell: (pool) => <PoolBar pool={pool} /> },
      {
        id: 'holders',
        name: texts.admin.holders,
        cell: ({ name, occupied_slots: taken }) =>
          taken > 0 && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={texts.admin.showHolders(name)}
              onClick={() => change({ holders: name })}
            >
              {texts.admin.show}
            </Button>
          ),
      },
      { id: 'description', name: texts.admin.description, cell: ({ description }) => description },
    ],
    [texts, change],
  );
  const shown = query.data?.pages.flatMap(({ rows }) => rows).find(({ name }) => name === holders);

  return (
    <>
      <NamedList
        name="pools"
        title={texts.admin.pools}
        query={query}
        nameOf={nameOf}
        columns={columns}
        search={search}
        order={order}
        change={change}
        searchLabel={texts.admin.searchPool}
        addLabel={texts.admin.addPool}
        mayChange={mayChange}
        form={(pool, onClose) => <PoolForm pool={pool} onClose={onClose} />}
        deletion={(names, onDone) => deletion(names, sendBulk, texts, onDone)}
        mayDelete={isOwn}
      />
      {holders !== undefined && (
        <PoolHolders
          pool={shown ?? { name: holders, include_deferred: true }}
          onClose={() => change({ holders: undefined })}
        />
      )}
    </>
  );
}

const nameOf = ({ name }: Pool): string => name;
/** The pool of all tasks that name none is always there. */
const isOwn = ({ name }: Pool): boolean => name !== DEFAULT_POOL;
const sendBulk: BulkDeletion = (body) => call('PATCH /api/v2/pools', { body });
