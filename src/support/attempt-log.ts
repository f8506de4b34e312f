import { closeSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '#errors/aquilon-error.ts';
import type { SecretMask } from './secret-mask.ts';

export type LineLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical';

/** Longest event of one line, in characters. */
const LONGEST_LINE = 65_536;
/** Of what a flood loses, this much of its end is kept in memory and written when the attempt ends. */
const TAIL_LINES = 200;
const TAIL_LINE = 2_000;

/** Where the lines of an attempt go. */
export type AttemptLines = Pick<AttemptLog, 'line' | 'close'>;

interface Line {
  level: LineLevel;
  event: string;
  logger: string;
}

/**
 * The log of one attempt: JSON lines, appended one by one so that they can be read while the task runs.
 * The file is made with its first line: an attempt that says nothing costs nothing.
 * A log that cannot be written (full disk, rights) never fails the task: `onTrouble` hears of it once.
 */
export class AttemptLog {
  #file: number | undefined;
  #broken = false;
  #written = 0;
  #cutLines = 0;
  #cutBytes = 0;
  #tail: Line[] = [];
  readonly #path: string;
  readonly #limit: number;
  readonly #onTrouble: (message: string) => void;
  readonly #mask: () => SecretMask | undefined;

  /** `limit`: bytes after which lines are only counted. `mask`: of the secrets that the attempt was given by then. */
  constructor(
    path: string,
    limit: number,
    onTrouble: (message: string) => void,
    mask: () => SecretMask | undefined = () => undefined,
  ) {
    this.#path = path;
    this.#limit = limit;
    this.#onTrouble = onTrouble;
    this.#mask = mask;
  }

  line(level: LineLevel, event: string, logger: string, fields?: Record<string, unknown>): void {
    const mask = this.#mask();
    if (mask === undefined || mask.isEmpty) this.#take(level, event, logger, fields);
    else this.#take(level, mask.text(event), logger, mask.json(fields));
  }

  #take(level: LineLevel, event: string, logger: string, fields?: Record<string, unknown>): void {
    if (this.#written >= this.#limit) {
      this.#countCut({ level, event, logger });
      return;
    }
    this.#write(toLine(level, event, logger, fields));
    if (this.#written >= this.#limit) {
      const limit = `${Math.round(this.#limit / 1_048_576)} MiB`;
      this.#write(toLine('warning', `The log has reached its limit of ${limit}: what follows is cut.`, 'aquilon.log'));
    }
  }

  /** Says what was cut, keeps the end of it, and closes the file. Lines that come later are written still. */
  close(): void {
    if (this.#cutLines > 0) {
      const tail = this.#tail.slice(-TAIL_LINES);
      const lost = `${this.#cutLines} lines (${this.#cutBytes} bytes) were cut here`;
      const remedy = 'Raise AQUILON__LOGGING__ATTEMPT_LIMIT_MB to keep more.';
      this.#write(
        toLine('warning', `${lost}; the last ${tail.length} follow. ${remedy}`, 'aquilon.log', {
          cut_lines: this.#cutLines,
          cut_bytes: this.#cutBytes,
        }),
      );
      for (const { level, event, logger } of tail) this.#write(toLine(level, event, logger));
      this.#cutLines = 0;
      this.#cutBytes = 0;
      this.#tail = [];
    }
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #countCut(line: Line): void {
    this.#cutLines++;
    this.#cutBytes += line.event.length;
    if (line.event.length > TAIL_LINE) line.event = `${line.event.slice(0, TAIL_LINE)}...`;
    this.#tail.push(line);
    // Dropping them one by one would move the whole list each time.
    if (this.#tail.length >= 2 * TAIL_LINES) this.#tail = this.#tail.slice(-TAIL_LINES);
  }

  #write(text: string): void {
    if (this.#broken) return;
    try {
      if (this.#file === undefined) {
        this.#file = this.#open();
        // The server and the task process both write to it: what is there already counts.
        this.#written = fstatSync(this.#file).size;
      }
      this.#written += writeSync(this.#file, text);
    } catch (error) {
      this.#broken = true;
      this.#onTrouble(messageOf(error));
    }
  }

  #open(): number {
    try {
      return openSync(this.#path, 'a', 0o644);
    } catch {
      mkdirSync(dirname(this.#path), { recursive: true });
      return openSync(this.#path, 'a', 0o644);
    }
  }
}

function toLine(level: LineLevel, event: string, logger: string, fields?: Record<string, unknown>): string {
  const timestamp = new Date().toISOString();
  if (event.length <= LONGEST_LINE) return `${JSON.stringify({ timestamp, level, event, logger, ...fields })}\n`;
  const cut = event.length - LONGEST_LINE;
  const kept = `${event.slice(0, LONGEST_LINE)} ... (${cut} more characters of this line were cut)`;
  return `${JSON.stringify({ timestamp, level, event: kept, logger, ...fields, cut_characters: cut })}\n`;
}
