/** Deadlines of runs, Airflow's DeadlineAlert: who is told when a run has not ended in time. */
import { checkDate } from './dates.ts';
import { type Duration, parseDuration } from './duration.ts';
import { type Callbacks, checkCallbacks } from './notifiers.ts';
import { Checker } from './options.ts';
import { show } from './problems.ts';
import type { SerializedDeadline, SerializedDeadlineReference } from './serialized.ts';

export interface AverageRuntime {
  kind: 'average_runtime';
  maxRuns: number;
  minRuns: number;
}

/**
 * Counts from the making of the run, and adds what the newest successful runs took on average. `maxRuns`: how many of them, default 10. While there
 * are fewer than `minRuns` of them, default `maxRuns`, a run has no such deadline.
 */
export function averageRuntime({ maxRuns = 10, minRuns }: { maxRuns?: number; minRuns?: number } = {}): AverageRuntime {
  return { kind: 'average_runtime', maxRuns, minRuns: minRuns ?? maxRuns };
}

export interface DeadlineAlert {
  /** From when the time counts. A Date or a text is a fixed date, ISO 8601; without an offset it is in the DAG's time zone. */
  reference: 'dagrun_queued_at' | 'dagrun_logical_date' | AverageRuntime | Date | (string & {});
  /** The time from the reference to the deadline. A text that begins with `-`, or a negative number, lies before it. */
  interval: Duration | `-${string}`;
  callback: Callbacks;
  name?: string;
  description?: string;
}

const NAMES = [
  'reference',
  'interval',
  'callback',
  'name',
  'description',
] as const satisfies readonly (keyof DeadlineAlert)[];
const MOST_RUNS = 1000;

/** Absent where there are none. */
export function checkDeadlines(
  given: unknown,
  timezone: string,
  checker: Checker,
): { deadlines?: SerializedDeadline[] } {
  if (given === undefined || given === null) return {};
  const list: unknown[] = Array.isArray(given) ? given : [given];
  const deadlines = list.map((one, at) => {
    const inner = new Checker(list.length === 1 ? 'deadline' : `deadline ${at + 1}`);
    const checked = checkDeadline(one, timezone, inner);
    checker.problems.push(...inner.problems);
    return checked;
  });
  return deadlines.length === 0 ? {} : { deadlines };
}

function checkDeadline(given: unknown, timezone: string, checker: Checker): SerializedDeadline {
  const alert = (typeof given === 'object' && given !== null ? given : {}) as Partial<DeadlineAlert>;
  if (alert !== given) checker.add(`it is ${show(given)}; it must be an object of ${NAMES.join(', ')}`);
  else checker.unknownNames(alert, NAMES);
  const callbacks = checkCallbacks('callback', alert.callback, checker);
  if (alert === given && alert.callback === undefined) checker.add('callback is missing');
  return {
    name: checker.text('name', alert.name, null),
    description: checker.text('description', alert.description, null),
    reference: checkReference(alert.reference, timezone, checker),
    intervalMs: checkInterval(alert.interval, checker),
    callbacks,
  };
}

function checkInterval(value: unknown, checker: Checker): number {
  const isBefore = typeof value === 'string' ? value.trim().startsWith('-') : typeof value === 'number' && value < 0;
  const ms = parseDuration(
    typeof value === 'string' && isBefore ? value.trim().slice(1) : isBefore ? -Number(value) : value,
  );
  if (ms !== undefined) return isBefore ? -ms : ms;
  checker.add(`interval is ${show(value)}; it must be a duration such as '30m', '1h' or '-10m', or milliseconds`);
  return 0;
}

function checkReference(value: unknown, timezone: string, checker: Checker): SerializedDeadlineReference {
  if (value === 'dagrun_queued_at' || value === 'dagrun_logical_date') return { kind: value };
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'average_runtime') {
    const { maxRuns, minRuns } = value as AverageRuntime;
    const isCount = (one: unknown, most: number) => Number.isInteger(one) && Number(one) >= 1 && Number(one) <= most;
    if (!isCount(maxRuns, MOST_RUNS) || !isCount(minRuns, maxRuns))
      checker.add(
        `averageRuntime has maxRuns ${show(maxRuns)} and minRuns ${show(minRuns)}; 1 to ${MOST_RUNS}, and minRuns no more than maxRuns`,
      );
    return { kind: 'average_runtime', maxRuns, minRuns };
  }
  const isDate = value instanceof Date || (typeof value === 'string' && /^\d{4}-/.test(value));
  const at = isDate ? checkDate('reference', value, timezone, checker) : null;
  if (!isDate)
    checker.add(
      `reference is ${show(value)}; it must be 'dagrun_queued_at', 'dagrun_logical_date', averageRuntime(), or a date`,
    );
  return { kind: 'fixed_datetime', at: at ?? '' };
}
