import { SegmentedControl, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { BulkSwitch } from '#features/dags/bulk-switch.tsx';
import { DagCard } from '#features/dags/dag-card.tsx';
import { dagColumns } from '#features/dags/dag-columns.tsx';
import { DagCounters, DagFilters } from '#features/dags/dag-filters.tsx';
import { DagOrder } from '#features/dags/dag-order.tsx';
import { ImportErrors } from '#features/dags/import-errors.tsx';
import { TriggerDialog } from '#features/trigger/trigger-dialog.tsx';
import { type Dag, type DagFilter, dagsQuery } from '#shared/api/queries/dags.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { useStored } from '#shared/preferences/use-stored.ts';
import { Empty } from '#shared/widgets/messages.tsx';
import { type DagsSearch, dagsSearch } from './search.ts';
import { useTitle } from './use-title.ts';

const route = getRouteApi('/dags');
const NONE: ReadonlySet<string> = new Set();

export function DagsPage() {
  const texts = useTexts();
  const mayChange = useMayChange();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [triggered, setTriggered] = useState<string | null>(null);
  const [chosen, setChosen] = useState(NONE);
  const [view, setView] = useStored<'table' | 'cards'>('aquilon.view.dags', 'table');
  const isNarrow = useMediaQuery('(max-width: 760px)');
  useTitle(texts.dags.title);
  const change = (part: DagsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({ ...dagsQuery(filterOf(search)), placeholderData: keepPreviousData });
  const columns = useMemo(() => dagColumns(texts, setTriggered), [texts]);
  const { order = 'dag_id', ...filters } = search;
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const card = (dag: Dag) => (
    <DagCard
      dag={dag}
      onDialog={setTriggered}
      {...(mayChange && { isChosen: chosen.has(dag.dag_id) })}
      onChoose={() => setChosen(chosen.symmetricDifference(new Set([dag.dag_id])))}
    />
  );

  return (
    <Stack gap="md">
      <ImportErrors />
      <ListView
        name="dags"
        title={texts.dags.title}
        query={query}
        keyOf={(dag) => dag.dag_id}
        columns={columns}
        hiddenAtFirst={['owner']}
        order={readOrder(order, [order.replace(/^-/, '')])}
        onOrder={(next) => change({ order: orderText(next) })}
        card={view === 'cards' || isNarrow ? card : undefined}
        {...(mayChange && { chosen, onChoose: setChosen })}
        actions={
          <>
            <BulkSwitch chosen={chosen} onDone={() => setChosen(NONE)} />
            <DagOrder value={order} onChange={(next) => change({ order: next })} />
            {!isNarrow && (
              <SegmentedControl
                aria-label={texts.dags.view}
                value={view}
                onChange={(next) => setView(next === 'cards' ? 'cards' : 'table')}
                data={[
                  { value: 'table', label: texts.dags.table },
                  { value: 'cards', label: texts.dags.cards },
                ]}
              />
            )}
          </>
        }
        search={search}
        onSearch={(saved) => void navigate({ search: dagsSearch(saved) })}
        above={<DagCounters values={search} onChange={change} />}
        filters={<DagFilters values={search} onChange={change} />}
        empty={
          isFiltered ? (
            <Empty title={texts.dags.nothingFound} hint={texts.dags.nothingFoundHint}>
              <Link to="/dags" search={{}}>
                {texts.dags.showAll}
              </Link>
            </Empty>
          ) : (
            <Empty title={texts.dags.emptyTitle} hint={texts.dags.empty} />
          )
        }
      />
      {triggered !== null && <TriggerDialog dagId={triggered} onClose={() => setTriggered(null)} />}
    </Stack>
  );
}

const filterOf = ({ search, tag, owner, show, last, pinned, order }: DagsSearch): DagFilter => ({
  search,
  tag,
  owner,
  order,
  favorite: pinned,
  paused: show === 'active' ? false : show === 'paused' ? true : undefined,
  last: show === 'failed' ? 'failed' : last,
  some: show === 'running' ? 'running' : undefined,
});
