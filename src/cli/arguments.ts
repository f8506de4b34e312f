/** How commands read what is written after them. What is wrong here is wrong usage: exit code 2. */
import { InvalidArgumentError } from 'commander';

export function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Refused below, as any other text that is no object.
  }
  throw new InvalidArgumentError('It is no JSON object.');
}

/** A date without an offset is UTC, as in Airflow with its default time zone. */
export function instant(text: string): string {
  const isBare = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text);
  const at = Date.parse(isBare ? `${text.replace(' ', 'T')}Z` : text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('It is no date; one is 2026-01-31T06:00:00Z.');
  return new Date(at).toISOString();
}
