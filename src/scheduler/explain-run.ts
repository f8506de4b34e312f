/** Why a queued run has not begun: the complete list. */
import { offReason } from '#domain/quarantine.ts';
import type { Reason } from '#domain/reasons.ts';
import type { Run } from '#domain/run.ts';
import { isHeld } from './backfills.ts';
import type { SchedulerState } from './state.ts';

export function explainRun(state: SchedulerState, run: Run): Reason[] {
  const entry = state.dags.get(run.facts.dagId);
  if (run.state !== 'queued' || !entry) return [];
  const { paused, quarantine, maxActiveRuns } = entry.stored;
  const reasons: Reason[] = [];
  if (paused) reasons.push(offReason(run.facts.dagId, quarantine));
  if (run.facts.isForLater && !entry.queued.has(run)) {
    const message = `the run is made for ${new Date(run.facts.runAfter).toISOString()}`;
    reasons.push({ code: 'run_after', until: run.facts.runAfter, message });
  }
  const backfill = run.facts.backfillId === null ? undefined : entry.backfills.get(run.facts.backfillId);
  if (backfill && isHeld(backfill))
    reasons.push({ code: 'backfill_paused', message: `the backfill ${backfill.stored.id} is paused` });
  const { active } = backfill ?? entry;
  const limit = backfill?.stored.maxActiveRuns ?? maxActiveRuns;
  if (active >= limit) {
    const whose = backfill
      ? `the backfill ${backfill.stored.id} are active (max_active_runs)`
      : 'the DAG are active (maxActiveRuns)';
    reasons.push({ code: 'max_active_runs', limit, active, message: `${active} of at most ${limit} runs of ${whose}` });
  }
  return reasons;
}
