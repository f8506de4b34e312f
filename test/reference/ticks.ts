/** The ticks of cron expressions over ten years, as hashes: what is compared with Airflow's. airflow_ticks.py beside this file does the same. */
import { createHash } from 'node:crypto';
import { cronSteps } from '#domain/cron-steps.ts';

const FIRST_YEAR = 2024;
const YEARS = 10;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The hours of the year in which the clock of the zone is changed. */
function changes(zone: string, year: number): number[] {
  const found: number[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year)).toZonedDateTimeISO(
    zone,
  );
  for (at = at.getTimeZoneTransition('next'); at !== null; at = at.getTimeZoneTransition('next')) {
    if (at.epochMilliseconds >= Date.UTC(year + 1)) break;
    // The hour at whose end it is changed.
    found.push(Math.floor((at.epochMilliseconds - 1) / HOUR) * HOUR);
  }
  return found;
}

/** What of the year is compared: all of it, or of an expression that ticks often a day around each change, leap days and ends of years. */
function windows(zone: string, year: number, dense: boolean): [start: number, end: number][] {
  if (!dense) return [[Date.UTC(year), Date.UTC(year + 1)]];
  const spans = changes(zone, year).map((at): [number, number] => [at - DAY / 2, at + DAY / 2]);
  const [leap, end] = [Date.UTC(year, 1, 28, 12), Date.UTC(year, 11, 31, 12)];
  return [...spans, [leap, leap + DAY] as [number, number], [end, end + DAY] as [number, number]].sort(
    (a, b) => a[0] - b[0],
  );
}

/** Ten hashes, one a year, of the epoch seconds of the ticks. */
export function tickHashes(expression: string, zone: string, dense: boolean): string {
  const { next } = cronSteps(expression, zone);
  return Array.from({ length: YEARS }, (_, at) => {
    const ticks: number[] = [];
    for (const [start, end] of windows(zone, FIRST_YEAR + at, dense))
      for (let tick = next(start); tick <= end; tick = next(tick)) ticks.push(Math.floor(tick / 1000));
    return createHash('sha256').update(ticks.join(',')).digest('hex').slice(0, 8);
  }).join(' ');
}
