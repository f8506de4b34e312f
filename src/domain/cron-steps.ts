/** The ticks of a cron expression in a time zone. Instants are epoch milliseconds. */
import { type Cron, parseCron } from './cron.ts';
import { nextSecond, previousSecond } from './cron-search.ts';
import { instantOf, wallSecond } from './zone-clock.ts';

/** The moves that a periodic schedule knows. */
export interface Steps {
  /** First tick after `at`. */
  next(at: number): number;
  /** Last tick before `at`. */
  previous(at: number): number;
  /** First tick at or after `at`. */
  alignUp(at: number): number;
  /** Last tick at or before `at`. */
  alignDown(at: number): number;
}

const parsed = new Map<string, Cron>();

function cronOf(expression: string): Cron {
  let cron = parsed.get(expression);
  if (!cron) {
    cron = parseCron(expression);
    parsed.set(expression, cron);
  }
  return cron;
}

export function cronSteps(expression: string, timezone: string): Steps {
  const cron = cronOf(expression);
  const next = (at: number) => {
    const wall = wallSecond(at, timezone);
    return tickAt(cron, timezone, at, wall, nextSecond(cron, wall.second));
  };
  // Strictly before `at`: a started second counts as passed. A time that the clock skips runs later than the wall clock says, and of one that
  // comes twice the second is meant: it may then lie after `at`, and the tick before it is meant.
  const previous = (at: number) => {
    const wall = wallSecond(at, timezone);
    for (let before = wall.restMs > 0 ? wall.second : wall.second - 1; ; ) {
      const found = previousSecond(cron, before);
      const tick = tickAt(cron, timezone, at, wall, found);
      if (found === undefined || tick < at) return tick;
      before = found - 1;
    }
  };
  const alignDown = (at: number) => {
    const candidate = previous(at);
    return next(candidate) === at ? at : candidate;
  };
  const alignUp = (at: number) => {
    const candidate = next(at);
    return previous(candidate) === at ? at : candidate;
  };
  return { next, previous, alignUp, alignDown };
}

/**
 * The tick at the second `found` of the wall clock of the zone, one step from `at`, as Airflow's `CronMixin` makes it. A time that the clock
 * skips in spring runs as much later; of a time that comes twice in autumn the second counts. An expression that covers every hour steps in
 * real time instead, so that no hour is lost or doubled.
 */
function tickAt(
  cron: Cron,
  timezone: string,
  at: number,
  wall: { second: number; restMs: number },
  found: number | undefined,
): number {
  if (found === undefined) throw new Error(`"${cron.expression}" has no tick beside ${new Date(at).toISOString()}`);
  if (cron.everyHour) return at - wall.restMs + (found - wall.second) * 1000;
  return instantOf(found, timezone);
}
