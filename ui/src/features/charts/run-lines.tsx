import { Button, Group, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useMemo, useState } from 'react';
import { gridQuery } from '#shared/api/queries/grid.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import classes from './charts.module.css';
import { LineChart } from './lazy-line-chart.tsx';
import { linesOf, type Measure } from './series.ts';

/** More lines than these tell nothing: the longest tasks. */
const MOST = 16;

/** What tasks took, or when they were done, over the last runs. */
export function RunLines({ dagId, measure, empty }: { dagId: string; measure: Measure; empty: ReactNode }) {
  const texts = useTexts();
  const format = useFormat();
  const [isTable, setTable] = useState(false);
  const grid = useInfiniteQuery(gridQuery(dagId));
  const shown = useMemo(
    () => linesOf((grid.data?.pages.flatMap((page) => page.runs) ?? []).toReversed(), measure, MOST),
    [grid.data, measure],
  );
  const lines = useMemo(() => shown.lines.map(({ taskId, values }) => ({ name: taskId, values })), [shown]);
  const points = useMemo(
    () => shown.runs.map((run) => ({ name: run.dag_run_id, tick: format.short(run.run_after) })),
    [shown, format],
  );
  if (grid.isPending) return <Waiting />;
  if (grid.isError) return <Failure error={grid.error} onRetry={() => void grid.refetch()} />;
  if (shown.lines.length === 0) return empty;
  const label = texts.charts[measure](lines.length, shown.runs.length);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <span>{label}</span>
        <Group gap="xs">
          {grid.hasNextPage && (
            <Button
              size="compact-sm"
              variant="default"
              loading={grid.isFetchingNextPage}
              onClick={() => void grid.fetchNextPage()}
            >
              {texts.grid.older}
            </Button>
          )}
          <Button size="compact-sm" variant="default" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {isTable ? texts.charts.asChart : texts.charts.asTable}
          </Button>
        </Group>
      </Group>
      <div className={`card ${classes.frame}`}>
        {isTable ? (
          <table className={classes.table} aria-label={label}>
            <thead>
              <tr>
                <th scope="col">{texts.dag.runId}</th>
                {shown.lines.map((line) => (
                  <th key={line.taskId} scope="col">
                    {line.taskId}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.runs.map((run, place) => (
                <tr key={run.dag_run_id}>
                  <th scope="row">{run.dag_run_id}</th>
                  {shown.lines.map((line) => (
                    <td key={line.taskId}>{format.duration(line.values[place])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <Suspense fallback={<Waiting />}>
            <LineChart
              points={points}
              pointName={texts.browse.run}
              lines={lines}
              format={format.duration}
              label={label}
            />
          </Suspense>
        )}
      </div>
    </Stack>
  );
}
