import { Select } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Job, jobsQuery } from '#shared/api/queries/browse.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { Instant } from '../cells.tsx';
import { useTitle } from '../use-title.ts';
import { NothingFits } from './nothing-fits.tsx';
import { JOB_STATES, type JobsSearch, jobsSearch } from './search.ts';

const route = getRouteApi('/browse/jobs');
const NEWEST_FIRST = '-start_date';

export function JobsPage() {
  const texts = useTexts();
  const given = route.useSearch();
  const { state, order = NEWEST_FIRST } = given;
  const navigate = route.useNavigate();
  const change = (part: JobsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({ ...jobsQuery({ state, order }), placeholderData: keepPreviousData });
  useTitle(texts.browse.jobs);
  const columns = useMemo(
    (): Column<Job>[] => [
      {
        id: 'state',
        name: texts.browse.state,
        orderBy: 'state',
        cell: (one) => <StateLabel state={toState(one.state)} />,
      },
      { id: 'id', name: texts.browse.id, orderBy: 'id', isNumber: true, cell: (one) => one.id },
      { id: 'type', name: texts.browse.type, orderBy: 'job_type', cell: (one) => one.job_type },
      { id: 'host', name: texts.browse.host, orderBy: 'hostname', cell: (one) => one.hostname },
      { id: 'started', name: texts.run.started, orderBy: 'start_date', cell: (one) => <Instant at={one.start_date} /> },
      { id: 'ended', name: texts.run.ended, orderBy: 'end_date', cell: (one) => <Instant at={one.end_date} /> },
      {
        id: 'heartbeat',
        name: texts.browse.heartbeat,
        orderBy: 'latest_heartbeat',
        cell: (one) => <Instant at={one.latest_heartbeat} />,
      },
    ],
    [texts],
  );
  return (
    <ListView
      name="jobs"
      title={texts.browse.jobs}
      query={query}
      keyOf={({ id }) => String(id)}
      columns={columns}
      order={readOrder(order, [order.replace(/^-/, '')])}
      onOrder={(next) => change({ order: orderText(next) })}
      search={given}
      onSearch={(saved) => void navigate({ search: jobsSearch(saved) })}
      filters={
        <Select
          aria-label={texts.browse.state}
          placeholder={texts.browse.anyState}
          clearable
          w={170}
          data={JOB_STATES.map((value) => ({ value, label: texts.state[value] }))}
          value={state ?? null}
          onChange={(value) => change({ state: JOB_STATES.find((one) => one === value) })}
        />
      }
      empty={<NothingFits hint={texts.browse.noJobsHint} to="/browse/jobs" />}
    />
  );
}
