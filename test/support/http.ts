/** The HTTP server on a real database with a real scheduler, whose tasks are played by the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { API_ROUTES } from '#api/routes.ts';
import { type Config, loadConfig } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { createUser } from '#http/auth/users.ts';
import { createHttpServer } from '#http/server.ts';
import type { App, ServerParts } from '#http/server-parts.ts';
import type { Workers } from '#queue/workers-now.ts';
import type { Scheduler } from '#scheduler/scheduler.ts';
import { openSecrets, type Secrets } from '#secrets/secrets.ts';
import { createLocalFolder } from '#storage/local-folder.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import { type Clock, systemClock } from '#support/clock.ts';
import { createLogger, type Logger } from '#support/logger.ts';
import { createTestDatabase } from '#test/support/database.ts';
import { createTestScheduler, type Play, type PlayedExecutor } from '#test/support/scheduler.ts';

export const PASSWORD = 'correct horse';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  body: any;
}

export interface TestServer {
  app: App;
  config: Config;
  database: Database;
  scheduler: Scheduler;
  secrets: Secrets;
  objects: ObjectStore;
  home: string;
  /** What the server wrote into its log. */
  log: string[];
  /** As the administrator, unless `as` says another user of `createUser`, or null for nobody. */
  ask(
    method: string,
    url: string,
    options?: { body?: unknown; as?: string | null; headers?: Record<string, string> },
  ): Promise<Answer>;
  /** A bearer token of the user; the user is made with this role where there is none. */
  tokenOf(username: string, role?: string): Promise<string>;
  close(): Promise<void>;
}

export interface TestServerOptions {
  play?: Play;
  env?: Record<string, string>;
  uiFolder?: string | null;
  /** Of the HTTP server. */
  clock?: Clock;
  dagProcessor?: ServerParts['dagProcessor'];
  notices?: ServerParts['notices'];
  /** Its executor stands for workers that have no process. */
  hasWorkers?: boolean;
  onUsage?: ServerParts['onUsage'];
  /** Another server whose database this one shares: it stands by, and is to be closed first. */
  beside?: TestServer;
}

export async function createTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { database, drop } = options.beside
    ? { database: options.beside.database, drop: async () => undefined }
    : await createTestDatabase();
  const home = await mkdtemp(join(tmpdir(), 'aquilon-http-'));
  const config = loadConfig({ AQUILON_HOME: home, ...options.env });
  const { scheduler, executor } = createTestScheduler(database, {
    play: options.play,
    isBeside: options.beside !== undefined,
  });
  await scheduler.start();
  const log: string[] = [];
  const logger: Logger = createLogger({ level: 'warning', format: 'text', write: (line) => log.push(line) });
  const objects = createLocalFolder(join(home, 'objects'));
  const secrets = await openSecrets(config, database, logger);
  const cleanUp = async () => {
    await scheduler.stop(async () => undefined);
    await drop();
    await rm(home, { recursive: true, force: true });
  };
  const app = await createHttpServer({
    config,
    database,
    scheduler,
    secrets,
    logger,
    clock: options.clock ?? systemClock,
    version: '0.0.0-test',
    objects,
    uiFolder: options.uiFolder ?? null,
    ...(options.dagProcessor ? { dagProcessor: options.dagProcessor } : {}),
    ...(options.notices ? { notices: options.notices } : {}),
    ...(options.hasWorkers ? { workers: workersOf(executor) } : {}),
    ...(options.onUsage ? { onUsage: options.onUsage } : {}),
    routes: API_ROUTES,
  }).catch(async (error: unknown) => {
    await cleanUp();
    throw error;
  });

  const tokens = new Map<string, Promise<string>>();
  const makeToken = async (username: string, role: string) => {
    await createUser(database, { username, password: PASSWORD, role });
    const payload = { username, password: PASSWORD };
    return (await app.inject({ method: 'POST', url: '/auth/token', payload })).json().access_token as string;
  };
  const tokenOf = (username: string, role = 'Admin') => {
    const token = tokens.get(username) ?? makeToken(username, role);
    tokens.set(username, token);
    return token;
  };

  return {
    app,
    config,
    database,
    scheduler,
    secrets,
    objects,
    home,
    log,
    tokenOf,
    async ask(method, url, { body, as = 'admin', headers = {} } = {}) {
      const authorization = as === null ? {} : { authorization: `Bearer ${await tokenOf(as)}` };
      const request: InjectOptions = { method: method as 'GET', url, headers: { ...authorization, ...headers } };
      if (body !== undefined) request.payload = body as object;
      const response = await app.inject(request);
      return {
        status: response.statusCode,
        headers: response.headers,
        text: response.body,
        body: jsonOf(response.body),
      };
    },
    async close() {
      await app.close();
      await cleanUp();
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const workersOf = (executor: PlayedExecutor): Workers => ({
  now: () => ({ hostname: 'played', drained: executor.drained, most: executor.parallelism, waiting: 0, processes: [] }),
  drain(drained) {
    executor.drained = drained;
  },
});
