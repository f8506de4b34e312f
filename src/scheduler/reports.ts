/** What the executor reports of attempts, applied. A report of an attempt that is no longer the current one changes nothing. */
import { attemptCleared } from '#domain/interventions.ts';
import { attemptEnded, attemptStarted, type Ending } from '#domain/moves.ts';
import { findInstance, type Instance } from '#domain/run.ts';
import { isOccupied } from '#domain/states.ts';
import type { Outcome, Report, XComValue } from '#queue/executor.ts';
import { raiseOutletEvents } from './asset-runs.ts';
import { noteEnding } from './quarantine.ts';
import { keyOf } from './state.ts';
import type { Turn } from './turn.ts';

/** False: the attempt was superseded, and its report is refused. */
export function applyReport(turn: Turn, report: Report): boolean {
  const { attempts } = turn.state;
  const instance = attempts.get(report.attemptId);
  if (!instance) return false;
  const isTwice = instance.attemptId === report.attemptId && instance.state === 'deferred';
  // It is being looked after. One that was given up is another matter, though the present one may wait as well.
  if (isTwice && report.kind === 'finished' && report.outcome.state === 'deferred') return false;
  if (report.kind === 'finished') {
    attempts.delete(report.attemptId);
    letNextBegin(turn, instance, report.attemptId);
  }
  if (instance.attemptId !== report.attemptId) return false;
  turn.moves.by = 'worker';
  if (report.kind === 'started') {
    attemptStarted(instance, report.pid, report.at, turn.moves);
    return true;
  }
  // A person marked it meanwhile: the mark stands.
  if (!isOccupied(instance.state) && instance.state !== 'deferred') return false;
  if (instance.state === 'restarting') {
    const why = { code: 'TASK_CLEARED', message: 'the process of the cleared attempt is gone' };
    attemptCleared(instance, turn.now, why, turn.moves);
    return true;
  }
  const at = Math.max(report.at, instance.startedAt ?? report.at);
  // An attempt that was never reported as started, and did more than fail, has started all the same.
  if (report.outcome.state !== 'failed') attemptStarted(instance, null, at, turn.moves);
  if (report.outcome.state === 'success' && report.outcome.returnValue !== undefined) {
    turn.batch.xcoms.push({
      dagRunId: instance.run.facts.dagRunId,
      taskId: instance.node.task.taskId,
      mapIndex: instance.mapIndex,
      key: 'return_value',
      value: report.outcome.returnValue,
    });
  }
  if (report.outcome.state === 'success') raiseOutletEvents(turn, instance, report.outcome.assetEvents ?? []);
  const ending = endingOf(report.outcome);
  attemptEnded(instance, ending, at, turn.moves);
  noteEnding(turn, instance, ending);
  return true;
}

/** The process of an attempt that was given up is gone: the next attempt of the task instance may have waited for that. */
function letNextBegin({ state, moves }: Turn, ended: Instance, attemptId: string): void {
  const key = keyOf(ended);
  if (state.ending.get(key) !== attemptId) return;
  state.ending.delete(key);
  const run = state.runs.get(ended.run.facts.dagRunId);
  const current = run && findInstance(run, ended.node.task.taskId, ended.mapIndex);
  if (current) moves.ready.push(current);
}

/** Elements of a list, or of an object, which is mapped over as pairs of key and value. */
export function lengthOf(value: XComValue | undefined): number | null {
  if (value === undefined) return null;
  if (value.kind === 'object') return value.length ?? 0;
  return typeof value.value === 'object' && value.value !== null ? Object.keys(value.value).length : 0;
}

function endingOf(outcome: Outcome): Ending {
  switch (outcome.state) {
    case 'success':
      return { state: 'success', follow: outcome.follow, returnedLength: lengthOf(outcome.returnValue) };
    case 'failed':
      return { state: 'failed', cause: { ...outcome.error }, retryable: outcome.retryable };
    case 'skipped':
      return { state: 'skipped', cause: { code: 'skipped', message: outcome.reason } };
    case 'up_for_reschedule':
      return { state: 'up_for_reschedule', until: outcome.until };
    case 'deferred':
      return { state: 'deferred', waitFor: outcome.waitFor };
  }
}
