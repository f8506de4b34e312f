/** Every waiting task has a list of reasons, and each of them is true by the database. */
import type { Reason } from '#domain/reasons.ts';
import { isFinished } from '#domain/states.ts';
import type { InstanceRow } from '#scheduler/store.ts';
import { nameOf } from '#testing/memory-store.ts';
import { expect, must } from '#testing/violation.ts';
import type { History } from './history.ts';
import type { Server } from './server.ts';
import { describeRuns } from './story.ts';

/** By task instance: since when it waits without a reason. Monotonic milliseconds. */
export type Waits = Map<string, number>;

/** Without a reason a task may wait only until the scheduler next looks at its clock, which is within a second. */
const FORGOTTEN_AFTER_MS = 1500;

/** A waiting task and why it waits. */
export interface Explained {
  row: InstanceRow;
  reasons: readonly Reason[];
}

/** All waiting tasks of the server that leads, if it is at work. */
export function checkReasons(history: History): Explained[] {
  const server = history.living().find((one) => one.isLeading() && isAtWork(history, one));
  if (!server) {
    history.waits.clear();
    return [];
  }
  const explained: Explained[] = [];
  for (const one of history.db.runs.values()) {
    if (one.state !== 'running' && one.state !== 'queued') continue;
    const { dagRunId, dagId } = one.run.facts;
    for (const row of one.instances.values()) {
      if (isFinished(row.state) || row.state === 'running' || row.state === 'restarting') continue;
      const found = server.scheduler.explain(dagRunId, row);
      // Its report is in, and its commit to come.
      if (!found || found.state !== row.state) continue;
      explained.push({ row, reasons: found.reasons });
      checkNotForgotten(history, `${server.epoch} ${dagRunId} ${nameOf(row)}`, found.reasons.length > 0);
      for (const reason of found.reasons) {
        if (reason.code === 'upstream') expect(reason.waitingFor.length > 0, `${row.taskId}: ${reason.message}`);
        if (reason.code === 'dag_paused' || reason.code === 'dag_quarantined') {
          const { paused, quarantine } = must(history.db.dags.get(dagId), dagId);
          expect(paused, `${row.taskId}: not switched off`);
          expect((quarantine !== null) === (reason.code === 'dag_quarantined'), `${row.taskId}: ${reason.message}`);
        }
      }
    }
  }
  return explained;
}

/** What it knows is what the database says, and nothing keeps it from going on. */
function isAtWork(history: History, server: Server): boolean {
  if (server.isCommitting || server.isHeldUp() || history.awayUntil > history.clock.monotonic()) return false;
  return server.scheduler.health().status === 'healthy';
}

function checkNotForgotten(history: History, key: string, hasReason: boolean): void {
  const now = history.clock.monotonic();
  const since = history.waits.get(key);
  if (hasReason) history.waits.delete(key);
  else if (since === undefined) history.waits.set(key, now);
  else expect(now - since <= FORGOTTEN_AFTER_MS, `${key} waits for nothing: ${describeRuns(history.db)}`);
}
