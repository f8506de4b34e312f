/**
 * The transitions of a run and its instances: what is written down of each, and the one place where each happens. They are checked against the
 * table of states.ts; moves.ts and interventions.ts say when they happen.
 */
import type { Cause } from './cause.ts';
import { failuresOf, type RunFailures } from './failures.ts';
import type { Reason } from './reasons.ts';
import { type Instance, isSplit, type Run, relatedInstances, taskOf } from './run.ts';
import {
  isFinished,
  isOccupied,
  isRunFinished,
  isWaiting,
  type MaybeTaskState,
  mayBecome,
  type RunState,
  runMayBecome,
  type TaskState,
} from './states.ts';
import { countUpstream } from './trigger-rules.ts';

export interface TaskTransition {
  kind: 'task';
  instance: Instance;
  from: MaybeTaskState;
  to: MaybeTaskState;
  at: number;
  why: Cause | Reason[] | null;
  /** The attempt that ended or begins with it. */
  attemptId: string;
  tryNumber: number;
  startedAt: number | null;
  /** Who caused it: a user, or a part of the product. */
  by: string;
  /** The row as it stood belongs to a try that is over: it goes to the history, ended like this, before it is overwritten. */
  archive: EndedTry | null;
}

/** How a try ended. What neither succeeded nor was decided without running has failed. */
export interface EndedTry {
  state: TaskState;
  endedAt: number | null;
  error: Cause | null;
}

export interface RunTransition {
  kind: 'run';
  run: Run;
  from: RunState;
  to: RunState;
  at: number;
  why: Cause | null;
  by: string;
  /** Of the run as it was then: it may be cleared in the same turn. */
  clearNumber: number;
  startedAt: number | null;
  /** Of one that failed, where somebody is to be told: what failed by then. */
  failures: RunFailures | null;
}

export interface Moves {
  /** Who causes what is appended from here on. */
  by: string;
  transitions: (TaskTransition | RunTransition)[];
  /** Ids for attempts of new instances. */
  newId: () => string;
  /** Instances of a mapped task that have no row yet, and those that stood for it until its length was known. */
  added: Instance[];
  gone: Instance[];
  /** Instances that became ready to start. */
  ready: Instance[];
  /** Attempts that gave their slot back. */
  released: Instance[];
  /** Attempts that must be ended from outside, and why. */
  cancelled: { attemptId: string; why: Cause }[];
}

export const noMoves = (by: string, newId: () => string): Moves => ({
  by,
  newId,
  transitions: [],
  ready: [],
  released: [],
  cancelled: [],
  added: [],
  gone: [],
});

/** A state that does not follow from the present one: a defect here, never an input of a user. */
class ImpossibleTransition extends Error {
  constructor(what: string, from: string | null, to: string | null) {
    super(`${what} is ${from ?? 'none'} and cannot become ${to ?? 'none'}`);
    this.name = 'ImpossibleTransition';
  }
}

/** The one place where a task instance changes its state. */
export function become(
  instance: Instance,
  to: MaybeTaskState,
  at: number,
  why: Cause | Reason[] | null,
  out: Moves,
  archive: EndedTry | null = null,
): void {
  const from = instance.state;
  const { run } = instance;
  if (!mayBecome(from, to)) {
    throw new ImpossibleTransition(`task ${instance.node.task.taskId} of run ${run.facts.runId}`, from, to);
  }
  if (isOccupied(from) && !isOccupied(to)) out.released.push(instance);
  if (isFinished(from) !== isFinished(to)) run.unfinished += isFinished(to) ? -1 : 1;
  if (from === 'up_for_reschedule' && to === 'scheduled') instance.rescheduled = true;
  instance.announced = false;
  if (!isWaiting(to)) instance.waitFor = null;
  const task = taskOf(instance);
  if (to === null) task.told = null;
  task.removed += Number(to === 'removed') - Number(from === 'removed');
  task.decided += Number(isDecided(to)) - Number(isDecided(from));
  instance.state = to;
  countForDownstreams(instance, from);
  const { attemptId, tryNumber, startedAt } = instance;
  const attempt = { attemptId, tryNumber, startedAt };
  out.transitions.push({ kind: 'task', instance, from, to, at, why, ...attempt, archive, by: out.by });
}

const isDecided = (state: MaybeTaskState): boolean => state !== null && state !== 'removed';

/** What comes after an instance knows at once how it ended, or that it is open again. */
function countForDownstreams(instance: Instance, from: MaybeTaskState): void {
  const { run, node, state } = instance;
  if (!isFinished(from) && !isFinished(state)) return;
  const isSetup = node.task.role === 'setup';
  for (const down of node.downstream) {
    const next = run.tasks[down];
    if (!next) continue;
    for (const { counts } of isSplit(next) ? relatedInstances(instance, down) : [next]) {
      countUpstream(counts, from, isSetup, -1);
      countUpstream(counts, state, isSetup);
    }
  }
}

/** An instance that ended without an attempt has begun and ended at the same instant, as in Airflow. */
export function endFields(instance: Instance, at: number, why: Cause | null): void {
  instance.startedAt ??= at;
  instance.endedAt = at;
  instance.nextStartAt = null;
  instance.error = why;
}

export function endedTry(instance: Instance, at: number): EndedTry {
  const { state, endedAt, error } = instance;
  return { state: state !== null && isFinished(state) ? state : 'failed', endedAt: endedAt ?? at, error };
}

export function moveRun(run: Run, to: RunState, at: number, why: Cause | null, out: Moves): void {
  if (run.state === to) return;
  if (!runMayBecome(run.state, to)) throw new ImpossibleTransition(`run ${run.facts.runId}`, run.state, to);
  const { state: from, clearNumber, startedAt } = run;
  const failures = to === 'failed' && run.graph.dag.callbacks?.failure ? failuresOf(run) : null;
  out.transitions.push({ kind: 'run', run, from, to, at, why, by: out.by, clearNumber, startedAt, failures });
  if (isRunFinished(run.state) && !isRunFinished(to)) run.startedAt = null;
  run.state = to;
}
