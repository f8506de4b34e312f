/** What deferred attempts wait for: an instant is timed here; what somebody has to look at is handed to the executor after the commit. */
import { attemptEnded, type Ending } from '#domain/moves.ts';
import { allInstances, type Instance, type Run } from '#domain/run.ts';
import { isWaiting } from '#domain/states.ts';
import type { TaskTransition } from '#domain/transitions.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { endUnanswered } from './answers.ts';
import { raiseOutletEvents } from './asset-runs.ts';
import type { Timer } from './state.ts';
import type { Turn } from './turn.ts';

/** The instance waits, since this turn or since before a restart. Nobody looks while its DAG is switched off. */
export function beginWait(turn: Turn, instance: Instance): void {
  const { waitFor, waitingSince, attemptId, node, run } = instance;
  const { state, now, monotonic } = turn;
  if (waitFor?.kind === 'poke') {
    if (run.paused) return;
    state.attempts.set(attemptId, instance);
    turn.waits.push(instance);
  } else if (waitFor?.kind === 'answer') {
    if (waitFor.until !== null) state.wallTimers.update({ at: waitFor.until, kind: 'moment', instance, attemptId });
  } else if (waitFor) {
    state.wallTimers.update({ at: waitFor.at, kind: 'moment', instance, attemptId });
    const limit = node.task.sensor?.timeoutMs;
    // Where the clock was set back meanwhile, the whole limit is left, and no more.
    const left = limit == null ? null : Math.min(limit, Math.max(0, (waitingSince ?? now) + limit - now));
    if (left !== null) state.delayTimers.update({ at: monotonic + left, kind: 'wait_timeout', instance, attemptId });
  }
}

/** It was marked, cleared or ended with its run: nobody looks any more. What ended by its own report is known already. */
export function endWait(turn: Turn, { attemptId, why }: TaskTransition): void {
  if (!turn.state.attempts.delete(attemptId)) return;
  const { code, message } = why === null || Array.isArray(why) ? NO_LONGER : why;
  turn.unwaited.push({ attemptId, why: { code, message } });
}

const NO_LONGER = { code: 'TASK_MARKED', message: 'nobody waits for it any more' };

/** The DAG of the run was switched: what waits stops to look, or looks again. */
export function switchWaits(turn: Turn, run: Run): void {
  const why = { code: 'DAG_PAUSED', message: `the DAG ${run.facts.dagId} was switched off` };
  for (const instance of allInstances(run)) {
    const { attemptId, waitFor } = instance;
    if (instance.state !== 'deferred' || waitFor?.kind !== 'poke') continue;
    if (!run.paused) beginWait(turn, instance);
    else if (turn.state.attempts.delete(attemptId)) turn.unwaited.push({ attemptId, why });
  }
}

type WaitTimer = Extract<Timer, { kind: 'moment' | 'wait_timeout' }>;

/** A timer of an attempt that waits no longer is passed over. */
export function endTimedWait(turn: Turn, { instance, attemptId, kind }: WaitTimer): void {
  if (!isWaiting(instance.state) || instance.attemptId !== attemptId) return;
  if (instance.waitFor?.kind === 'answer') {
    endUnanswered(turn, instance, instance.waitFor.question);
    return;
  }
  const ending: Ending = kind === 'moment' ? { state: 'success' } : timedOut(instance);
  if (ending.state === 'success') raiseOutletEvents(turn, instance, []);
  attemptEnded(instance, ending, turn.now, turn.moves);
}

/** As in Airflow, no retry follows. */
function timedOut({ node }: Instance): Ending {
  const { sensor, taskId } = node.task;
  const error = new AquilonError('SENSOR_TIMEOUT', { task: taskId, seconds: (sensor?.timeoutMs ?? 0) / 1000 });
  const cause = { code: error.code, message: error.message };
  return sensor?.softFail ? { state: 'skipped', cause } : { state: 'failed', cause, retryable: false };
}
