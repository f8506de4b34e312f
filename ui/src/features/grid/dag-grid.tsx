import { Button, Group } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { structureQuery } from '#shared/api/queries/dags.ts';
import { type GridRun, gridQuery } from '#shared/api/queries/grid.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import classes from './grid.module.css';
import { GridActions } from './grid-actions.tsx';
import { chosenIn } from './grid-cells.ts';
import { GridLegend } from './grid-legend.tsx';
import { type GridRow, gridRows } from './grid-rows.ts';
import { GridView } from './grid-view.tsx';
import { useCursor } from './use-cursor.ts';

interface Props {
  readonly dagId: string;
  readonly folded: readonly string[];
  readonly onFolded: (folded: readonly string[]) => void;
  readonly onOpen: (run: GridRun, row: GridRow | null, inNewWindow: boolean) => void;
  /** In place of a grid without runs. */
  readonly empty: React.ReactNode;
}

/** Runs x tasks of a DAG, as far back as somebody scrolls. */
export function DagGrid({ dagId, folded, onFolded, onOpen, empty }: Props) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const structure = useQuery(structureQuery(dagId, null));
  const grid = useInfiniteQuery(gridQuery(dagId));
  const { fetchNextPage, isFetchingNextPage } = grid;
  const runs = useMemo(() => (grid.data?.pages.flatMap((page) => page.runs) ?? []).toReversed(), [grid.data]);
  const seen = useSeenTasks(runs);
  const rows = useMemo(
    () => (structure.data === undefined ? [] : gridRows(structure.data, new Set(folded), seen)),
    [structure.data, folded, seen],
  );
  const cursor = useCursor(rows, runs);
  const { chosen, unselect } = cursor;
  const selection = useMemo(() => (chosen === null ? [] : chosenIn(chosen, runs, rows)), [chosen, runs, rows]);
  const fold = useCallback(
    (groupId: string) =>
      onFolded(folded.includes(groupId) ? folded.filter((one) => one !== groupId) : [...folded, groupId]),
    [folded, onFolded],
  );
  const older = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);

  const failed = structure.isError ? structure : grid.isError && grid.data === undefined ? grid : null;
  if (failed) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  if (structure.data === undefined || grid.data === undefined) return <Waiting />;
  if (runs.length === 0) return empty;
  const groups = structure.data.groups.map((group) => group.id);
  return (
    <div className="card">
      <div className={classes.bar}>
        {groups.length > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => onFolded(folded.length > 0 ? [] : groups)}>
            {folded.length > 0 ? texts.grid.unfoldAll : texts.grid.foldAll}
          </Button>
        )}
        {mayChange && selection.length > 0 && (
          <GridActions dagId={dagId} runs={runs} chosen={selection} onDone={unselect} />
        )}
        <Group ml="auto">
          <GridLegend />
        </Group>
      </div>
      <GridView
        dagId={dagId}
        rows={rows}
        runs={runs}
        cursor={cursor}
        hasOlder={grid.hasNextPage}
        isLoading={isFetchingNextPage}
        onOlder={older}
        onFold={fold}
        onOpen={onOpen}
      />
    </div>
  );
}

/** Ids of all tasks that the runs have. The same object while they are the same: rows are made of it. */
function useSeenTasks(runs: readonly GridRun[]): readonly string[] {
  const text = useMemo(() => {
    const ids = new Set<string>();
    for (const run of runs) for (const id of run.cells.keys()) ids.add(id);
    return [...ids].sort().join('\n');
  }, [runs]);
  return useMemo(() => (text === '' ? [] : text.split('\n')), [text]);
}
