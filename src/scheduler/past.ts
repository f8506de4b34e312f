/** The runs before those whose tasks depend on the past: found in the store, between two commits, and followed while they change. */
import { considerPast } from '#domain/moves.ts';
import { heirsOf } from '#domain/past.ts';
import type { Run } from '#domain/run.ts';
import type { TaskTransition } from '#domain/transitions.ts';
import { restoreStoredRun } from './restore-run.ts';
import type { SchedulerState } from './state.ts';
import type { Store } from './store.ts';
import type { TickOptions } from './ticks.ts';
import type { Turn } from './turn.ts';

/** A run begins whose tasks depend on the run before: that one is read before the next turn. */
export function askForPast({ askers, pastWanted }: SchedulerState, run: Run): void {
  if (run.graph.askPast.length === 0) return;
  const asking = askers.get(run.facts.dagId);
  if (asking) asking.add(run);
  else askers.set(run.facts.dagId, new Set([run]));
  pastWanted.add(run);
}

/** Where it begins anew another run may have come before it. */
export function forgetAsker({ askers, pastWanted }: SchedulerState, run: Run): void {
  run.past = undefined;
  pastWanted.delete(run);
  const asking = askers.get(run.facts.dagId);
  asking?.delete(run);
  if (asking?.size === 0) askers.delete(run.facts.dagId);
}

/** A run is made or deleted: it may be, or have been, the one before others, whose tasks start no more until that is known. */
export function askAgain({ askers, pastWanted }: SchedulerState, { facts }: Run): void {
  const { dagId, logicalDate } = facts;
  if (logicalDate === null) return;
  for (const asker of askers.get(dagId) ?? []) {
    if (asker.facts.logicalDate === null || asker.facts.logicalDate <= logicalDate) continue;
    asker.past = undefined;
    pastWanted.add(asker);
  }
}

/** Reads what is wanted. Called while no commit is in flight. Returns the runs that now know the run before them. */
export async function loadPast(
  state: SchedulerState,
  store: Store,
  options: TickOptions,
  newId: () => string,
): Promise<Run[]> {
  const wanted = [...state.pastWanted];
  for (const run of wanted) {
    run.past = await findPast(state, store, run, options, newId);
    state.pastWanted.delete(run);
  }
  return wanted;
}

async function findPast(
  state: SchedulerState,
  store: Store,
  { facts, graph }: Run,
  options: TickOptions,
  newId: () => string,
): Promise<Run | null> {
  if (facts.logicalDate === null) return null;
  const { catchup, startDate } = graph.dag;
  // As in Airflow: while a DAG catches up, runs that somebody asked for do not count, nor what lies before its start.
  const catchesUp = catchup ?? options.catchupByDefault;
  const since = catchesUp && startDate !== null ? Date.parse(startDate) : null;
  const dagRunId = await store.findPreviousRun(facts.dagId, { before: facts.logicalDate, since, automated: catchesUp });
  const open = dagRunId === undefined ? null : state.runs.get(dagRunId);
  if (open || dagRunId === undefined) return open ?? null;
  const stored = await store.loadRun(dagRunId);
  const version = stored && (await store.loadVersion(stored.versionId));
  return stored && version ? restoreStoredRun(state, stored, version, newId).run : null;
}

/** A task of a run moved: those that depend on it in the run after it may start. A run that had ended is another object after a clear. */
export function tellFollowers({ state, now, moves }: Turn, { instance: { run, node } }: TaskTransition): void {
  for (const asker of state.askers.get(run.facts.dagId) ?? []) {
    if (asker.past?.facts.dagRunId !== run.facts.dagRunId) continue;
    asker.past = run;
    considerPast(asker, heirsOf(asker, node.task.taskId), now, moves);
  }
}
