/** How far a backfill has come. */
import type { BackfillProgress } from '#shared/api/queries/backfills.ts';
import { type AnyState, isFinished, summarizeCounts, toState } from '#shared/state/states.ts';

export type BackfillState = 'running' | 'paused' | 'ended' | 'cancelled';

/** What is no state of a run. */
export type OtherPart = 'waiting' | 'neverMade' | 'passedOver' | 'deleted';

export interface Part {
  readonly part: AnyState | OtherPart;
  readonly count: number;
}

interface Facts {
  readonly is_paused: boolean;
  readonly completed_at: string | null;
  readonly progress: BackfillProgress | undefined;
}

/** One that is over and has left dates undone was cancelled. */
export function stateOf({ is_paused, completed_at, progress }: Facts): BackfillState {
  if (completed_at === null) return is_paused ? 'paused' : 'running';
  return is_paused || (progress?.waiting ?? 0) > 0 ? 'cancelled' : 'ended';
}

/** The mark that stands for it. */
export function markOf(facts: Facts): AnyState {
  const state = stateOf(facts);
  if (state === 'paused') return 'deferred';
  if (state === 'cancelled') return 'removed';
  if (state === 'running') return 'running';
  return facts.progress?.runs.some((run) => run.state === 'failed') ? 'failed' : 'success';
}

/** Its dates by what became of them: worst first, then those without a run. `done`: nothing more happens to them. */
export function partsOf(facts: Facts): { total: number; done: number; parts: readonly Part[] } {
  const { progress } = facts;
  if (progress === undefined) return { total: 0, done: 0, parts: [] };
  const { total, waiting, passed_over: passedOver, deleted } = progress;
  const { counts } = summarizeCounts(new Map(progress.runs.map(({ state, count }) => [toState(state), count])));
  const ended = counts.filter(({ state }) => isFinished(state)).reduce((sum, { count }) => sum + count, 0);
  const others: Part[] = [
    { part: facts.completed_at === null ? 'waiting' : 'neverMade', count: waiting },
    { part: 'passedOver', count: passedOver },
    { part: 'deleted', count: deleted },
  ];
  return {
    total,
    done: ended + passedOver + deleted,
    parts: [...counts.map(({ state, count }) => ({ part: state, count })), ...others.filter(({ count }) => count > 0)],
  };
}
