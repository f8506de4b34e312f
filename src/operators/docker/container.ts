/** One container: started, listened to, ended and removed. */
import { messageOf } from '#errors/aquilon-error.ts';
import { fileOf } from './archive.ts';
import type { DockerEngine } from './engine.ts';
import type { ContainerOutput } from './output.ts';

/** Between SIGTERM and SIGKILL, as Docker's own tools have it; the engine counts, s. */
const STOP_WITHIN = 10;
/** How long lines of a container that has ended may still come after the last one, ms. */
const OUTPUT_GRACE = 5_000;
/** Of a file that is read out of a container. */
const LARGEST_FILE = 16_777_216;

export interface Exit {
  code: number;
  isOutOfMemory: boolean;
}

export class Container {
  readonly id: string;
  readonly #engine: DockerEngine;
  readonly #warn: (message: string) => void;
  /** False: nothing has run in it yet. */
  isStarted = false;

  private constructor(engine: DockerEngine, id: string, warn: (message: string) => void) {
    this.#engine = engine;
    this.id = id;
    this.#warn = warn;
  }

  /** `order`: the body of the call. Rejects with `DOCKER_REFUSED`. `warn` hears what does not fail the task. */
  static async create(
    engine: DockerEngine,
    name: string | undefined,
    order: object,
    warn: (message: string) => void,
  ): Promise<Container> {
    const query: Record<string, string> = name === undefined ? {} : { name };
    const made = await engine.order('make the container', 'POST', '/containers/create', { query, body: order });
    for (const warning of Array.isArray(made.Warnings) ? made.Warnings : []) warn(String(warning));
    return new Container(engine, String(made.Id), warn);
  }

  /** As people see it. */
  get shown(): string {
    return this.id.slice(0, 12);
  }

  /** Resolves when it has ended, by itself or by `signal`, and all that it wrote has been given to `output`. */
  async run(signal: AbortSignal, output: ContainerOutput): Promise<Exit> {
    await this.#engine.order('start the container', 'POST', `${this.#path}/start`);
    this.isStarted = true;
    const end = () => void this.end();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const cutter = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const followed = this.#follow(output, cutter.signal, () => grace?.refresh());
    try {
      const exit = await this.#exit();
      grace = setTimeout(() => cutter.abort(), OUTPUT_GRACE);
      await followed;
      return exit;
    } finally {
      signal.removeEventListener('abort', end);
      clearTimeout(grace);
      cutter.abort();
      // No line comes after the end of the task.
      await followed;
    }
  }

  /** SIGTERM, and SIGKILL after 10 s or where the engine refuses the first. Never rejects. */
  async end(): Promise<void> {
    try {
      const query = { t: String(STOP_WITHIN) };
      const { status } = await this.#engine.ask('POST', `${this.#path}/stop`, { query });
      if (status < 400 || status === 404) return;
      this.#warn(`The engine did not stop the container (status ${status}); it is killed`);
      await this.#engine.order('kill the container', 'POST', `${this.#path}/kill`);
    } catch (error) {
      this.#warn(`The container ${this.shown} could not be ended: ${messageOf(error)}`);
    }
  }

  /** With the volumes that have no name. Never rejects. */
  async remove(): Promise<void> {
    try {
      const { status, body } = await this.#engine.ask('DELETE', this.#path, { query: { force: 'true', v: 'true' } });
      if (status >= 400 && status !== 404) throw this.#engine.refusal('remove the container', status, body);
    } catch (error) {
      this.#warn(`The container ${this.shown} could not be removed: ${messageOf(error)}`);
    }
  }

  /** Undefined where there is no such file. Rejects where it is too large. */
  async file(path: string): Promise<Buffer | undefined> {
    const response = await this.#engine.stream('GET', `${this.#path}/archive`, { query: { path } });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_FILE) throw new Error(`it is larger than ${LARGEST_FILE} bytes`);
      chunks.push(chunk);
    }
    return response.statusCode === 200 ? fileOf(Buffer.concat(chunks)) : undefined;
  }

  /** Never rejects: a container whose output cannot be read runs on all the same. */
  async #follow(output: ContainerOutput, cut: AbortSignal, onBytes: () => void): Promise<void> {
    const query = { follow: 'true', stdout: 'true', stderr: 'true' };
    try {
      const response = await this.#engine.stream('GET', `${this.#path}/logs`, { query, signal: cut });
      if (response.statusCode !== 200) throw new Error(`the engine answered with the status ${response.statusCode}`);
      for await (const chunk of response as AsyncIterable<Buffer>) {
        output.take(chunk);
        onBytes();
      }
    } catch (error) {
      this.#warn(`The output of the container could not be read to its end: ${messageOf(error)}`);
    }
    output.end();
  }

  async #exit(): Promise<Exit> {
    const forever = new AbortController();
    const waited = await this.#engine.order('wait for the container', 'POST', `${this.#path}/wait`, {
      signal: forever.signal,
    });
    const code = Number(waited.StatusCode);
    if (code === 0) return { code, isOutOfMemory: false };
    const { body } = await this.#engine.ask('GET', `${this.#path}/json`);
    return { code, isOutOfMemory: (body.State as { OOMKilled?: boolean } | undefined)?.OOMKilled === true };
  }

  get #path(): string {
    return `/containers/${encodeURIComponent(this.id)}`;
  }
}
