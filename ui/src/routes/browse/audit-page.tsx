import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DateFilter } from '#features/browse/date-filter.tsx';
import { type AuditEntry, auditLogQuery } from '#shared/api/queries/browse.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { DagLink, Instant, RunLink } from '../cells.tsx';
import { useTitle } from '../use-title.ts';
import { NothingFits } from './nothing-fits.tsx';
import { type AuditSearch, auditSearch } from './search.ts';

const route = getRouteApi('/browse/audit-log');
const NEWEST_FIRST = '-when';

export function AuditPage() {
  const texts = useTexts();
  const given = route.useSearch();
  const { dag, run, task, user, event, from, to, order = NEWEST_FIRST } = given;
  const navigate = route.useNavigate();
  const change = (part: AuditSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({ ...auditLogQuery({ ...given, order }), placeholderData: keepPreviousData });
  useTitle(texts.browse.audit);
  const columns = useMemo(
    (): Column<AuditEntry>[] => [
      { id: 'when', name: texts.browse.when, orderBy: 'when', cell: (one) => <Instant at={one.when} /> },
      { id: 'event', name: texts.browse.event, orderBy: 'event', isName: true, cell: (one) => one.event },
      { id: 'user', name: texts.browse.user, orderBy: 'owner', cell: (one) => one.owner },
      {
        id: 'dag',
        name: texts.browse.dag,
        orderBy: 'dag_id',
        cell: (one) => one.dag_id !== null && <DagLink dagId={one.dag_id} />,
      },
      {
        id: 'run',
        name: texts.browse.run,
        orderBy: 'run_id',
        // The run may be gone by now: then its page says so.
        cell: (one) =>
          one.dag_id !== null && one.run_id !== null ? <RunLink dagId={one.dag_id} runId={one.run_id} /> : one.run_id,
      },
      {
        id: 'task',
        name: texts.run.task,
        orderBy: 'task_id',
        cell: ({ task_id, map_index }) =>
          map_index === null || map_index < 0 ? task_id : `${task_id ?? ''} [${map_index}]`,
      },
      {
        id: 'extra',
        name: texts.browse.extra,
        isName: true,
        cell: ({ extra }) => <span className="mono">{extra}</span>,
      },
    ],
    [texts],
  );
  return (
    <ListView
      name="audit-log"
      title={texts.browse.audit}
      query={query}
      keyOf={({ event_log_id }) => String(event_log_id)}
      columns={columns}
      order={readOrder(order, [order.replace(/^-/, '')])}
      onOrder={(next) => change({ order: orderText(next) })}
      search={given}
      onSearch={(saved) => void navigate({ search: auditSearch(saved) })}
      filters={
        <>
          <TextFilter label={texts.browse.event} value={event} onChange={(value) => change({ event: value })} />
          <TextFilter label={texts.browse.user} value={user} onChange={(value) => change({ user: value })} />
          <TextFilter label={texts.browse.dag} value={dag} onChange={(value) => change({ dag: value })} />
          <TextFilter label={texts.browse.run} value={run} onChange={(value) => change({ run: value })} />
          <TextFilter label={texts.run.task} value={task} onChange={(value) => change({ task: value })} />
          <DateFilter label={texts.browse.from} value={from} onChange={(value) => change({ from: value })} />
          <DateFilter label={texts.browse.to} value={to} onChange={(value) => change({ to: value })} />
        </>
      }
      empty={<NothingFits hint={texts.browse.noAuditHint} to="/browse/audit-log" />}
    />
  );
}
