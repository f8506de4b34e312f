import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { LineLevel } from '#support/attempt-log.ts';

/** Longest line that is held back while its end has not come. */
const LONGEST_OPEN_LINE = 131_072;

export type OutputSink = (level: LineLevel, line: string, logger: string) => void;

/**
 * Makes `console`, `process.stdout` and `process.stderr` of this process write lines of the log instead.
 * Returns the function that gives out what was begun without an end of line.
 */
export function captureOutput(sink: OutputSink): () => void {
  const stdout = new LineStream('info', 'task.stdout', sink);
  // Airflow logs what comes on stderr as errors, the logger says where it came from.
  const stderr = new LineStream('error', 'task.stderr', sink);
  Object.defineProperty(process, 'stdout', { configurable: true, enumerable: true, get: () => stdout });
  Object.defineProperty(process, 'stderr', { configurable: true, enumerable: true, get: () => stderr });
  withLevel('debug', stdout, 'debug');
  withLevel('warn', stderr, 'warning');
  withLevel('trace', stderr, 'debug');
  return () => {
    stdout.flushLine();
    stderr.flushLine();
  };
}

/** The console writes at once, so the level set around its call is the level of its lines. */
function withLevel(method: 'debug' | 'warn' | 'trace', stream: LineStream, level: LineLevel): void {
  const original = console[method];
  console[method] = (...parts: unknown[]) => {
    stream.level = level;
    original.apply(console, parts);
    stream.level = stream.usualLevel;
  };
}

class LineStream extends Writable {
  level: LineLevel;
  readonly usualLevel: LineLevel;
  readonly #logger: string;
  readonly #sink: OutputSink;
  #decoder = new StringDecoder('utf8');
  #open = '';

  constructor(level: LineLevel, logger: string, sink: OutputSink) {
    super();
    this.level = level;
    this.usualLevel = level;
    this.#logger = logger;
    this.#sink = sink;
  }

  /** Overrides the buffering of Writable: a line must be in the log before a task can end the process. */
  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    this.#take(typeof chunk === 'string' ? chunk : this.#decoder.write(toBuffer(chunk)));
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') process.nextTick(done as () => void);
    return true;
  }

  override _write(chunk: unknown, _encoding: unknown, callback: () => void): void {
    this.#take(String(chunk));
    callback();
  }

  flushLine(): void {
    const rest = this.#open + this.#decoder.end();
    this.#decoder = new StringDecoder('utf8');
    this.#open = '';
    if (rest !== '') this.#sink(this.level, rest, this.#logger);
  }

  #take(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = this.#open + text.slice(from, end);
      this.#open = '';
      this.#sink(this.level, line.endsWith('\r') ? line.slice(0, -1) : line, this.#logger);
      from = end + 1;
    }
    this.#open += text.slice(from);
    if (this.#open.length > LONGEST_OPEN_LINE) this.flushLine();
  }
}

function toBuffer(chunk: unknown): Buffer {
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError(`The chunk must be a string or bytes, not ${typeof chunk}`);
}
