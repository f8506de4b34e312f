import { Button, Modal } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { allXcomsQuery, type XComEntry } from '#shared/api/queries/browse.ts';
import { xcomQuery } from '#shared/api/queries/tasks.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { JsonView } from '#shared/widgets/json-view.tsx';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { DagLink, Instant, RunLink, TaskLink } from '../cells.tsx';
import { useTitle } from '../use-title.ts';
import { NothingFits } from './nothing-fits.tsx';
import { type XComsSearch, xcomsSearch } from './search.ts';

const route = getRouteApi('/browse/xcoms');
const NEWEST_FIRST = '-run_after';

export function XComsPage() {
  const texts = useTexts();
  const given = route.useSearch();
  const { key, dag, run, task, order = NEWEST_FIRST } = given;
  const navigate = route.useNavigate();
  const change = (part: XComsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({ ...allXcomsQuery({ ...given, order }), placeholderData: keepPreviousData });
  const [open, setOpen] = useState<XComEntry | null>(null);
  useTitle(texts.task.xcom);
  const columns = useMemo(
    (): Column<XComEntry>[] => [
      { id: 'key', name: texts.browse.key, orderBy: 'key', cell: (one) => <span className="mono">{one.key}</span> },
      { id: 'dag', name: texts.browse.dag, orderBy: 'dag_id', cell: (one) => <DagLink dagId={one.dag_id} /> },
      {
        id: 'run',
        name: texts.browse.run,
        orderBy: 'run_id',
        cell: (one) => <RunLink dagId={one.dag_id} runId={one.run_id} />,
      },
      {
        id: 'task',
        name: texts.run.task,
        orderBy: 'task_id',
        cell: (one) => <TaskLink dagId={one.dag_id} runId={one.run_id} taskId={one.task_id} mapIndex={one.map_index} />,
      },
      { id: 'when', name: texts.browse.when, orderBy: 'timestamp', cell: (one) => <Instant at={one.timestamp} /> },
      {
        id: 'value',
        name: texts.browse.value,
        cell: (one) => (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setOpen(one)}
            aria-label={texts.browse.show(one.key)}
          >
            {texts.browse.showValue}
          </Button>
        ),
      },
    ],
    [texts],
  );
  return (
    <>
      <ListView
        name="xcoms"
        title={texts.task.xcom}
        query={query}
        keyOf={(one) => JSON.stringify([one.dag_id, one.run_id, one.task_id, one.map_index, one.key])}
        columns={columns}
        order={readOrder(order, [order.replace(/^-/, '')])}
        onOrder={(next) => change({ order: orderText(next) })}
        search={given}
        onSearch={(saved) => void navigate({ search: xcomsSearch(saved) })}
        filters={
          <>
            <TextFilter label={texts.browse.key} value={key} onChange={(value) => change({ key: value })} />
            <TextFilter label={texts.browse.dag} value={dag} onChange={(value) => change({ dag: value })} />
            <TextFilter label={texts.browse.run} value={run} onChange={(value) => change({ run: value })} />
            <TextFilter label={texts.run.task} value={task} onChange={(value) => change({ task: value })} />
          </>
        }
        empty={<NothingFits hint={texts.browse.noXcomsHint} to="/browse/xcoms" />}
      />
      {open && <ValueDialog entry={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function ValueDialog({ entry, onClose }: { entry: XComEntry; onClose: () => void }) {
  const texts = useTexts();
  const { dag_id: dagId, run_id: runId, task_id: taskId, map_index: mapIndex, key } = entry;
  const value = useQuery(xcomQuery({ dagId, runId, taskId, mapIndex }, key));
  return (
    <Modal opened onClose={onClose} title={key} size="xl" closeButtonProps={{ 'aria-label': texts.common.close }}>
      {value.isPending && <Waiting />}
      {value.isError && <Failure error={value.error} onRetry={() => void value.refetch()} />}
      {value.data && (
        <JsonView value={'value' in value.data ? value.data.value : null} label={texts.task.valueOf(key)} />
      )}
    </Modal>
  );
}
