/** Images: names, and fetching them from their registry. */
import type { Connection } from '@aquilon/sdk';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { LineSplitter } from '#operators/output-lines.ts';
import type { DockerEngine } from './engine.ts';

const HUB = 'docker.io';
/** Docker Hub by all its names. */
const HUB_HOSTS = new Set([HUB, 'index.docker.io', 'registry-1.docker.io', 'hub.docker.com', 'www.docker.com']);

export interface PullOptions {
  force: boolean;
  /** Signs in; undefined: nobody does. */
  connection: Connection | undefined;
  signal: AbortSignal;
  /** What the engine says while it works. */
  onStatus(line: string): void;
}

/** Sees to it that the engine has the image. Rejects with `DOCKER_PULL_FAILED`. */
export async function provideImage(engine: DockerEngine, image: string, options: PullOptions): Promise<void> {
  const { connection, force, signal, onStatus } = options;
  const auth = connection === undefined ? undefined : authFor(image, connection);
  const path = `/images/${image.split('/').map(encodeURIComponent).join('/')}/json`;
  if (!force) {
    const { status, body } = await engine.ask('GET', path);
    if (status === 200) return;
    if (status !== 404) throw engine.refusal(`look for the image ${image}`, status, body);
  }
  onStatus(`Pulling the image ${image}`);
  const response = await engine.stream('POST', '/images/create', {
    query: pullQuery(image),
    headers: auth === undefined ? {} : { 'x-registry-auth': auth },
    signal,
  });
  const progress = new PullProgress(onStatus);
  const lines = new LineSplitter((line) => progress.take(line));
  try {
    for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) lines.take(chunk);
  } catch (error) {
    throw failed(image, `the engine broke off: ${messageOf(error)}`);
  }
  lines.end();
  const status = response.statusCode ?? 0;
  if (progress.problem !== undefined || status >= 400)
    throw failed(image, progress.problem ?? `the engine answered with the status ${status}`);
}

/** Reads lines of JSON. A pull that fails half-way has the status 200, and says so in a line. */
class PullProgress {
  problem: string | undefined;
  readonly #onStatus: (line: string) => void;

  constructor(onStatus: (line: string) => void) {
    this.#onStatus = onStatus;
  }

  take(line: string): void {
    const said = parsed(line);
    const problem = said.error ?? said.message;
    if (typeof problem === 'string') this.problem = problem;
    // Lines with an id are of one layer: thousands of them.
    else if (typeof said.status === 'string' && (said.id === undefined || said.status.startsWith('Pulling from')))
      this.#onStatus(said.status);
  }
}

function parsed(line: string): { [name: string]: unknown } {
  try {
    return (JSON.parse(line) ?? {}) as { [name: string]: unknown };
  } catch {
    return {};
  }
}

/** Without a tag the engine would fetch all of them. */
function pullQuery(image: string): { fromImage: string; tag: string } {
  const [, name, tag] = /^(.*)@([^@]+)$/.exec(image) ?? /^(.*):([^:/]+)$/.exec(image) ?? [];
  return name === undefined || tag === undefined ? { fromImage: image, tag: 'latest' } : { fromImage: name, tag };
}

function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : HUB;
}

/** Login and password go to the registry of the image, and to it only if the connection is for it. */
function authFor(image: string, { connId, host, port, login, password }: Connection): string {
  const named = (host ?? '').replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const registry = HUB_HOSTS.has(named) ? HUB : `${named}${port === null ? '' : `:${port}`}`;
  const wanted = registryOf(image);
  if (registry !== (HUB_HOSTS.has(wanted) ? HUB : wanted)) {
    const reason = `its host is ${named === '' ? 'empty' : registry}, and the image ${image} comes from ${wanted}`;
    throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason });
  }
  const serveraddress = registry === HUB ? 'https://index.docker.io/v1/' : registry;
  const auth = { username: login ?? '', password: password ?? '', serveraddress };
  // The engine reads the alphabet of addresses, with its padding.
  const text = Buffer.from(JSON.stringify(auth)).toString('base64');
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

const failed = (image: string, reason: string): AquilonError =>
  new AquilonError('DOCKER_PULL_FAILED', { image, registry: registryOf(image), reason });
