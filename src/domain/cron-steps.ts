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
  const next = (at: number) => step(cron, timezone, at, nextSecond);
  // Strictly before `at`: a started second counts as passed. A time that the clock skips runs later than the wall clock says, and may then
  // lie after `at`: the tick before it is meant.
  const previous = (at: number) => {
    let passed = 0;
    for (;;) {
      const tick = step(cron, timezone, at, (c, second, restMs) => {
        let found = previousSecond(c, restMs > 0 ? second : second - 1);
        for (let more = passed; more > 0 && found !== undefined; more--) found = previousSecond(c, found - 1);
        return found;
      });
      if (tick < at) return tick;
      passed += 1;
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
 * One step on the wall clock of the zone, as Airflow's `CronMixin` does it. A time that the clock skips in spring runs as much later;
 * of a time that comes twice in autumn the second counts. An expression that covers every hour steps in real time instead,
 * so that no hour is lost or doubled.
 */
function step(
  cron: Cron,
  timezone: string,
  at: number,
  move: (cron: Cron, second: number, restMs: number) => number | undefined,
): number {
  const wall = wallSecond(at, timezone);
  const found = move(cron, wall.second, wall.restMs);
  if (found === undefined) throw new Error(`"${cron.expression}" has no tick beside ${new Date(at).toISOString()}`);
  if (cron.everyHour) return at - wall.restMs + (found - wall.second) * 1000;
  return instantOf(found, timezone);
}
