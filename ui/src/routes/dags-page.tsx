import { Button, CloseButton, Group, SegmentedControl, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import classes from '#features/dags/dag-list.module.css';
import { DagRow } from '#features/dags/dag-row.tsx';
import { ImportErrors } from '#features/dags/import-errors.tsx';
import { TriggerDialog } from '#features/trigger/trigger-dialog.tsx';
import { dagCountsQuery, dagsQuery } from '#shared/api/queries/dags.ts';
import { rowsOf, totalOf } from '#shared/api/queries/paging.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import type { DagsSearch } from './search.ts';
import { useTitle } from './use-title.ts';

const route = getRouteApi('/dags');
const TYPING_PAUSE_MS = 150;

export function DagsPage() {
  const texts = useTexts();
  const search = route.useSearch();
  const [triggered, setTriggered] = useState<string | null>(null);
  useTitle(texts.dags.title);
  const paused = search.show === undefined ? undefined : search.show === 'paused';
  const list = useInfiniteQuery({
    ...dagsQuery({ search: search.search, tag: search.tag, paused }),
    placeholderData: keepPreviousData,
  });
  const dags = rowsOf(list.data, (dag) => dag.dag_id);
  const total = totalOf(list.data) ?? 0;
  const isFiltered = search.search !== undefined || search.tag !== undefined || search.show !== undefined;

  return (
    <Stack gap="md">
      <Group gap="sm" align="baseline">
        <Title order={1} size="h2">
          {texts.dags.title}
        </Title>
        {list.data && (
          <Text c="dimmed" role="status">
            {texts.dags.count(total)}
          </Text>
        )}
      </Group>
      <ImportErrors />
      <Filters tags={[...new Set(dags.flatMap((dag) => dag.tags.map((tag) => tag.name)))]} />
      {list.isPending && <Waiting />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && dags.length > 0 && (
        <div className={`card ${classes.wrap}`}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">
                  <span className="visually-hidden">{texts.dags.on}</span>
                </th>
                <th scope="col">{texts.dags.dag}</th>
                <th scope="col">{texts.dags.schedule}</th>
                <th scope="col">{texts.dags.nextRun}</th>
                <th scope="col">{texts.dags.lastRuns}</th>
                <th scope="col">
                  <span className="visually-hidden">{texts.dags.trigger}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {dags.map((dag) => (
                <DagRow key={dag.dag_id} dag={dag} onTrigger={setTriggered} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.data && dags.length === 0 && (
        <div className="card">
          {isFiltered ? (
            <Empty title={texts.dags.nothingFound} hint={texts.dags.nothingFoundHint}>
              <Link to="/dags" search={{}}>
                {texts.dags.showAll}
              </Link>
            </Empty>
          ) : (
            <Empty title={texts.dags.emptyTitle} hint={texts.dags.empty} />
          )}
        </div>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.common.more}
        </Button>
      )}
      {triggered !== null && <TriggerDialog dagId={triggered} onClose={() => setTriggered(null)} />}
    </Stack>
  );
}

function Filters({ tags }: { tags: readonly string[] }) {
  const texts = useTexts();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(search.search ?? '');
  const change = (part: DagsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const find = useDebouncedCallback((text: string) => change({ search: text.trim() || undefined }), TYPING_PAUSE_MS);
  const type = (text: string) => {
    setTyped(text);
    find(text);
  };
  const counts = useQuery(dagCountsQuery).data;
  const counted = (name: string, count: number | undefined) => (count === undefined ? name : `${name} ${count}`);
  const options = [...new Set([...tags, ...(search.tag === undefined ? [] : [search.tag])])].sort();
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        type="search"
        aria-label={texts.dags.search}
        placeholder={texts.dags.searchHint}
        leftSection={<Icon name="search" size={16} />}
        rightSection={
          typed === '' ? null : <CloseButton size="sm" aria-label={texts.dags.clearSearch} onClick={() => type('')} />
        }
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        flex="1 1 220px"
        maw={420}
      />
      <SegmentedControl
        aria-label={texts.dags.filter}
        value={search.show ?? 'all'}
        onChange={(show) => change({ show: show === 'all' ? undefined : (show as DagsSearch['show']) })}
        data={[
          { value: 'all', label: counted(texts.dags.all, counts?.all) },
          { value: 'active', label: counted(texts.dags.active, counts?.active) },
          { value: 'paused', label: counted(texts.dags.paused, counts?.paused) },
        ]}
      />
      <Select
        aria-label={texts.dags.tag}
        placeholder={texts.dags.tagAll}
        data={options}
        value={search.tag ?? null}
        onChange={(tag) => change({ tag: tag ?? undefined })}
        clearable
        searchable
        w={180}
      />
    </Group>
  );
}
