/** Carries committed changes into the cache of queries. */
import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query';
import type { RunGlance, StateEvent, UsedTry } from '#shared/api/extra-operations.ts';
import type { Schemas } from '#shared/api/generated.ts';
import { type GridData, readGridRun } from '#shared/api/queries/grid.ts';
import { keys } from '#shared/api/queries/keys.ts';
import type { Page } from '#shared/api/queries/paging.ts';
import type { RunTasks } from '#shared/api/queries/tasks.ts';
import { isFinished, toState } from '#shared/state/states.ts';
import { advanceRun, applyToRuns, applyToTasks } from './apply-events.ts';
import { atMostEvery } from './at-most-every.ts';
import { applyToGrid, replaceRun } from './grid-events.ts';

type Run = Schemas['DAGRunResponse'];

/** Asks again at most this often for what an event cannot tell (counts, next run, new runs). ms */
const REFRESH_MS = 1000;
/** What is counted over all runs is asked for less often. ms */
const OVERVIEW_MS = 5000;

/** Pages of a list that are asked for again together. A reader who is further down keeps what they read. */
const MOST_PAGES = 4;
const isShort = ({ state }: Query): boolean =>
  ((state.data as InfiniteData<unknown> | undefined)?.pages.length ?? 0) <= MOST_PAGES;

const isInLine = (state: string | null): boolean => state === 'queued' || state === 'scheduled';

export function makeLiveCache(client: QueryClient): (events: readonly StateEvent[]) => void {
  const { soon, noteChange } = atMostEvery();
  const refreshSoon = (key: readonly unknown[], pause = REFRESH_MS, isMeant: (query: Query) => boolean = () => true) =>
    soon(JSON.stringify(key), () => client.invalidateQueries({ queryKey: key, predicate: isMeant }), pause);
  const refreshListSoon = (key: readonly unknown[]) => refreshSoon(key, REFRESH_MS, isShort);

  const onGrid = (key: readonly unknown[], dagId: string, runId: string, events: readonly StateEvent[]) => {
    const held = client.getQueryData<GridData>(key);
    if (held === undefined) return;
    const { data, isSure } = applyToGrid(held, runId, events);
    if (data !== held) client.setQueryData<GridData>(key, data);
    const name = JSON.stringify([...key, runId]);
    noteChange(name);
    if (isSure) return;
    // One run of it, not all that was scrolled to. A failure leaves what the events told.
    const readRun = async () => {
      const run = await readGridRun(dagId, runId).catch(() => undefined);
      if (run !== undefined) client.setQueryData<GridData>(key, (now) => now && replaceRun(now, run));
    };
    soon(name, readRun, REFRESH_MS);
  };

  const onTasks = (dagId: string, runId: string, events: readonly StateEvent[]) => {
    const key = keys.tasks(dagId, runId);
    const held = client.getQueryData<RunTasks>(key);
    if (held === undefined) return;
    const { tasks, missing } = applyToTasks(held.tasks, events);
    if (tasks !== held.tasks) client.setQueryData<RunTasks>(key, { ...held, tasks });
    noteChange(JSON.stringify(key));
    // The end of a task brings what no event carries: host, duration to the millisecond, XCom.
    if (missing || events.some((event) => isFinished(toState(event.to)))) refreshSoon(key);
    for (const taskId of new Set(events.map((event) => event.taskId))) {
      if (taskId !== null) refreshSoon(keys.task(dagId, runId, taskId));
    }
  };

  const onRuns = (dagId: string, events: readonly StateEvent[]) => {
    for (const event of events) {
      if (event.runId === null) continue;
      client.setQueryData<Run>(keys.run(dagId, event.runId), (run) => run && advanceRun(run, event));
      if (isFinished(toState(event.to))) refreshSoon(keys.run(dagId, event.runId));
    }
    client.setQueryData<readonly RunGlance[]>(keys.lastRuns(dagId), (runs) => runs && applyToRuns(runs, events).runs);
    client.setQueryData<InfiniteData<Page<Run>>>(keys.runList(dagId), (list) => {
      if (list === undefined) return list;
      const pages = list.pages.map((page) => ({ ...page, rows: applyToRuns(page.rows, events).runs }));
      return { ...list, pages };
    });
    refreshSoon(keys.runsOf(dagId));
    refreshListSoon(keys.allRuns);
    refreshListSoon(keys.backfills(dagId));
    refreshSoon(keys.dagCounts);
    refreshSoon(keys.overview, OVERVIEW_MS);
    for (const whose of [dagId, null]) refreshSoon(keys.calendar(whose), OVERVIEW_MS);
    refreshSoon(keys.assets, OVERVIEW_MS);
    // A new run moves the next one.
    if (events.some((event) => event.from === null)) {
      refreshSoon(keys.dagLists);
      refreshSoon(keys.dag(dagId));
    }
  };

  return (events) => {
    for (const [, group] of groupBy(events, (event) => `${event.kind}\n${event.dagId}\n${event.runId ?? ''}`)) {
      const [first] = group;
      if (first === undefined) continue;
      if (first.runId !== null)
        for (const key of [keys.grid(first.dagId), keys.gridRun(first.dagId, first.runId)])
          onGrid(key, first.dagId, first.runId, group);
      if (first.kind === 'task') {
        refreshSoon(keys.pools);
        refreshSoon(keys.workers);
        if (group.some(({ from, to }) => isInLine(from) || isInLine(to))) refreshSoon(keys.waitingTasks, OVERVIEW_MS);
        if (group.some(({ from, to }) => to !== 'running' && (from === 'running' || from === 'deferred')))
          refreshSoon(keys.workerRates, OVERVIEW_MS);
        refreshListSoon(keys.allInstances);
        if (group.some(({ from, to }) => from === 'awaiting_input' || to === 'awaiting_input'))
          for (const key of [keys.questions, keys.overview]) refreshSoon(key);
      }
      if (first.kind === 'task' && first.runId !== null) onTasks(first.dagId, first.runId, group);
      else if (first.kind === 'run') onRuns(first.dagId, group);
      else if (first.kind === 'dag') {
        refreshSoon(keys.dagLists);
        refreshSoon(keys.dagCounts);
        refreshSoon(keys.favorites);
        refreshSoon(keys.overview, OVERVIEW_MS);
        refreshSoon(keys.dag(first.dagId));
        refreshSoon(keys.importErrors);
      }
    }
  };
}

/** Reads again what is shown of these tries. An answer that is under way is waited for: on a slow connection none would ever arrive. */
export const refreshUsage =
  (client: QueryClient) =>
  (tries: readonly UsedTry[]): void => {
    for (const { dagId, runId, taskId, mapIndex, tryNumber } of tries)
      void client.invalidateQueries(
        { queryKey: keys.usage(dagId, runId, taskId, mapIndex, tryNumber) },
        { cancelRefetch: false },
      );
  };

function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
