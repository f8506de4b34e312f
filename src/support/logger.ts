/**
 * The server's own log: one line each, human on a terminal, JSON where `AQUILON__LOGGING__FORMAT=json`.
 * Budget: ERROR means that a person must act; a healthy server writes none.
 */
const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warning(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** The same log under the name of a part: `scheduler`, `http`. */
  child(name: string): Logger;
}

export interface LoggerOptions {
  level: LogLevel;
  format: 'text' | 'json';
  write?: (line: string) => void;
}

export function createLogger(options: LoggerOptions, name = 'aquilon'): Logger {
  const least = LOG_LEVELS.indexOf(options.level);
  const write = options.write ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const log = (level: LogLevel, event: string, fields: LogFields = {}) => {
    if (LOG_LEVELS.indexOf(level) < least) return;
    write(options.format === 'json' ? jsonLine(level, name, event, fields) : textLine(level, name, event, fields));
  };
  return {
    debug: (event, fields) => log('debug', event, fields),
    info: (event, fields) => log('info', event, fields),
    warning: (event, fields) => log('warning', event, fields),
    error: (event, fields) => log('error', event, fields),
    child: (part) => createLogger(options, part),
  };
}

export const silentLogger: Logger = createLogger({ level: 'error', format: 'text', write: () => undefined });

function jsonLine(level: LogLevel, logger: string, event: string, fields: LogFields): string {
  return JSON.stringify({ timestamp: new Date().toISOString(), level, logger, event, ...plain(fields) });
}

function textLine(level: LogLevel, logger: string, event: string, fields: LogFields): string {
  const pairs = Object.entries(plain(fields)).map(([name, value]) => ` ${name}=${oneLine(value)}`);
  return `${new Date().toISOString()} ${level.toUpperCase().padEnd(7)} ${logger}: ${oneLine(event)}${pairs.join('')}`;
}

/** Errors have no own enumerable fields: without this they would be logged as `{}`. */
function plain(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? (value.stack ?? value.message) : value,
    ]),
  );
}

/** A value from outside must not be able to forge a second log line. */
function oneLine(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}
