import { readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { AttemptLog, LineLevel } from '#support/attempt-log.ts';

/** Of a flood, no more than this is taken in one turn: the task is slowed then, not the server. */
const BYTES_PER_TURN = 262_144;
const TURN_MS = 2;
const LONGEST_OPEN_LINE = 131_072;
/** V8 tells on stderr why it gives up: its last words decide what the failure is called. */
const LAST_WORDS = 16_384;
const buffer = Buffer.alloc(65_536);

/**
 * One of the two output streams of a task process, as the kernel sees it: what native code and inherited streams of
 * other processes write (JavaScript's own output is captured inside the process). Lines go to the log of the attempt
 * that `target` names at the time.
 */
export class NativeOutput {
  readonly #stream: Readable;
  readonly #target: () => AttemptLog | undefined;
  readonly #level: LineLevel;
  readonly #logger: string;
  #decoder = new StringDecoder('utf8');
  #open = '';
  #taken = 0;
  #isDraining = false;
  #resume: NodeJS.Timeout | undefined;
  /** The end of everything that ever came. */
  lastWords = '';
  /** True while a flood is held back: then there is more than was read. */
  isPaused = false;

  constructor(stream: Readable, level: LineLevel, logger: string, target: () => AttemptLog | undefined) {
    this.#stream = stream;
    this.#level = level;
    this.#logger = logger;
    this.#target = target;
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.on('error', () => undefined);
    stream.on('close', () => clearTimeout(this.#resume));
  }

  /** Gives out a line that has no end yet. */
  flushLine(): void {
    if (this.#open === '') return;
    this.#target()?.line(this.#level, this.#open, this.#logger);
    this.#open = '';
  }

  /** Takes at once all that has been written until now, past the event loop. Its writers must be at rest. */
  drain(): void {
    this.#isDraining = true;
    while (this.#stream.read() !== null);
    for (let read = this.#readNow(); read > 0; read = this.#readNow()) this.#take(buffer.subarray(0, read));
    this.#isDraining = false;
  }

  /** Bytes read into `buffer`; 0 when there is nothing, which a stream that does not block tells by an exception. */
  #readNow(): number {
    const { fd } = (this.#stream as unknown as { _handle?: { fd?: number } | null })._handle ?? {};
    if (fd === undefined || fd < 0) return 0;
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return readSync(fd, buffer);
    } catch {
      return 0;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  #take(chunk: Buffer): void {
    const text = this.#decoder.write(chunk);
    this.lastWords = (this.lastWords + text).slice(-LAST_WORDS);
    const lines = (this.#open + text).split('\n');
    this.#open = lines.pop() ?? '';
    const log = this.#target();
    for (const line of lines) log?.line(this.#level, line, this.#logger);
    if (this.#open.length > LONGEST_OPEN_LINE) this.flushLine();
    this.#taken += chunk.length;
    if (this.#taken > BYTES_PER_TURN && !this.#isDraining) this.#pause();
  }

  #pause(): void {
    this.#taken = 0;
    this.isPaused = true;
    this.#stream.pause();
    this.#resume = setTimeout(() => {
      this.isPaused = false;
      this.#stream.resume();
    }, TURN_MS);
  }
}
