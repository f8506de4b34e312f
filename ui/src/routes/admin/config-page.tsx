import { Checkbox, Code, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { pageConfigQuery } from '#shared/api/queries/admin.ts';
import { type ConfigOption, optionsQuery } from '#shared/api/queries/installation.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';
import type { ConfigSearch } from './search.ts';

const route = getRouteApi('/admin/config');

export function ConfigPage() {
  const { admin } = useTexts();
  const { data } = useQuery(pageConfigQuery);
  useTitle(admin.config);
  if (data?.expose_config !== false) return <Options />;
  return (
    <Empty title={admin.configHidden} hint={admin.configHiddenHint} isPage>
      <Code>AIRFLOW__API__EXPOSE_CONFIG=True</Code>
      <Code>aquilon config list</Code>
    </Empty>
  );
}

/** Every option with its value and where it was given. Secrets are hidden by the server. */
function Options() {
  const texts = useTexts();
  const { search, given = false } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: ConfigSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({ ...optionsQuery({ search, given }), placeholderData: keepPreviousData });
  const columns = useMemo(
    (): Column<ConfigOption>[] => [
      { id: 'section', name: texts.admin.section, cell: ({ section }) => <span className="mono">{section}</span> },
      { id: 'key', name: texts.admin.option, isName: true, cell: ({ key }) => <span className="mono">{key}</span> },
      {
        id: 'value',
        name: texts.admin.value,
        isName: true,
        cell: ({ value }) => <span className="mono">{value}</span>,
      },
      {
        id: 'origin',
        name: texts.admin.origin,
        cell: ({ origin }) =>
          origin === 'default' ? (
            <Text size="sm" c="dimmed" span>
              {texts.admin.originDefault}
            </Text>
          ) : (
            origin.replace(/^environment\b/, texts.admin.originEnvironment)
          ),
      },
    ],
    [texts],
  );
  return (
    <ListView
      name="config"
      title={texts.admin.config}
      query={query}
      keyOf={({ section, key }) => `${section}.${key}`}
      columns={columns}
      filters={
        <>
          <TextFilter label={texts.admin.searchOption} value={search} onChange={(value) => change({ search: value })} />
          <Checkbox
            mb={8}
            label={texts.admin.onlyGiven}
            checked={given}
            onChange={({ currentTarget }) => change({ given: currentTarget.checked || undefined })}
          />
        </>
      }
      empty={<Empty title={texts.admin.nothingFits} hint={texts.admin.nothingFitsHint} />}
    />
  );
}
