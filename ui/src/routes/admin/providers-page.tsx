import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Provider, providersQuery } from '#shared/api/queries/installation.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';

/** Packages of operators. */
export function ProvidersPage() {
  const texts = useTexts();
  const query = useInfiniteQuery(providersQuery);
  useTitle(texts.admin.providers);
  const columns = useMemo(
    (): Column<Provider>[] => [
      {
        id: 'name',
        name: texts.admin.package,
        isName: true,
        cell: (one) => <span className="mono">{one.package_name}</span>,
      },
      { id: 'version', name: texts.admin.version, cell: ({ version }) => version },
      { id: 'description', name: texts.admin.description, cell: ({ description }) => description },
    ],
    [texts],
  );
  return (
    <ListView
      name="providers"
      title={texts.admin.providers}
      query={query}
      keyOf={(one) => one.package_name}
      columns={columns}
      empty={<Empty title={texts.admin.nothingFits} />}
    />
  );
}
