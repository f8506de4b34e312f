/** An engine that speaks the Docker Engine API over a Unix socket, and runs nothing: what containers do is told to it. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ContainerScript {
  /** Bytes of the log, as the engine sends them. */
  output?: Iterable<Buffer>;
  /** Undefined: it runs until it is stopped. */
  exit?: number;
  isOutOfMemory?: boolean;
  /** Tars by the paths of files. */
  files?: Record<string, Buffer>;
  /** Status of the answers to `start` and `stop`; default 204. */
  start?: number;
  stop?: number;
  /** The log is never ended. */
  isLogOpen?: boolean;
  /** The connection of `wait` breaks once it runs. */
  isLost?: boolean;
}

export interface DockerCall {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
  /** What was sent as `X-Registry-Auth`. */
  auth: unknown;
}

export interface DockerEngineDouble {
  url: string;
  calls: DockerCall[];
  /** What the engine has. */
  images: Map<string, ContainerScript>;
  /** What pulling gives: lines of progress and a script, or a refusal. */
  registry: Map<
    string,
    { progress?: object[]; script?: ContainerScript; status?: number; message?: string; token?: string }
  >;
  /** Ids of those that were not removed. */
  left(): string[];
  /** The calls as `POST /containers/1/start`, without looks at the engine. */
  said(): string[];
  close(): Promise<void>;
}

interface Made {
  script: ContainerScript;
  name: string | undefined;
  code: number | undefined;
  ended: Promise<void>;
  end(code: number): void;
}

export const frame = (stream: 'stdout' | 'stderr', text: string | Buffer): Buffer => {
  const body = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = stream === 'stdout' ? 1 : 2;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
};

let sockets = 0;

export async function openDockerEngine(): Promise<DockerEngineDouble> {
  sockets += 1;
  const path = join(tmpdir(), `aquilon-docker-${process.pid}-${sockets}.sock`);
  const containers = new Map<string, Made>();
  const engine = {
    url: `unix://${path}`,
    calls: [] as DockerCall[],
    images: new Map<string, ContainerScript>(),
    registry: new Map() as DockerEngineDouble['registry'],
    left: () => [...containers.keys()],
    said: () => engine.calls.filter(({ path: one }) => one !== '/_ping').map((call) => `${call.method} ${call.path}`),
  };
  let made = 0;

  async function answer(call: DockerCall, response: ServerResponse): Promise<void> {
    const json = (status: number, body: object) => void response.writeHead(status).end(JSON.stringify(body));
    if (call.path === '/_ping') return void response.setHeader('api-version', '1.47').end('OK');
    const image = /^\/images\/(.+)\/json$/.exec(call.path)?.[1];
    if (image !== undefined)
      return engine.images.has(image) ? json(200, {}) : json(404, { message: `No such image: ${image}` });
    if (call.path === '/images/create') return pull(call, response);
    if (call.path === '/containers/create') {
      const { Image } = call.body as { Image: string };
      const script = engine.images.get(Image);
      if (script === undefined) return json(404, { message: `No such image: ${Image}` });
      const { name } = call.query;
      if (name !== undefined && [...containers.values()].some((one) => one.name === name))
        return json(409, { message: `Conflict. The container name "/${name}" is already in use` });
      made += 1;
      containers.set(`c${made}`, open(script, name));
      return json(201, { Id: `c${made}`, Warnings: [] });
    }
    const [, id = '', what] = /^\/containers\/([^/]+)(?:\/(\w+))?$/.exec(call.path) ?? [];
    const container = containers.get(id);
    if (container === undefined) return json(404, { message: `No such container: ${id}` });
    if (call.method === 'DELETE') {
      containers.delete(id);
      return json(204, {});
    }
    return act(container, what, call, response);
  }

  function pull(call: DockerCall, response: ServerResponse): void {
    const name = `${call.query.fromImage}:${call.query.tag}`;
    const found = engine.registry.get(name) ?? { status: 404, message: `pull access denied for ${name}` };
    const { password } = (call.auth ?? {}) as { password?: string };
    if (found.token !== undefined && password !== found.token)
      return void response.writeHead(500).end(JSON.stringify({ message: 'unauthorized: incorrect password' }));
    if (found.status !== undefined)
      return void response.writeHead(found.status).end(JSON.stringify({ message: found.message }));
    for (const line of found.progress ?? []) response.write(`${JSON.stringify(line)}\r\n`);
    if (found.script !== undefined)
      engine.images.set(name.replace(/:latest$/, ''), found.script).set(name, found.script);
    response.end();
  }

  const server = createServer((request, response) => void serve(request, response));
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const url = new URL(request.url ?? '/', 'http://engine');
    const auth = request.headers['x-registry-auth'];
    const call = {
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname.replace(/^\/v1\.47/, '')),
      query: Object.fromEntries(url.searchParams),
      body: text === '' ? undefined : JSON.parse(text),
      auth: auth === undefined ? undefined : JSON.parse(Buffer.from(String(auth), 'base64url').toString()),
    };
    engine.calls.push(call);
    await answer(call, response);
  }
  await listen(server, path);
  return {
    ...engine,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(path, { force: true });
    },
  };
}

function open(script: ContainerScript, name: string | undefined): Made {
  const { promise, resolve } = Promise.withResolvers<void>();
  const container: Made = {
    script,
    name,
    code: undefined,
    ended: promise,
    end(code) {
      container.code ??= code;
      resolve();
    },
  };
  return container;
}

async function act(
  container: Made,
  what: string | undefined,
  call: DockerCall,
  response: ServerResponse,
): Promise<void> {
  const { script } = container;
  const status = (code: number, body: object = {}) => void response.writeHead(code).end(JSON.stringify(body));
  switch (what) {
    case 'start':
      if (script.start !== undefined) return status(script.start, { message: 'exec: "nonsense": not found' });
      if (script.exit !== undefined) container.end(script.exit);
      return status(204);
    case 'logs':
      response.flushHeaders();
      for (const chunk of script.output ?? []) if (!response.write(chunk)) await once(response, 'drain');
      await container.ended;
      return script.isLogOpen ? undefined : void response.end();
    case 'wait':
      if (script.isLost) return void response.destroy();
      await container.ended;
      return status(200, { StatusCode: container.code });
    case 'json':
      return status(200, { State: { ExitCode: container.code, OOMKilled: script.isOutOfMemory === true } });
    case 'stop':
      if (script.stop !== undefined) return status(script.stop, { message: 'cannot stop' });
      container.end(143);
      return status(204);
    case 'kill':
      container.end(137);
      return status(204);
    case 'archive': {
      const tar = script.files?.[call.query.path ?? ''];
      return tar === undefined ? status(404, { message: 'no such file' }) : void response.writeHead(200).end(tar);
    }
    default:
      return status(400, { message: `no such call: ${what}` });
  }
}

async function listen(server: Server, path: string): Promise<void> {
  await rm(path, { force: true });
  await new Promise<void>((resolve) => server.listen(path, resolve));
}
