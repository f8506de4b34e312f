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

/** A date without an offset is UTC, as in Airflow with its default time zone. Returns ISO 8601. */
export function instant(text: string): string {
  const date = tryInstant(text);
  if (date === undefined) throw new InvalidArgumentError('It is no date; one is 2026-01-31T06:00:00Z.');
  return date;
}

/** As `instant`; undefined for a text that is no date. */
export function tryInstant(text: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
  const isBare = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text);
  const at = Date.parse(isBare ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is no whole number above 0.');
  return Number(text);
}

/** Slots of a pool, -1: without end; the number of an instance of a mapped task, -1: it is not mapped. */
export function numberFromMinusOne(text: string): number {
  if (!/^(-1|\d{1,9})$/.test(text)) throw new InvalidArgumentError('It is no whole number from 0 on, and not -1.');
  return Number(text);
}

export function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It is no whole number from 0 to 65535.');
  return Number(text);
}

/** A regular expression that may match anywhere in the text. */
export function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** From 0 on. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is no whole number from 0 on.');
  return Number(text);
}

/** `host:port`, or a port of this machine. */
export function debugAddress(text: string): { host: string; port: number } {
  const [, host, port] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new InvalidArgumentError('It is no host:port such as 127.0.0.1:9229.');
  return { host: host ?? '127.0.0.1', port: Number(port) };
}

/** `a, b` */
export function commaSeparated(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('Nothing is named.');
  return names;
}
