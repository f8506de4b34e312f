/** From the lines of a log file to the lines on the screen. Pure. */
import type { Schemas } from '#shared/api/generated.ts';
import { withoutCodes } from './ansi.ts';

type LogEntry = Schemas['StructuredLogMessage'] | string;
export const LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];

export interface LogLine {
  /** Where the line of the file begins, bytes: its address. */
  readonly offset: number;
  /** An entry of several lines stands on one line of the file; 0: its first. */
  readonly part: number;
  /** Which line of its range it is in the file. */
  readonly index: number;
  /** ISO 8601; null on the continued lines of an entry and on lines without a time. */
  readonly time: string | null;
  readonly level: LogLevel;
  readonly text: string;
  /** The text with the codes of its colours, where it has any. */
  readonly coloured?: string;
  /** A group begins or ends here. */
  readonly group?: 'start' | 'end';
}

const LEVEL_OF: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  info: 'info',
  warning: 'warning',
  warn: 'warning',
  error: 'error',
  critical: 'error',
  fatal: 'error',
};

const GROUP = '::group::';
const GROUP_END = '::endgroup::';
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

/** Lines of a range of the file; `start`: where it begins there, bytes. `count`: how many lines the file has there. */
export function parseRange(text: string, start: number): { lines: LogLine[]; count: number } {
  const lengthOf = lengthIn(text);
  const lines: LogLine[] = [];
  let offset = start;
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, newline < 0 ? end : newline);
    if (line !== '') lines.push(...formatEntry(toEntry(line), offset, count));
    offset += lengthOf(text.slice(at, end));
    count += 1;
    at = end;
  }
  return { lines, count };
}

/** Bytes of a part of the text: most logs are ASCII, where that is its length. */
function lengthIn(text: string): (part: string) => number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  if (/^[\u0000-\u007f]*$/.test(text)) return (part) => part.length;
  const encoder = new TextEncoder();
  return (part) => encoder.encode(part).length;
}

/** A line of ours is JSON; whatever else got into the file is told as it is. */
function toEntry(line: string): LogEntry {
  if (!line.startsWith('{')) return line;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string')
      return value as LogEntry;
  } catch {
    // No JSON: told as text.
  }
  return line;
}

function formatEntry(entry: LogEntry, offset: number, index: number): LogLine[] {
  const given = typeof entry === 'string' ? { event: entry } : entry;
  const event = String(given.event ?? '');
  const level = LEVEL_OF[String(given.level ?? 'info').toLowerCase()] ?? 'info';
  const time = typeof given.timestamp === 'string' ? given.timestamp : null;
  const common = { offset, index, level };
  if (event.trimEnd() === GROUP_END) return [{ ...common, part: 0, time, text: '', group: 'end' }];
  const isGroup = event.startsWith(GROUP);
  const parts = [(isGroup ? event.slice(GROUP.length) : event) + extras(given), ...errorLines(given.error_detail)];
  return parts
    .flatMap((one) => one.split(/\r\n|\n|\r(?!$)/))
    .map((one, part) => {
      const text = withoutCodes(one);
      return {
        ...common,
        part,
        time: part === 0 ? time : null,
        text,
        ...(text === one ? {} : { coloured: one }),
        ...(isGroup && part === 0 ? { group: 'start' as const } : {}),
      };
    });
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

/** At least as grave. */
export const isAtLeast = (level: LogLevel, least: LogLevel): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(least);

/** As it is downloaded and copied. */
export const toPlainLine = ({ time, level, text, group, part }: LogLine): string =>
  group === 'end' ? '' : part > 0 ? text : `${time ?? ''}\t${level.toUpperCase()}\t${text}`;

/** The lines that are shown: without the ends of groups, and without what stands in a group that is `folded` (by its address). */
export function foldGroups(lines: readonly LogLine[], folded: ReadonlySet<number>): LogLine[] {
  const open: boolean[] = [];
  const shown: LogLine[] = [];
  for (const line of lines) {
    if (line.group === 'end') {
      open.pop();
      continue;
    }
    const isHidden = open.includes(true);
    if (!isHidden) shown.push(line);
    if (line.group === 'start') open.push(folded.has(line.offset));
  }
  return shown;
}
