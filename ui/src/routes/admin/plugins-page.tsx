import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Plugin, pluginsQuery } from '#shared/api/queries/installation.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';

export function PluginsPage() {
  const texts = useTexts();
  const query = useInfiniteQuery(pluginsQuery);
  useTitle(texts.admin.plugins);
  const columns = useMemo(
    (): Column<Plugin>[] => [
      { id: 'name', name: texts.admin.package, isName: true, cell: ({ name }) => name },
      { id: 'source', name: texts.admin.origin, cell: ({ source }) => source },
    ],
    [texts],
  );
  return (
    <ListView
      name="plugins"
      title={texts.admin.plugins}
      query={query}
      keyOf={({ name }) => name}
      columns={columns}
      empty={<Empty title={texts.admin.noPlugins} hint={texts.admin.noPluginsHint} />}
    />
  );
}
