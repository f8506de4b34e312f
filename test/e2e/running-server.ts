/** The whole product, started as its command line does, in a home folder of the test's own; asked over HTTP only. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '#config/config.ts';
import { type Started, start } from '#start.ts';
import { createLogger } from '#support/logger.ts';
import { createTestDatabase } from '#test/support/database.ts';

/** Generous: a slow machine must not fail a test of what is right. */
const LIMIT_MS = 120_000;

export interface RunningServer {
  url: string;
  home: string;
  outbox: string;
  databaseUrl: string;
  /** JSON of the answer; an answer that is no success is an error with its text. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** `env` configures the server; what its tasks shall see must be in `process.env` before. */
export async function startServer(env: Record<string, string> = {}): Promise<RunningServer> {
  const home = await mkdtemp(join(tmpdir(), 'aquilon e2e '));
  const { url: databaseUrl, drop } = await createTestDatabase();
  const config = loadConfig({
    AQUILON_HOME: home,
    AIRFLOW__API__PORT: '0',
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: databaseUrl,
    _AIRFLOW_WWW_USER_PASSWORD: 'e2e password',
    ...env,
  });
  const clean = async () => {
    await drop();
    await rm(home, { recursive: true, force: true });
  };
  let started: Started;
  try {
    started = await start(config, { logger: createLogger({ level: 'error', format: 'text' }) });
  } catch (error) {
    await clean();
    throw error;
  }
  const token = await signIn(started.url);
  return {
    url: started.url,
    home,
    outbox: started.outbox,
    databaseUrl,
    async ask(method, path, body) {
      const response = await fetch(`${started.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === '' ? undefined : JSON.parse(text)) as never;
    },
    async stop() {
      await started.stop();
      await clean();
    },
  };
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: 'e2e password' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

/** Looks again and again until there is something to be seen; says what was waited for when there never is. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + LIMIT_MS;
  let last: unknown;
  while (performance.now() < until) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    await sleep(50);
  }
  throw new Error(`${what} did not come about within ${LIMIT_MS / 1000} s`, { cause: last });
}
