/** Brings the grid of a DAG up to date with committed changes. What no event concerns stays the same object. */
import type { StateEvent } from '#shared/api/extra-operations.ts';
import { type GridCell, type GridData, type GridRun, single } from '#shared/api/queries/grid.ts';
import { isFinished, summarizeCounts, toState } from '#shared/state/states.ts';

/** Events of one run; `isSure`: the run need not be asked for again. */
export function applyToGrid(
  data: GridData,
  runId: string,
  events: readonly StateEvent[],
): { data: GridData; isSure: boolean } {
  const run = data.pages.flatMap(({ runs }) => runs).find((one) => one.dag_run_id === runId);
  // Older than what is shown, or new: whoever asks finds out.
  if (run === undefined) return { data, isSure: false };
  let next = run;
  let isSure = true;
  for (const event of events) {
    if (event.kind === 'run') {
      next = advanceRun(next, event);
      // Its end is later than the last of its tasks, and tells times to the millisecond.
      if (isFinished(next.state)) isSure = false;
      continue;
    }
    const cell = event.taskId === null ? undefined : next.cells.get(event.taskId);
    if (cell === undefined || event.taskId === null) {
      isSure = false;
      continue;
    }
    if (cell.isMapped) isSure = false;
    next = { ...next, cells: new Map(next.cells).set(event.taskId, advanceCell(cell, event)) };
  }
  return { data: next === run ? data : replaceRun(data, next), isSure };
}

function advanceRun(run: GridRun, { to, at }: StateEvent): GridRun {
  const state = toState(to);
  if (state === 'none' || state === run.state) return run;
  const time = new Date(at).toISOString();
  if (state === 'running') return { ...run, state, start_date: run.start_date ?? time, end_date: null };
  return { ...run, state, end_date: state === 'queued' ? null : time };
}

function advanceCell(cell: GridCell, { from, to, at }: StateEvent): GridCell {
  const state = toState(to);
  // An answer may have known better already: nothing reopens what is over without coming from that very state, as a clear does.
  const isOver = !cell.isMapped && isFinished(cell.state);
  if (isOver && toState(from) !== cell.state && !isFinished(state)) return cell;
  const start = state === 'running' && !cell.isMapped ? at : state === 'none' && !cell.isMapped ? null : cell.start;
  const end = isFinished(state) || state === 'up_for_retry' ? at : null;
  if (!cell.isMapped) return { ...single(state), isMapped: false, start, end };
  const counts = new Map(cell.counts.map((one) => [one.state, one.count]));
  const before = toState(from);
  // An answer may have known already: a count never falls below nothing, and the run is asked for again.
  if ((counts.get(before) ?? 0) > 0) {
    counts.set(before, (counts.get(before) ?? 0) - 1);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return { ...summarizeCounts(counts), isMapped: true, start: start ?? at, end };
}

/** In its place; a run that is new comes first among those that are not newer. One older than all that is shown stays out. */
export function replaceRun(data: GridData, run: GridRun): GridData {
  const isThere = data.pages.some(({ runs }) => runs.some((one) => one.dag_run_id === run.dag_run_id));
  let isPlaced = isThere;
  const pages = data.pages.map((page) => {
    if (isThere) {
      const place = page.runs.findIndex((one) => one.dag_run_id === run.dag_run_id);
      return place === -1 ? page : { ...page, runs: page.runs.with(place, run) };
    }
    if (isPlaced) return page;
    const place = page.runs.findIndex((one) => Date.parse(one.run_after) <= Date.parse(run.run_after));
    if (place === -1 && page.before !== null) return page;
    isPlaced = true;
    return { ...page, runs: page.runs.toSpliced(place === -1 ? page.runs.length : place, 0, run) };
  });
  return { ...data, pages };
}
