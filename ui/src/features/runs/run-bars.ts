/** The last runs as small bars: a length for the duration, a colour and a glyph for the state. */
import type { RunGlance } from '#shared/api/extra-operations.ts';
import { elapsed } from '#shared/format/format.ts';
import { type AnyState, toState } from '#shared/state/states.ts';

export interface RunBar {
  readonly runId: string;
  readonly state: AnyState;
  /** Part of the full height, 0 to 1: square root of the share of the longest, so that short ones stay visible. */
  readonly height: number;
  /** seconds; null before it started */
  readonly duration: number | null;
  readonly logicalDate: string | null;
  readonly runAfter: string;
}

/** `runs` newest first, as the server gives them; bars oldest first, as time goes. */
export function runBars(runs: readonly RunGlance[], most: number, now: number): RunBar[] {
  const shown = runs.slice(0, most).reverse();
  const durations = shown.map((run) => run.duration ?? elapsed(run.start_date, run.end_date, now));
  const longest = Math.max(0, ...durations.map((duration) => duration ?? 0));
  return shown.map((run, place) => {
    const duration = durations[place] ?? null;
    return {
      runId: run.dag_run_id,
      state: toState(run.state),
      height: longest === 0 || duration === null ? 0 : Math.sqrt(duration / longest),
      duration,
      logicalDate: run.logical_date,
      runAfter: run.run_after,
    };
  });
}
