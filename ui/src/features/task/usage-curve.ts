/** What one try used, as curves. Pure. */
import type { Usage } from '#shared/api/extra-operations.ts';
import { toState } from '#shared/state/states.ts';

export interface UsageCurves {
  /** After the start, seconds. */
  readonly seconds: readonly number[];
  /** bytes */
  readonly memory: readonly number[];
  /** Since the point before; 100: one processor, fully used. */
  readonly cpu: readonly number[];
}

export function curvesOf({ points }: Pick<Usage, 'points'>): UsageCurves {
  return {
    seconds: points.map((point) => point.seconds),
    memory: points.map((point) => point.memory),
    cpu: points.map(({ seconds, cpu_seconds: used }, at) => {
      const before = points[at - 1];
      const took = seconds - (before?.seconds ?? 0);
      return took > 0 ? Math.max(0, ((used - (before?.cpu_seconds ?? 0)) / took) * 100) : 0;
    }),
  };
}

/** The largest memory, and when it was seen first, seconds; null: nothing was measured. */
export function peakOf({ points, peak_memory }: Usage): { memory: number; seconds: number } | null {
  if (peak_memory === null || points.length === 0) return null;
  const largest = points.reduce((peak, point) => (point.memory > peak.memory ? point : peak));
  return { memory: Math.max(peak_memory, largest.memory), seconds: largest.seconds };
}

type WhyNone = 'notStarted' | 'justStarted' | 'waits' | 'over';

/** Why nothing was measured of a try in this state. */
export function whyNone(state: string | null): WhyNone {
  const known = toState(state);
  if (known === 'deferred' || known === 'awaiting_input') return 'waits';
  if (known === 'running' || known === 'restarting') return 'justStarted';
  return known === 'none' || known === 'scheduled' || known === 'queued' ? 'notStarted' : 'over';
}

/** Of a small drawing: the line of the values from zero up, in a box of this size. */
export function pathOf(places: readonly number[], values: readonly number[], width: number, height: number): string {
  const [first = 0, last = 0] = [places[0], places.at(-1)];
  const most = Math.max(1, ...values);
  const x = (place: number) => round(last > first ? ((place - first) / (last - first)) * width : width);
  const y = (value: number) => round(height - (value / most) * height);
  return values.map((value, at) => `${at === 0 ? 'M' : 'L'}${x(places[at] ?? last)} ${y(value)}`).join('');
}

const round = (length: number): number => Math.round(length * 10) / 10;
