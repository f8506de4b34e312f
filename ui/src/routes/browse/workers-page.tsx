import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DrainButton, DrainNote } from '#features/workers/drain.tsx';
import { Rates } from '#features/workers/rates.tsx';
import { WaitingLines } from '#features/workers/waiting-lines.tsx';
import { type WorkerProcess, type WorkerQueue, workersQuery } from '#shared/api/queries/browse.ts';
import { elapsed, type Formatter } from '#shared/format/format.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { type Column, DataTable } from '#shared/list/data-table.tsx';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import { DagLink, RunLink, TaskLink } from '../cells.tsx';
import { useTitle } from '../use-title.ts';
import type { WorkersSearch } from './search.ts';

const route = getRouteApi('/browse/workers');

/** The processes that run tasks, what each of them runs and since when, and how many tasks each queue has under way. */
export function WorkersPage() {
  const texts = useTexts();
  const format = useFormat();
  const { hours = 1, queue } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: WorkersSearch) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const workers = useQuery(workersQuery);
  const { processes = [], queues = [] } = workers.data ?? {};
  const now = useNow(processes.some(({ attempt }) => attempt !== null));
  const processColumns = useMemo(() => columnsOf(texts, format, now), [texts, format, now]);
  const queueColumns = useMemo(() => columnsOfQueues(texts), [texts]);
  useTitle(texts.browse.workers);
  if (workers.isError) return <Failure error={workers.error} onRetry={() => void workers.refetch()} />;
  if (workers.isPending) return <Waiting />;
  const { hostname, drained, max_processes: most, waiting } = workers.data;
  const busy = processes.filter(({ attempt }) => attempt !== null).length;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="sm" align="baseline">
          <Title order={1} size="h2">
            {texts.browse.workers}
          </Title>
          {hostname !== null && (
            <Text c="dimmed" role="status">
              {texts.workers.summary(busy, most, waiting)}
            </Text>
          )}
        </Group>
        {hostname !== null && drained === null && <DrainButton />}
      </Group>
      {drained !== null && <DrainNote drained={drained} busy={busy} />}
      {hostname === null ? (
        <div className="card">
          <Empty title={texts.workers.elsewhere} hint={texts.workers.elsewhereHint} />
        </div>
      ) : (
        <>
          <Title order={2} size="h4">
            {texts.workers.processesOf(hostname)}
          </Title>
          {processes.length === 0 ? (
            <div className="card">
              <Empty title={texts.workers.noProcess} hint={texts.workers.noProcessHint} />
            </div>
          ) : (
            <DataTable
              label={texts.workers.processesOf(hostname)}
              columns={processColumns}
              rows={processes}
              keyOf={({ pid }) => String(pid)}
            />
          )}
        </>
      )}
      <Title order={2} size="h4">
        {texts.workers.queues}
      </Title>
      {queues.length === 0 ? (
        <div className="card">
          <Empty title={texts.workers.noQueue} hint={texts.workers.noQueueHint} />
        </div>
      ) : (
        <DataTable label={texts.workers.queues} columns={queueColumns} rows={queues} keyOf={(one) => one.queue} />
      )}
      <WaitingLines />
      <Rates
        hours={hours}
        queue={queue}
        onHours={(chosen) => change({ hours: chosen === 24 ? 24 : undefined })}
        onQueue={(chosen) => change({ queue: chosen })}
      />
    </Stack>
  );
}

const MEBIBYTE = 1_048_576;

function columnsOf(texts: Texts, format: Formatter, now: number): Column<WorkerProcess>[] {
  const stateNames: Readonly<Record<string, string>> = texts.workers.state;
  return [
    { id: 'pid', name: texts.browse.pid, cell: ({ pid }) => <span className="mono">{pid}</span> },
    { id: 'state', name: texts.browse.state, cell: ({ state }) => stateNames[state] ?? state },
    { id: 'dag', name: texts.browse.dag, cell: ({ attempt }) => attempt && <DagLink dagId={attempt.dag_id} /> },
    {
      id: 'run',
      name: texts.browse.run,
      cell: ({ attempt }) => attempt && <RunLink dagId={attempt.dag_id} runId={attempt.dag_run_id} />,
    },
    {
      id: 'task',
      name: texts.run.task,
      isName: true,
      cell: ({ attempt }) =>
        attempt && (
          <TaskLink
            dagId={attempt.dag_id}
            runId={attempt.dag_run_id}
            taskId={attempt.task_id}
            mapIndex={attempt.map_index}
          />
        ),
    },
    {
      id: 'since',
      name: texts.workers.runsFor,
      isNumber: true,
      cell: ({ since }) => format.duration(elapsed(since, null, now)),
    },
    {
      id: 'memory',
      name: texts.workers.memory,
      isNumber: true,
      cell: ({ memory_bytes: bytes }) => bytes !== null && texts.workers.mebibytes(Math.round(bytes / MEBIBYTE)),
    },
    { id: 'attempts', name: texts.workers.attempts, isNumber: true, cell: ({ attempts }) => attempts },
  ];
}

function columnsOfQueues(texts: Texts): Column<WorkerQueue>[] {
  const states = ['running', 'queued', 'scheduled', 'deferred'] as const;
  return [
    { id: 'queue', name: texts.browse.queue, isName: true, cell: ({ queue }) => queue },
    ...states.map(
      (state): Column<WorkerQueue> => ({
        id: state,
        name: texts.state[state],
        isNumber: true,
        cell: (one) =>
          one[state] === 0 ? (
            0
          ) : (
            <Link to="/browse/task-instances" search={{ queue: one.queue, state }}>
              {one[state]}
            </Link>
          ),
      }),
    ),
  ];
}
