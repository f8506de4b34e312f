/** From the entries of a log to the lines on the screen. Pure. */
import type { Schemas } from '#shared/api/generated.ts';

export type LogEntry = Schemas['StructuredLogMessage'] | string;
export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

export interface LogLine {
  /** Counts from 1 over the whole log. */
  readonly number: number;
  /** ISO 8601; null on the continued lines of an entry and on lines without a time. */
  readonly time: string | null;
  readonly level: LogLevel;
  readonly text: string;
  readonly isGroup: boolean;
}

const LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  info: 'info',
  warning: 'warning',
  warn: 'warning',
  error: 'error',
  critical: 'error',
  fatal: 'error',
};

const GROUP = '::group::';
/** What every entry carries and nobody reads on a line. */
const HIDDEN = new Set([
  'timestamp',
  'event',
  'level',
  'logger',
  'filename',
  'lineno',
  'error_detail',
  'ti_id',
  'dag_id',
  'run_id',
  'task_id',
  'try_number',
  'map_index',
]); // prettier-ignore

/** The escape sequences that terminals colour text with: the page does not show them. */
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

/** Lines of `entries`, numbered from `first`. */
export function formatEntries(entries: readonly LogEntry[], first = 1): LogLine[] {
  const lines: LogLine[] = [];
  for (const entry of entries) {
    const given = typeof entry === 'string' ? { event: entry } : entry;
    const event = String(given.event ?? '');
    if (event === '::endgroup::') continue;
    const isGroup = event.startsWith(GROUP);
    const level = LEVELS[String(given.level ?? 'info').toLowerCase()] ?? 'info';
    const parts = [(isGroup ? event.slice(GROUP.length) : event) + extras(given), ...errorLines(given.error_detail)];
    const [head, ...rest] = parts.flatMap((part) => part.replace(ANSI, '').split(/\r\n|\n|\r(?!$)/));
    const time = typeof given.timestamp === 'string' ? given.timestamp : null;
    lines.push({ number: first + lines.length, time, level, text: head ?? '', isGroup });
    for (const text of rest) lines.push({ number: first + lines.length, time: null, level, text, isGroup: false });
  }
  return lines;
}

/** Values that the author added to the entry: `name=value`. */
function extras(entry: Readonly<Record<string, unknown>>): string {
  return Object.entries(entry)
    .filter(([name, value]) => !HIDDEN.has(name) && value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
}

interface ErrorPart {
  exc_type?: string;
  exc_value?: string;
  is_cause?: boolean;
  frames?: readonly { filename?: string; lineno?: number; name?: string }[];
}

const isErrorPart = (value: unknown): value is ErrorPart => typeof value === 'object' && value !== null;

/** Error and causes; the innermost frame first, as JavaScript prints a stack. */
function errorLines(detail: unknown): string[] {
  if (!Array.isArray(detail)) return [];
  return detail
    .filter(isErrorPart)
    .flatMap((part) => [
      `${part.is_cause ? 'Caused by ' : ''}${part.exc_type ?? 'Error'}: ${part.exc_value ?? ''}`,
      ...(part.frames ?? [])
        .toReversed()
        .map((frame) => `    at ${frame.name ?? '?'} (${frame.filename ?? '?'}:${frame.lineno ?? '?'})`),
    ]);
}

/** The sentence of the last error that a log holds; null where there is none. */
export function lastError(entries: readonly LogEntry[]): string | null {
  for (const entry of entries.toReversed()) {
    if (typeof entry === 'string') continue;
    const first: unknown = Array.isArray(entry.error_detail) ? entry.error_detail[0] : undefined;
    if (isErrorPart(first)) return `${first.exc_type ?? 'Error'}: ${first.exc_value ?? ''}`;
    if (LEVELS[String(entry.level ?? '').toLowerCase()] === 'error') return String(entry.event);
  }
  return null;
}

/** The page keeps at most this many lines of a log in memory. */
const MOST_LINES = 100_000;

/** Adds lines at the end and lets go of the oldest beyond the limit. */
export function appendLines(
  held: { readonly lines: readonly LogLine[]; readonly cut: number },
  more: readonly LogLine[],
  most = MOST_LINES,
): { lines: readonly LogLine[]; cut: number } {
  const all = held.lines.concat(more);
  const over = Math.max(0, all.length - most);
  return { lines: over === 0 ? all : all.slice(over), cut: held.cut + over };
}
