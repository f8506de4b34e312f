/** Lines of a task's log as people read them. */

/** A message of a task's log as the API tells it, with all the fields that the task gave it. */
export interface LogLine {
  timestamp?: string | null;
  level?: string;
  event: string;
  /** Which part of the task or of the server wrote it. */
  logger?: string;
  error_detail?: ErrorDetail[];
  [field: string]: unknown;
}

/** An error or one of its causes; frames stand outermost first. An error of another language may leave out what it does not know. */
interface ErrorDetail {
  exc_type: string;
  exc_value: string;
  exc_notes?: string[];
  is_cause?: boolean;
  frames?: { filename: string; lineno: number; name: string }[];
  /** The errors of a group. */
  exceptions?: ErrorDetail[][];
}

const INDENT = '    ';

/** What happened, with the error that it tells of: without it a failure would not say why. */
export function eventText({ event, error_detail: errors = [] }: LogLine): string {
  return [event, ...errors.map(errorText)].join(': ');
}

/** One line with the fields behind the event; the stacks of errors stand indented below. */
export function logText(line: LogLine): string {
  const { timestamp, level, event, logger: _logger, error_detail: errors, ...fields } = line;
  const told = Object.entries(fields).map(([name, value]) => `${name}=${fieldText(value)}`);
  const [first = '', ...more] = event.split('\n');
  return [
    [timestamp, level?.toUpperCase(), first, ...(more.length === 0 ? told : [])].filter(Boolean).join(' '),
    ...more,
    ...(more.length === 0 || told.length === 0 ? [] : [INDENT + told.join(' ')]),
    ...(Array.isArray(errors) ? stackLines(errors) : []),
  ].join('\n');
}

/** A text that can be told from what stands beside it is written as it is, everything else as JSON. */
function fieldText(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

const errorText = (error: ErrorDetail): string => `${error.exc_type}: ${error.exc_value}`;

/** As stacks of JavaScript stand in terminals: the error, and below it where it was thrown, innermost first. */
function stackLines(errors: readonly ErrorDetail[]): string[] {
  return errors.flatMap((error) => [
    ...`${error.is_cause ? 'caused by ' : ''}${errorText(error)}`.split('\n').map((line) => INDENT + line),
    ...(error.exc_notes ?? []).map((note) => INDENT + note),
    ...(error.frames ?? [])
      .toReversed()
      .map(({ filename, lineno, name }) => `${INDENT}${INDENT}at ${name} (${filename}:${lineno})`),
    ...(error.exceptions ?? []).flatMap((inner) => stackLines(inner).map((line) => INDENT + line)),
  ]);
}
