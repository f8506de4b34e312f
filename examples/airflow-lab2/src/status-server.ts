/** The server of start_Flask_API: shows how the last run of a DAG ended. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isCode } from './files.ts';
import type { LastRun } from './last-run.ts';
import { type Page, renderPage } from './status-pages.ts';

export interface StatusServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** The DAG whose runs are shown. */
  dagId: string;
  /** Asked anew for each page. Throws where there is no answer. */
  lastRun(): Promise<LastRun>;
  log(event: string): void;
}

export interface StatusServer {
  port: number;
  /** Cuts open connections, and resolves when the port is free. */
  close(): Promise<void>;
}

/** Name that /health gives, by which the server knows itself when it finds its port in use. */
const SERVICE = 'Airflow_Lab2_Flask';

export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      options.log(`${request.method} ${request.url}: ${String(error)}`);
      if (response.headersSent) response.destroy();
      else sendPage(request, response, { status: 500, title: 'Error', lines: ['See the log of the task.'] });
    });
  });
  await listen(server, options);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return { port, close: () => close(server) };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: StatusServerOptions): Promise<void> {
  request.resume();
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return sendPage(request, response, { status: 405, title: 'Method not allowed', lines: ['Use GET.'] });
  }
  const [path] = (request.url ?? '/').split('?', 1);
  switch (path) {
    case '/':
      return redirect(request, response, options);
    case '/success':
    case '/failure':
      return sendPage(request, response, await statePage(path, options));
    case '/health':
      return send(request, response, 200, 'application/json', JSON.stringify({ status: 'healthy', service: SERVICE }));
    default:
      return sendPage(request, response, {
        status: 404,
        title: 'Not found',
        lines: ['There are /, /success, /failure and /health.'],
      });
  }
}

async function redirect(
  request: IncomingMessage,
  response: ServerResponse,
  options: StatusServerOptions,
): Promise<void> {
  const last = await options.lastRun().catch((error: unknown) => unavailable(options, error));
  if ('status' in last || last.kind === 'unfinished') {
    response.setHeader('retry-after', '5');
    return sendPage(request, response, 'status' in last ? last : unfinishedPage(last.reason));
  }
  const target = last.run.state === 'success' ? '/success' : '/failure';
  response.setHeader('location', target);
  send(request, response, 302, 'text/plain', `${target}\n`);
}

/** The page says what is true now, also when somebody opens it by its address. */
async function statePage(path: '/success' | '/failure', { dagId, lastRun }: StatusServerOptions): Promise<Page> {
  const good = path === '/success';
  const title = good ? `${dagId}: success` : `${dagId}: failure`;
  try {
    const last = await lastRun();
    if (last.kind === 'unfinished') return { status: 200, title, lines: [last.reason] };
    const { runId, state, endDate } = last.run;
    const words = `The last run of ${dagId}, ${runId}, ended at ${endDate ?? 'an unknown time'} with the state ${state}.`;
    const other = (state === 'success') === good ? [] : ['This page is not the one for that state.'];
    return { status: 200, title, lines: [words, ...other] };
  } catch (error) {
    return { status: 200, title, lines: [`The details cannot be asked for: ${messageOf(error)}`] };
  }
}

function unavailable({ dagId, log }: StatusServerOptions, error: unknown): Page {
  const reason = messageOf(error);
  log(`The last run of ${dagId} cannot be asked for: ${reason}`);
  return { status: 503, title: 'State unknown', lines: [`The last run of ${dagId} cannot be asked for.`, reason] };
}

const unfinishedPage = (reason: string): Page => ({ status: 503, title: 'No outcome yet', lines: [reason] });

function sendPage(request: IncomingMessage, response: ServerResponse, page: Page): void {
  send(request, response, page.status, 'text/html; charset=utf-8', renderPage(page));
}

function send(request: IncomingMessage, response: ServerResponse, status: number, type: string, body: string): void {
  response.statusCode = status;
  response.setHeader('content-type', type);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function listen(server: Server, { host, port }: StatusServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, resolve);
  try {
    await promise;
  } catch (error) {
    if (isCode(error, 'EADDRINUSE')) throw new Error(await portInUse(host, port));
    if (isCode(error, 'EACCES')) throw new Error(`This user may not listen on port ${port}: use one above 1023.`);
    throw error;
  }
}

/** Tells our own server of an earlier run, which does the same work, from another program. */
async function portInUse(host: string, port: number): Promise<string> {
  const own = await fetch(`http://${host}:${port}/health`, { signal: AbortSignal.timeout(1000), redirect: 'error' })
    .then(async (response) => (await response.text()).includes(`"service":"${SERVICE}"`))
    .catch(() => false);
  const remedy = 'or choose another port with AIRFLOW_LAB2_FLASK_PORT or the param "port".';
  return own
    ? `Port ${port} is in use by an earlier run of ${SERVICE}, which shows the newest state as well. Mark its task to stop it, ${remedy}`
    : `Port ${port} is in use by another program. Stop that program, ${remedy}`;
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  // Without this, a browser that keeps its connection open would keep the server alive.
  server.closeAllConnections();
  await promise;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
