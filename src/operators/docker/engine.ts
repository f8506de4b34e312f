/** The few calls of the Docker Engine API that running one container needs, over Node's HTTP client: a socket or TCP. */
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { EngineAddress } from './address.ts';

/** Of calls that the engine answers at once. */
const ANSWER_WITHIN = 60_000;
/** Of an answer that is read as a whole. */
const MOST_BYTES = 4_194_304;

export interface Asked {
  query?: Record<string, string>;
  /** Sent as JSON. */
  body?: object;
  headers?: Record<string, string>;
  /** Ends a call that may take as long as it likes. Without: 60 s. */
  signal?: AbortSignal;
}

export interface Answer {
  status: number;
  /** The JSON of the body; an empty object where it is none. */
  body: { [name: string]: unknown };
}

export class DockerEngine {
  readonly #address: EngineAddress;
  /** `/v1.47`: the newest that the engine speaks. What is asked here is older than all that are in use. */
  #version = '';

  private constructor(address: EngineAddress) {
    this.#address = address;
  }

  /** Rejects with `DOCKER_UNREACHABLE` where nobody or somebody else answers. */
  static async open(address: EngineAddress): Promise<DockerEngine> {
    const engine = new DockerEngine(address);
    const response = await engine.stream('GET', '/_ping');
    const said = (await textOf(response, address.shown)).slice(0, 200).trim();
    if (response.statusCode !== 200) {
      const reason = `the answer has the status ${response.statusCode}, which is not that of an engine: ${said}`;
      throw new AquilonError('DOCKER_UNREACHABLE', { address: address.shown, reason });
    }
    const version = response.headers['api-version'];
    if (typeof version === 'string' && /^\d+\.\d+$/.test(version)) engine.#version = `/v${version}`;
    return engine;
  }

  /** Resolves with whatever status the engine answers. */
  async ask(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    const response = await this.stream(method, path, asked);
    return { status: response.statusCode ?? 0, body: jsonOf(await textOf(response, this.#address.shown)) };
  }

  /** Rejects with `DOCKER_REFUSED` where the engine does not do it. `action`: for people. */
  async order(action: string, method: string, path: string, asked: Asked = {}): Promise<Answer['body']> {
    const { status, body } = await this.ask(method, path, asked);
    if (status >= 400) throw this.refusal(action, status, body);
    return body;
  }

  refusal(action: string, status: number, { message }: Answer['body']): AquilonError {
    const reason = typeof message === 'string' ? message : 'it gives no reason';
    return new AquilonError('DOCKER_REFUSED', { address: this.#address.shown, action, status, reason });
  }

  /** The answer as it comes. Rejects with `DOCKER_UNREACHABLE`. */
  stream(method: string, path: string, { query, body, headers, signal }: Asked = {}): Promise<IncomingMessage> {
    const { place, isSecure, shown } = this.#address;
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
    const content = body === undefined ? undefined : JSON.stringify(body);
    const described = content === undefined ? {} : { 'content-type': 'application/json' };
    const options = {
      ...place,
      method,
      path: `${this.#version}${path}${search}`,
      headers: { ...described, ...headers },
      signal: signal ?? AbortSignal.timeout(ANSWER_WITHIN),
      // One connection for each call: none is left open, and none that the engine has closed is used again.
      agent: false as const,
    };
    return new Promise((resolve, reject) => {
      const call = (isSecure ? secureRequest : plainRequest)(options, resolve);
      call.on('error', (error) => reject(unreachable(shown, error)));
      call.end(content);
    });
  }
}

function unreachable(address: string, error: unknown): AquilonError {
  const { code } = error as { code?: unknown };
  return new AquilonError('DOCKER_UNREACHABLE', { address, reason: REASONS[String(code)] ?? messageOf(error) });
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such socket',
  EACCES: 'the user of the server may not open it',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection broke',
  ABORT_ERR: 'it did not answer in time',
};

async function textOf(response: IncomingMessage, address: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MOST_BYTES) throw new Error(`an answer is longer than ${MOST_BYTES} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw unreachable(address, error);
  }
  return Buffer.concat(chunks).toString();
}

function jsonOf(text: string): Answer['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Answer['body']) : {};
  } catch {
    return {};
  }
}
