/** Instants in requests: ISO 8601. In a body an offset is a must (Airflow); in a query none means UTC (Airflow). */

const INSTANT =
  /^\d{4}-\d\d-\d\d(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?( ?(?:Z|z|[+-]\d\d(?::?\d\d)?))?)?$/;

/** True for a date or time that exists and says its offset. */
export function isInstant(text: string): boolean {
  const match = INSTANT.exec(text);
  return match?.[1] !== undefined && exists(text);
}

/** True for a date or time that exists, with or without an offset. */
export function isQueryInstant(text: string): boolean {
  return INSTANT.test(text) && exists(text);
}

/** True for one that only lacks its offset. */
export function isNaive(text: string): boolean {
  return isQueryInstant(text) && !isInstant(text);
}

/**
 * The text as PostgreSQL reads it in UTC. Microseconds are kept: `Date` would cut them.
 * A `+` that arrived as a space (a client that did not encode it) is read as `+`.
 */
export function queryInstant(text: string): string {
  const mended = text.replace(/ (\d\d(?::?\d\d)?)$/, '+$1');
  const whole = INSTANT.test(mended) ? mended : text;
  return isNaive(whole) ? `${/[T ]/.test(whole) ? whole : `${whole}T00:00:00`}Z` : whole;
}

/** The 30th of February fits the pattern and is no day; there was no year 0. */
function exists(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
