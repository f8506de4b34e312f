/** What a person does to a run: mark, clear, end. The moves of moves.ts do the rest. */
import type { Cause } from './cause.ts';
import { considerAll } from './moves.ts';
import { allInstances, type Instance, type Run, recount } from './run.ts';
import { judgeSetups, withSetups } from './setups.ts';
import { isFinished, isOccupied, isRunFinished, isWaiting, type TaskState } from './states.ts';
import { become, endedTry, type Moves, moveRun } from './transitions.ts';
import { judge } from './trigger-rules.ts';

type Mark = Extract<TaskState, 'success' | 'failed' | 'skipped'>;

/**
 * Marks instances; running ones are ended first. As in Airflow, what failed only because of them is cleared, so that it goes on,
 * and a run that had ended is taken up again.
 */
export function markInstances(
  run: Run,
  instances: readonly Instance[],
  state: Mark,
  at: number,
  why: Cause,
  out: Moves,
): Instance[] {
  const changed = instances.filter((instance) => isMarkable(instance, state));
  for (const instance of changed) {
    cancelIfActive(instance, why, out);
    setEnded(instance, state, at, why, out);
  }
  const victims = state === 'failed' ? [] : descendants(run, changed).filter((one) => one.state === 'upstream_failed');
  for (const victim of victims) clearOne(victim, at, why, out);
  recount(run);
  takeBackUnfounded(run, at, why, out);
  if (victims.length > 0) reopen(run, at, why, out);
  considerAll(run, at, out);
  return changed;
}

export const isMarkable = (instance: Instance, state: Mark): boolean =>
  instance.state !== state && instance.state !== 'removed';

/** Clears instances, and the setups and teardowns that they need: they run again. Those that run now are ended first, and go back to the start when their process is gone. */
export function clearInstances(
  run: Run,
  instances: readonly Instance[],
  at: number,
  why: Cause,
  out: Moves,
): Instance[] {
  const all = withSetups(run, instances);
  const changed = all.filter(({ state }) => state !== null && state !== 'restarting' && state !== 'removed');
  for (const instance of changed) {
    if (isOccupied(instance.state)) {
      out.cancelled.push({ attemptId: instance.attemptId, why });
      become(instance, 'restarting', at, why, out);
    } else {
      clearOne(instance, at, why, out);
    }
  }
  recount(run);
  takeBackUnfounded(run, at, why, out);
  return changed;
}

/** What was about to start because of a state that a person has just changed waits again. */
function takeBackUnfounded(run: Run, at: number, why: Cause, out: Moves): void {
  for (const instance of allInstances(run)) {
    const { state, counts, node } = instance;
    if (state !== 'scheduled' && state !== 'up_for_retry' && state !== 'up_for_reschedule') continue;
    if (judgeSetups(instance) !== 'run' || judge(node.task.triggerRule, counts) !== 'run')
      become(instance, null, at, why, out);
  }
}

/** The run goes on after a clear: from `queued` it waits for its place among the active runs again. */
export function reopen(run: Run, at: number, why: Cause, out: Moves): void {
  if (!isRunFinished(run.state)) return;
  run.clearNumber += 1;
  moveRun(run, 'queued', at, why, out);
}

/** The process of a cleared attempt is gone: the instance is where it was before its first try, with its tries kept. */
export function attemptCleared(instance: Instance, at: number, why: Cause, out: Moves): void {
  clearOne(instance, at, why, out);
  recount(instance.run);
  considerAll(instance.run, at, out);
}

/** Ends a run: what runs is ended and `failed`, what had not ended is `skipped`; a time-out skips both, as in Airflow. */
export function failRun(run: Run, at: number, why: Cause, out: Moves, activeBecome: Mark = 'failed'): Instance[] {
  const changed = allInstances(run).filter((instance) => !isFinished(instance.state));
  for (const instance of changed) {
    const isActive = isOccupied(instance.state) || isWaiting(instance.state);
    const state = isActive ? activeBecome : 'skipped';
    cancelIfActive(instance, why, out);
    setEnded(instance, state, at, why, out);
  }
  recount(run);
  moveRun(run, 'failed', at, why, out);
  return changed;
}

/** Marks every instance of the run that still has a place in it, and with them the run, as a success. */
export function succeedRun(run: Run, at: number, why: Cause, out: Moves): Instance[] {
  const changed = allInstances(run).filter(({ state }) => state !== 'success' && state !== 'removed');
  for (const instance of changed) {
    cancelIfActive(instance, why, out);
    setEnded(instance, 'success', at, why, out);
  }
  recount(run);
  moveRun(run, 'success', at, why, out);
  return changed;
}

function cancelIfActive(instance: Instance, why: Cause, out: Moves): void {
  if (isOccupied(instance.state)) out.cancelled.push({ attemptId: instance.attemptId, why });
}

/** Without telling the downstreams: the caller counts the whole run anew. */
function setEnded(instance: Instance, state: Mark, at: number, why: Cause, out: Moves): void {
  instance.startedAt ??= at;
  instance.endedAt = at;
  instance.nextStartAt = null;
  instance.error = state === 'failed' ? why : null;
  instance.returnedLength = null;
  instance.skips = null;
  become(instance, state, at, why, out);
}

function clearOne(instance: Instance, at: number, why: Cause, out: Moves): void {
  const archive = instance.tryNumber > 0 ? endedTry(instance, at) : null;
  instance.maxTries = instance.tryNumber + instance.node.task.retries;
  instance.nextStartAt = null;
  instance.scheduledAt = null;
  instance.queuedAt = null;
  instance.startedAt = null;
  instance.endedAt = null;
  instance.pid = null;
  instance.error = null;
  instance.skips = null;
  instance.returnedLength = null;
  instance.rescheduled = false;
  instance.waitingSince = null;
  become(instance, null, at, why, out, archive);
}

/** The instances of all tasks after those of `roots`. */
function descendants(run: Run, roots: readonly Instance[]): Instance[] {
  const seen = new Set<number>();
  const open = [...new Set(roots.map(({ node }) => node.index))];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const down of run.graph.nodes[at]?.downstream ?? []) {
      if (seen.has(down)) continue;
      seen.add(down);
      open.push(down);
    }
  }
  return [...seen].flatMap((at) => run.tasks[at]?.instances ?? []);
}
