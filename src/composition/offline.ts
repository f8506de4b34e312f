/** The REST API without a server: for the command line where none runs. It reads and writes the same database by the same code, and runs nothing. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { API_ROUTES } from '#api/routes.ts';
import type { Config } from '#config/config.ts';
import { createDagProcessor } from '#dags/processor.ts';
import { ensureFirstAdmin, type FirstAdmin } from '#http/auth/first-admin.ts';
import { createHttpServer } from '#http/server.ts';
import type { Executor } from '#queue/executor.ts';
import { createPostgresStore } from '#scheduler/postgres-store.ts';
import { createScheduler } from '#scheduler/scheduler.ts';
import { openSecrets } from '#secrets/secrets.ts';
import { createLocalFolder } from '#storage/local-folder.ts';
import { systemClock } from '#support/clock.ts';
import { createLogger } from '#support/logger.ts';
import { consecutiveUuids } from '#support/uuid.ts';
import { createAdminToken } from './admin-token.ts';
import { isProcessAlive, lockHome } from './home-lock.ts';
import { openConfiguredDatabase } from './open-database.ts';
import { PRODUCT_ROOT, productVersion } from './product.ts';

export interface Offline {
  /** The administrator, when this opening made it. */
  firstAdmin: FirstAdmin | null;
  request(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<{ status: number; text: string; header(name: string): unknown }>;
  /** Resolves when nothing is left open: no database, no lock. */
  close(): Promise<void>;
}

/** Takes no attempt: what a command makes ready waits for the next server. */
const noExecutor: Executor = {
  parallelism: 0,
  readyNow: () => 0,
  dispatch: () => undefined,
  wait: () => undefined,
  cancel: () => undefined,
  onReport: () => undefined,
  stop: async () => undefined,
};

/** Throws what opening the database throws, and `HOME_LOCKED`; what was opened by then is closed again. */
export async function openOffline(config: Config): Promise<Offline> {
  const ends: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    return { ...(await build(config, (end) => void ends.push(end))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  config: Config,
  atClose: (end: () => void | Promise<void>) => void,
): Promise<Omit<Offline, 'close'>> {
  const logger = createLogger({ level: 'error', format: config.logging.format });
  atClose(await lockHome(config.home));
  const opened = await openConfiguredDatabase(config);
  atClose(() => opened.close());
  const { database } = opened;
  const scheduler = createScheduler({
    store: createPostgresStore(database, { isProcessAlive: (host, pid) => host !== hostname() || isProcessAlive(pid) }),
    executor: noExecutor,
    clock: systemClock,
    logger,
    hostname: hostname(),
    pid: process.pid,
    newId: consecutiveUuids(),
    leaseMs: config.scheduler.leaseSeconds * 1000,
    tickOptions: { catchupByDefault: config.scheduler.catchupByDefault },
    maxPartitionKeys: config.scheduler.partitionMapperMaxDownstreamKeys,
    quarantineAfter: config.scheduler.quarantineAfter,
  });
  atClose(() => scheduler.stop(async () => undefined));
  await scheduler.start();
  const secrets = await openSecrets(config, database, logger);
  const dagProcessor = createDagProcessor({
    config,
    database,
    logger,
    productRoot: PRODUCT_ROOT,
    getConnection: secrets.getConnection,
    onChange: async (dagIds) => {
      await scheduler.submit({ kind: 'dags_changed', dagIds }, { user: null, via: 'cli' });
    },
  });
  atClose(() => dagProcessor.stop());
  await dagProcessor.refresh({ onlyMissing: true });
  const app = await createHttpServer({
    config,
    database,
    scheduler,
    secrets,
    logger,
    clock: systemClock,
    version: productVersion(),
    objects: createLocalFolder(join(config.home, 'storage')),
    uiFolder: null,
    dagProcessor,
    routes: API_ROUTES,
  });
  atClose(() => app.close());
  // Last: an opening that fails must not have made a password that nobody was told.
  const firstAdmin = await ensureFirstAdmin(database, config);
  const token = await (await createAdminToken(config, database)).issue();
  return {
    firstAdmin,
    async request(method, path, body) {
      const response = await app.inject({
        method,
        url: path,
        headers: { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { payload: body }),
      });
      return {
        status: response.statusCode,
        text: response.body,
        header: (name) => response.headers[name],
      };
    },
  };
}
