/** What a container writes: frames of both streams, made into lines. */
import { StringDecoder } from 'node:string_decoder';
import { LineSplitter } from '#operators/output-lines.ts';

export type StreamName = 'stdout' | 'stderr';

const HEAD = 8;
const STDERR = 2;

/** Takes the bytes of the engine as they come. Nothing but the line that is not ended is kept. */
export class ContainerOutput {
  readonly #streams: Record<StreamName, TextLines>;
  readonly #isFramed: boolean;
  readonly #head = Buffer.alloc(HEAD);
  #headFilled = 0;
  #left = 0;

  /** `tty`: with a terminal there is one stream, without frames. */
  constructor(tty: boolean, onLine: (line: string, stream: StreamName) => void) {
    this.#isFramed = !tty;
    this.#streams = {
      stdout: new TextLines((line) => onLine(line, 'stdout')),
      stderr: new TextLines((line) => onLine(line, 'stderr')),
    };
  }

  take(chunk: Buffer): void {
    if (!this.#isFramed) {
      this.#streams.stdout.take(chunk);
      return;
    }
    for (let at = 0; at < chunk.length; ) at += this.#left > 0 ? this.#body(chunk, at) : this.#start(chunk, at);
  }

  end(): void {
    this.#streams.stdout.end();
    this.#streams.stderr.end();
  }

  /** The head of a frame: which stream, three bytes of nothing, how many bytes follow. It may come in pieces. */
  #start(chunk: Buffer, at: number): number {
    const taken = chunk.copy(this.#head, this.#headFilled, at, at + HEAD - this.#headFilled);
    this.#headFilled += taken;
    if (this.#headFilled === HEAD) {
      this.#left = this.#head.readUInt32BE(4);
      this.#headFilled = 0;
    }
    return taken;
  }

  #body(chunk: Buffer, at: number): number {
    const part = chunk.subarray(at, at + this.#left);
    this.#left -= part.length;
    this.#streams[this.#head[0] === STDERR ? 'stderr' : 'stdout'].take(part);
    return part.length;
  }
}

/** Characters may be cut between two chunks. */
class TextLines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #lines: LineSplitter;

  constructor(onLine: (line: string) => void) {
    this.#lines = new LineSplitter(onLine);
  }

  take(bytes: Buffer): void {
    this.#lines.take(this.#decoder.write(bytes));
  }

  end(): void {
    this.#lines.take(this.#decoder.end());
    this.#lines.end();
  }
}
