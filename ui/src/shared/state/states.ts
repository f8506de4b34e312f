/** States as the page knows them: one glyph and one colour each; `state.*` of the texts names them. */
import type { Schemas } from '#shared/api/generated.ts';

export type TaskState = Schemas['TaskInstanceState'];
export type RunState = Schemas['DagRunState'];
/** `none`: nothing has been decided about the task yet. */
export type AnyState = TaskState | RunState | 'none';

/**
 * Colours are those of Airflow's own page, so that people find their way; the glyph tells the same without colour.
 * A glyph is the path of an SVG of 16 x 16, drawn white on a disc.
 */
export const STATES: Readonly<Record<AnyState, { colour: string; glyph: string }>> = {
  none: { colour: '#71717b', glyph: 'M5 8h6' },
  removed: { colour: '#62748e', glyph: 'M5 8h6M8 8h0' },
  scheduled: { colour: '#52525c', glyph: 'M8 4.5V8l2.4 1.6' },
  queued: { colour: '#57534d', glyph: 'M5 8h.01M8 8h.01M11 8h.01' },
  running: { colour: '#0089b3', glyph: 'M6.6 5.2v5.6L11 8z' },
  success: { colour: '#00772b', glyph: 'M4.8 8.3l2.2 2.2 4.2-4.8' },
  restarting: { colour: '#7f22fe', glyph: 'M10.9 6.2A3.4 3.4 0 1 0 11.4 8M11.2 4.4v2.2H9' },
  failed: { colour: '#e7000b', glyph: 'M5.5 5.5l5 5M10.5 5.5l-5 5' },
  up_for_retry: { colour: '#a66000', glyph: 'M5.1 9.8A3.4 3.4 0 1 0 4.6 8M4.8 11.6V9.4H7' },
  up_for_reschedule: { colour: '#0077b8', glyph: 'M4.8 6.2h6M9 4.4l2 1.8-2 1.8M11.2 9.9h-6' },
  upstream_failed: { colour: '#cc4a0c', glyph: 'M8 11V5M5.4 7.4L8 4.8l2.6 2.6' },
  skipped: { colour: '#d6246e', glyph: 'M5 5.2L8 8l-3 2.8M8.4 5.2L11.4 8l-3 2.8' },
  deferred: { colour: '#9810fa', glyph: 'M6.4 5.2v5.6M9.6 5.2v5.6' },
  awaiting_input: { colour: '#9810fa', glyph: 'M6.3 6.4a1.8 1.8 0 1 1 2.3 1.8c-.4.2-.6.4-.6.9M8 11h.01' },
};

const FINISHED: ReadonlySet<AnyState> = new Set(['success', 'failed', 'skipped', 'upstream_failed', 'removed']);

/** Only a person moves it on. */
export const isFinished = (state: AnyState): boolean => FINISHED.has(state);

/** It is to run and does not: there are reasons. */
export const isHeldBack = (state: AnyState): boolean => !isFinished(state) && state !== 'running';

/** A state of the API, where nothing decided is null and a later server may know one more. */
export const toState = (state: string | null | undefined): AnyState =>
  state !== null && state !== undefined && state in STATES ? (state as AnyState) : 'none';

/** Worst first: what stands for several tasks, and the order of their counts. */
const WEIGHT: readonly AnyState[] = [
  'failed',
  'upstream_failed',
  'up_for_retry',
  'running',
  'restarting',
  'awaiting_input',
  'deferred',
  'up_for_reschedule',
  'queued',
  'scheduled',
  'none',
  'removed',
  'skipped',
  'success',
];

export interface StateSummary {
  readonly state: AnyState;
  readonly total: number;
  readonly counts: readonly { state: AnyState; count: number }[];
}

/** One state for several instances of a mapped task, with the counts. No instance yet: `none`. */
export function summarize(states: readonly AnyState[]): StateSummary {
  const counts = new Map<AnyState, number>();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return summarizeCounts(counts);
}

/** The same, of what is counted already. */
export function summarizeCounts(given: ReadonlyMap<AnyState, number>): StateSummary {
  const counts = WEIGHT.map((state) => ({ state, count: given.get(state) ?? 0 })).filter((one) => one.count > 0);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return { state: counts[0]?.state ?? 'none', total, counts };
}
