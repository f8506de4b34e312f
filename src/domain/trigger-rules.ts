/**
 * The thirteen trigger rules, decided from counts alone.
 * Rule: Airflow documentation, "Core concepts / Dags / Trigger rules", and the order in which its scheduler looks at them:
 * first whether the rule can no longer hold (the task is skipped or failed without running), then whether it holds.
 */
import type { TriggerRule } from '@aquilon/sdk/serialized';
import type { MaybeTaskState, TaskState } from './states.ts';

/** How many upstream instances there are, and how many have ended in each way. */
export interface UpstreamCounts {
  total: number;
  success: number;
  failed: number;
  upstreamFailed: number;
  skipped: number;
  removed: number;
  /** Of `total`, `success`, `skipped`: those that are setup tasks. */
  setupTotal: number;
  setupSuccess: number;
  setupSkipped: number;
}

export type RuleVerdict = 'wait' | 'run' | Extract<TaskState, 'skipped' | 'upstream_failed'>;

export const noUpstreams = (): UpstreamCounts => ({
  total: 0,
  success: 0,
  failed: 0,
  upstreamFailed: 0,
  skipped: 0,
  removed: 0,
  setupTotal: 0,
  setupSuccess: 0,
  setupSkipped: 0,
});

/** Adds (or with `by` -1 takes back) one upstream that has ended in `state`. States that are no end count nothing. */
export function countUpstream(counts: UpstreamCounts, state: MaybeTaskState, isSetup = false, by: 1 | -1 = 1): void {
  if (state === 'success') {
    counts.success += by;
    if (isSetup) counts.setupSuccess += by;
  } else if (state === 'skipped') {
    counts.skipped += by;
    if (isSetup) counts.setupSkipped += by;
  } else if (state === 'failed') counts.failed += by;
  else if (state === 'upstream_failed') counts.upstreamFailed += by;
  else if (state === 'removed') counts.removed += by;
}

export const doneUpstreams = (counts: UpstreamCounts): number =>
  counts.success + counts.failed + counts.upstreamFailed + counts.skipped + counts.removed;

export function judge(rule: TriggerRule, counts: UpstreamCounts): RuleVerdict {
  if (counts.total === 0 || rule === 'always') return 'run';
  return RULES[rule](counts, doneUpstreams(counts) >= counts.total);
}

type Rule = (counts: UpstreamCounts, allDone: boolean) => RuleVerdict;

const anyFailed = (counts: UpstreamCounts): boolean => counts.failed + counts.upstreamFailed > 0;

const RULES: Readonly<Record<Exclude<TriggerRule, 'always'>, Rule>> = {
  all_success: (counts) => {
    if (anyFailed(counts)) return 'upstream_failed';
    if (counts.skipped > 0) return 'skipped';
    return counts.success + counts.removed >= counts.total ? 'run' : 'wait';
  },
  all_failed: (counts) => {
    if (counts.success + counts.skipped > 0) return 'skipped';
    return counts.failed + counts.upstreamFailed + counts.removed >= counts.total ? 'run' : 'wait';
  },
  all_done: (_counts, allDone) => (allDone ? 'run' : 'wait'),
  // A skipped upstream does not count as done, and never will.
  all_done_min_one_success: (counts, allDone) => {
    if (counts.skipped > 0) return 'skipped';
    if (!allDone) return 'wait';
    return counts.success > 0 ? 'run' : 'upstream_failed';
  },
  all_done_setup_success: (counts, allDone) => {
    if (!allDone) return 'wait';
    if (counts.setupTotal === 0 || counts.setupSuccess > 0) return 'run';
    return counts.setupSkipped >= counts.setupTotal ? 'skipped' : 'upstream_failed';
  },
  one_success: (counts, allDone) => {
    if (counts.success > 0) return 'run';
    if (!allDone) return 'wait';
    return counts.skipped < counts.total ? 'upstream_failed' : 'skipped';
  },
  one_failed: (counts, allDone) => {
    if (anyFailed(counts)) return 'run';
    return allDone ? 'skipped' : 'wait';
  },
  one_done: (counts, allDone) => {
    if (counts.success + counts.failed > 0) return 'run';
    return allDone ? 'skipped' : 'wait';
  },
  none_failed: (counts, allDone) => {
    if (anyFailed(counts)) return 'upstream_failed';
    return allDone ? 'run' : 'wait';
  },
  none_failed_min_one_success: (counts, allDone) => {
    if (anyFailed(counts)) return 'upstream_failed';
    if (!allDone) return 'wait';
    return counts.success > 0 ? 'run' : 'skipped';
  },
  none_skipped: (counts, allDone) => {
    if (counts.skipped > 0) return 'skipped';
    return allDone ? 'run' : 'wait';
  },
  all_skipped: (counts, allDone) => {
    if (counts.success + counts.failed + counts.upstreamFailed > 0) return 'skipped';
    return allDone ? 'run' : 'wait';
  },
};
