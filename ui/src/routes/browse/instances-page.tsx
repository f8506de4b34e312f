import { Select } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useChosen } from '#features/admin/use-chosen.ts';
import { keyOfInstance } from '#features/browse/chosen-instances.ts';
import { DateFilter } from '#features/browse/date-filter.tsx';
import { InstanceActions } from '#features/browse/instance-actions.tsx';
import { poolNamesQuery } from '#shared/api/queries/admin.ts';
import { allInstancesQuery } from '#shared/api/queries/browse.ts';
import { rowsOf } from '#shared/api/queries/paging.ts';
import type { TaskInstance } from '#shared/api/queries/tasks.ts';
import { useMayChange } from '#shared/api/use-session.ts';
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
import { DagLink, Instant, RunLink, TaskLink } from '../cells.tsx';
import { useTitle } from '../use-title.ts';
import { NothingFits } from './nothing-fits.tsx';
import { type InstancesSearch, instancesSearch, TASK_STATES } from './search.ts';

const route = getRouteApi('/browse/task-instances');
const NEWEST_FIRST = '-run_after';

export function InstancesPage() {
  const texts = useTexts();
  const format = useFormat();
  const mayChange = useMayChange();
  const given = route.useSearch();
  const { dag, task, run, state, pool, queue, operator, from, to, order = NEWEST_FIRST } = given;
  const navigate = route.useNavigate();
  const change = (part: InstancesSearch) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({ ...allInstancesQuery({ ...given, order }), placeholderData: keepPreviousData });
  const pools = useQuery(poolNamesQuery);
  const { chosen, choose } = useChosen(JSON.stringify(given));
  const rows = rowsOf(query.data, keyOfInstance);
  const now = useNow(rows.some((one) => one.state === 'running'));
  const columns = useMemo(() => columnsOf(texts, format, now), [texts, format, now]);
  useTitle(texts.browse.instances);
  const textFilter = (
    name: 'dag' | 'task' | 'run' | 'queue' | 'operator',
    label: string,
    value: string | undefined,
  ) => <TextFilter label={label} value={value} onChange={(text) => change({ [name]: text })} />;
  return (
    <ListView
      name="task-instances"
      title={texts.browse.instances}
      query={query}
      keyOf={keyOfInstance}
      columns={columns}
      hiddenAtFirst={['ended', 'queue', 'pid', 'host']}
      order={readOrder(order, [order.replace(/^-/, '')])}
      onOrder={(next) => change({ order: orderText(next) })}
      {...(mayChange && { chosen, onChoose: choose })}
      actions={
        mayChange &&
        chosen.size > 0 && (
          <InstanceActions
            chosen={rows.filter((one) => chosen.has(keyOfInstance(one)))}
            onDone={() => choose(new Set())}
          />
        )
      }
      search={given}
      onSearch={(saved) => void navigate({ search: instancesSearch(saved) })}
      filters={
        <>
          {textFilter('dag', texts.browse.dag, dag)}
          {textFilter('task', texts.run.task, task)}
          {textFilter('run', texts.browse.run, run)}
          <Select
            aria-label={texts.browse.state}
            placeholder={texts.browse.anyState}
            clearable
            searchable
            flex="1 1 150px"
            maw={190}
            data={TASK_STATES.map((value) => ({ value, label: texts.state[value] }))}
            value={state ?? null}
            onChange={(value) => change({ state: TASK_STATES.find((one) => one === value) })}
          />
          <Select
            aria-label={texts.task.pool}
            placeholder={texts.browse.anyPool}
            clearable
            searchable
            flex="1 1 150px"
            maw={190}
            data={[...new Set([...(pool === undefined ? [] : [pool]), ...(pools.data ?? [])])]}
            value={pool ?? null}
            onChange={(value) => change({ pool: value ?? undefined })}
          />
          {textFilter('operator', texts.run.operator, operator)}
          {textFilter('queue', texts.browse.queue, queue)}
          <DateFilter label={texts.browse.from} value={from} onChange={(value) => change({ from: value })} />
          <DateFilter label={texts.browse.to} value={to} onChange={(value) => change({ to: value })} />
        </>
      }
      empty={<NothingFits hint={texts.browse.noInstancesHint} to="/browse/task-instances" />}
    />
  );
}

const columnsOf = (texts: Texts, format: Formatter, now: number): Column<TaskInstance>[] => [
  { id: 'state', name: texts.browse.state, orderBy: 'state', cell: (one) => <StateLabel state={toState(one.state)} /> },
  { id: 'dag', name: texts.browse.dag, orderBy: 'dag_id', cell: (one) => <DagLink dagId={one.dag_id} /> },
  {
    id: 'run',
    name: texts.browse.run,
    orderBy: 'run_after',
    cell: (one) => <RunLink dagId={one.dag_id} runId={one.dag_run_id} />,
  },
  {
    id: 'task',
    name: texts.run.task,
    orderBy: 'task_id',
    cell: (one) => <TaskLink dagId={one.dag_id} runId={one.dag_run_id} taskId={one.task_id} mapIndex={one.map_index} />,
  },
  { id: 'operator', name: texts.run.operator, orderBy: 'operator', cell: (one) => one.operator },
  { id: 'attempt', name: texts.run.attempt, orderBy: 'try_number', isNumber: true, cell: (one) => one.try_number },
  { id: 'pool', name: texts.task.pool, orderBy: 'pool', cell: (one) => one.pool },
  { id: 'queue', name: texts.browse.queue, orderBy: 'queue', cell: (one) => one.queue },
  { id: 'started', name: texts.run.started, orderBy: 'start_date', cell: (one) => <Instant at={one.start_date} /> },
  { id: 'ended', name: texts.run.ended, orderBy: 'end_date', cell: (one) => <Instant at={one.end_date} /> },
  {
    id: 'duration',
    name: texts.run.duration,
    orderBy: 'duration',
    isNumber: true,
    cell: (one) => format.duration(one.duration ?? elapsed(one.start_date, one.end_date, now)),
  },
  { id: 'host', name: texts.browse.host, cell: (one) => one.hostname },
  { id: 'pid', name: texts.browse.pid, isNumber: true, cell: (one) => one.pid },
];
