/** Dates and time zones that authors write, checked. */
import type { Checker } from './options.ts';
import { show } from './problems.ts';

/** The canonical IANA name, or UTC where it is none. */
export function checkTimezone(name: string, zone: unknown, checker: Checker): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: String(zone) }).resolvedOptions().timeZone;
  } catch {
    checker.add(`${name} is ${show(zone)}; it must be the IANA name of a time zone, such as Europe/Paris`);
    return 'UTC';
  }
}

/** In the years 1 to 9999, as databases and texts have them. */
const isUsual = (at: number): boolean => at >= Date.parse('0001-01-02') && at < Date.parse('9999-12-30');

/** ISO 8601 with `Z`. A date without an offset is in `timezone`. */
export function checkDate(name: string, value: unknown, timezone: string, checker: Checker): string | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Date && isUsual(value.getTime())) return value.toISOString();
  if (typeof value === 'string') {
    try {
      const instant = /(Z|[+-]\d\d:?\d\d)$/i.test(value)
        ? Temporal.Instant.from(value)
        : Temporal.PlainDateTime.from(value).toZonedDateTime(timezone).toInstant();
      if (isUsual(instant.epochMilliseconds)) return instant.toString();
    } catch {
      // Reported below, with the value.
    }
  }
  checker.add(`${name} is ${show(value)}; it must be a date such as '2026-01-01' or '2026-01-01T06:00:00Z'`);
  return null;
}
