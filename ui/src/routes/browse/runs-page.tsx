import { Select } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DateFilter } from '#features/browse/date-filter.tsx';
import { allRunsQuery, type Run } from '#shared/api/queries/runs.ts';
import { elapsed, type Formatter } from '#shared/format/format.ts';
import type { Texts } from '#shared/i18n/en.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { useNow } from '#shared/widgets/use-now.ts';
import { DagLink, Instant, RunLink } from '../cells.tsx';
import { useTitle } from '../use-title.ts';
import { NothingFits } from './nothing-fits.tsx';
import { RUN_STATES, RUN_TYPES, type RunsSearch, runsSearch } from './search.ts';

const route = getRouteApi('/browse/runs');
const NEWEST_FIRST = '-run_after';

export function RunsPage() {
  const texts = useTexts();
  const format = useFormat();
  const given = route.useSearch();
  const { dag, run, state, type, from, to, order = NEWEST_FIRST } = given;
  const navigate = route.useNavigate();
  const change = (part: RunsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({
    ...allRunsQuery({
      order,
      ...(dag && { dag }),
      ...(run && { run }),
      ...(state && { state }),
      ...(type && { type }),
      from,
      to,
    }),
    placeholderData: keepPreviousData,
  });
  const isRunning = query.data?.pages.some(({ rows }) => rows.some((one) => one.state === 'running')) ?? false;
  const now = useNow(isRunning);
  const columns = useMemo(() => columnsOf(texts, format, now), [texts, format, now]);
  useTitle(texts.browse.runs);
  return (
    <ListView
      name="runs"
      title={texts.browse.runs}
      query={query}
      keyOf={(one) => `${one.dag_id}/${one.dag_run_id}`}
      columns={columns}
      hiddenAtFirst={['ended', 'version']}
      order={readOrder(order, [order.replace(/^-/, '')])}
      onOrder={(next) => change({ order: orderText(next) })}
      search={given}
      onSearch={(saved) => void navigate({ search: runsSearch(saved) })}
      filters={
        <>
          <TextFilter label={texts.browse.dag} value={dag} onChange={(value) => change({ dag: value })} />
          <TextFilter label={texts.browse.run} value={run} onChange={(value) => change({ run: value })} />
          <Select
            aria-label={texts.browse.state}
            placeholder={texts.browse.anyState}
            clearable
            flex="1 1 150px"
            maw={170}
            data={RUN_STATES.map((value) => ({ value, label: texts.state[value] }))}
            value={state ?? null}
            onChange={(value) => change({ state: RUN_STATES.find((one) => one === value) })}
          />
          <Select
            aria-label={texts.browse.type}
            placeholder={texts.browse.anyType}
            clearable
            flex="1 1 150px"
            maw={190}
            data={RUN_TYPES.map((value) => ({ value, label: texts.runType[value] }))}
            value={type ?? null}
            onChange={(value) => change({ type: RUN_TYPES.find((one) => one === value) })}
          />
          <DateFilter label={texts.browse.from} value={from} onChange={(value) => change({ from: value })} />
          <DateFilter label={texts.browse.to} value={to} onChange={(value) => change({ to: value })} />
        </>
      }
      empty={<NothingFits hint={texts.browse.noRunsHint} to="/browse/runs" />}
    />
  );
}

const columnsOf = (texts: Texts, format: Formatter, now: number): Column<Run>[] => [
  { id: 'state', name: texts.browse.state, orderBy: 'state', cell: (one) => <StateLabel state={toState(one.state)} /> },
  {
    id: 'dag',
    name: texts.browse.dag,
    orderBy: 'dag_id',
    cell: (one) => <DagLink dagId={one.dag_id} />,
  },
  {
    id: 'run',
    name: texts.browse.run,
    isName: true,
    cell: (one) => <RunLink dagId={one.dag_id} runId={one.dag_run_id} />,
  },
  { id: 'type', name: texts.browse.type, orderBy: 'run_type', cell: (one) => texts.runType[one.run_type] },
  {
    id: 'after',
    name: texts.run.runAfter,
    orderBy: 'run_after',
    cell: (one) => <Instant at={one.run_after} />,
  },
  {
    id: 'started',
    name: texts.run.started,
    orderBy: 'start_date',
    cell: (one) => <Instant at={one.start_date} />,
  },
  {
    id: 'ended',
    name: texts.run.ended,
    orderBy: 'end_date',
    cell: (one) => <Instant at={one.end_date} />,
  },
  {
    id: 'duration',
    name: texts.run.duration,
    orderBy: 'duration',
    isNumber: true,
    cell: (one) => format.duration(one.duration ?? elapsed(one.start_date, one.end_date, now)),
  },
  {
    id: 'version',
    name: texts.run.version,
    isNumber: true,
    cell: (one) => one.dag_versions.at(-1)?.version_number,
  },
];
