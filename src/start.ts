/**
 * The composition root: builds the parts in order, stops them in reverse. Whoever starts Aquilon, whether the command line, the tests or the
 * benchmarks, starts it here.
 */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { API_ROUTES } from '#api/routes.ts';
import { createAdminToken } from '#composition/admin-token.ts';
import { isProcessAlive, lockHome } from '#composition/home-lock.ts';
import { listen } from '#composition/listen.ts';
import { withMailConnection } from '#composition/mail-connection.ts';
import { openConfiguredDatabase } from '#composition/open-database.ts';
import { openNotices } from '#composition/open-notices.ts';
import { PRODUCT_ROOT, productVersion, uiFolder } from '#composition/product.ts';
import { removeServerFile, type ServerFile, writeServerFile } from '#composition/server-file.ts';
import { createTaskServices } from '#composition/task-services.ts';
import { createUsageFeed } from '#composition/usage-feed.ts';
import type { Config } from '#config/config.ts';
import { createDagProcessor } from '#dags/processor.ts';
import { createStoredTimetables } from '#dags/stored-timetables.ts';
import { issueAttemptToken } from '#http/auth/attempt-token.ts';
import { ensureFirstAdmin, type FirstAdmin } from '#http/auth/first-admin.ts';
import { loadKeys } from '#http/auth/keys.ts';
import { createHttpServer } from '#http/server.ts';
import { createLocalExecutor } from '#queue/local/executor.ts';
import { reapOrphans } from '#queue/local/leftovers.ts';
import { createPostgresStore } from '#scheduler/postgres-store.ts';
import { createScheduler } from '#scheduler/scheduler.ts';
import type { TickOptions } from '#scheduler/ticks.ts';
import { openSecrets } from '#secrets/secrets.ts';
import { createLocalFolder } from '#storage/local-folder.ts';
import { systemClock } from '#support/clock.ts';
import { createLogger, type Logger } from '#support/logger.ts';
import { consecutiveUuids } from '#support/uuid.ts';
import { createAssetWatchers } from '#watchers/watchers.ts';

/** Attempts that still run when Aquilon stops get this long between the abort signal and SIGKILL, milliseconds. */
const STOP_LIMIT_MS = 3_000;

export interface Started {
  /** Where it answers: `http://localhost:8080`. */
  url: string;
  home: string;
  /** Folder of the embedded database, or the address of the server. */
  dataPlace: string;
  /** Where mails are written while no mail server is configured. */
  outbox: string;
  /** The administrator, when this start made it: `password` is null where the configuration gave one. */
  firstAdmin: FirstAdmin | null;
  /** Resolves when nothing is left of it: no process, no port, no lock. */
  stop(): Promise<void>;
}

export interface StartOptions {
  logger?: Logger;
  /** False: schedules make no runs. Default: true. */
  schedules?: boolean;
}

/** Starts everything. When a part cannot start, those before it are stopped, and its error is thrown. */
export async function start(config: Config, options: StartOptions = {}): Promise<Started> {
  const logger = options.logger ?? createLogger({ level: config.logging.level, format: config.logging.format });
  const stops: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (let end = stops.pop(); end; end = stops.pop()) await end();
  };
  try {
    const tickOptions = {
      catchupByDefault: config.scheduler.catchupByDefault,
      schedules: options.schedules ?? true,
    };
    return { ...(await build(config, logger, tickOptions, (end) => void stops.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(
  config: Config,
  logger: Logger,
  tickOptions: TickOptions,
  atStop: (end: () => void | Promise<void>) => void,
): Promise<Omit<Started, 'stop'>> {
  const { home } = config;
  const folders = {
    logs: config.logging.baseLogFolder || join(home, 'logs'),
    storage: join(home, 'storage'),
    outbox: join(home, 'outbox'),
  };
  atStop(await lockHome(home));
  await mkdir(folders.storage, { recursive: true });
  reapOrphans(home, logger.child('workers'));

  const opened = await openConfiguredDatabase(config, { logger: logger.child('database') });
  atStop(() => opened.close());
  const { database } = opened;
  if (opened.applied.length > 0) logger.info('migrations applied', { names: opened.applied.join(', ') });

  const keys = await loadKeys(config);
  const secrets = await openSecrets(config, database, logger.child('secrets'));
  const withMail = await withMailConnection(config, secrets.getConnection, logger.child('notices'));
  let url = '';
  const timetables = createStoredTimetables(database, config);
  atStop(() => timetables.stop());
  const services = createTaskServices(
    database,
    timetables,
    secrets,
    () => scheduler,
    (bundleName, commit) => dagProcessor.folderOfCommit(bundleName, commit),
  );
  const usage = createUsageFeed(database);
  const local = createLocalExecutor({
    config: withMail,
    logger: logger.child('workers'),
    services,
    logFolder: folders.logs,
    storageFolder: folders.storage,
    apiAccess: (attemptId) => ({ url, token: issueAttemptToken(keys, attemptId) }),
    keepUsage: usage.keep,
  });
  const executor = services.watch(local);
  const scheduler = createScheduler({
    store: createPostgresStore(database, { isProcessAlive: (host, pid) => host !== hostname() || isProcessAlive(pid) }),
    executor,
    clock: systemClock,
    logger: logger.child('scheduler'),
    hostname: hostname(),
    pid: process.pid,
    newId: consecutiveUuids(),
    leaseMs: config.scheduler.leaseSeconds * 1000,
    tickOptions,
    maxPartitionKeys: config.scheduler.partitionMapperMaxDownstreamKeys,
    quarantineAfter: config.scheduler.quarantineAfter,
    timetables,
    onNotices: () => notices.wake(),
  });
  const notices = openNotices({
    config: withMail,
    database,
    logger: logger.child('notices'),
    services,
    folders,
    serverUrl: () => url,
  });
  atStop(() => notices.stop(STOP_LIMIT_MS));
  atStop(() => scheduler.stop(() => executor.stop(STOP_LIMIT_MS)));

  const watchers = createAssetWatchers({
    database,
    clock: systemClock,
    logger: logger.child('watchers'),
    getConnection: secrets.getConnection,
    raise: (event) => scheduler.submit({ kind: 'create_asset_event', ...event }, { user: null, via: 'timetable' }),
  });
  atStop(() => watchers.stop());
  atStop(
    scheduler.subscribe((events) => {
      if (events.some(({ kind }) => kind === 'dag')) void watchers.refresh();
    }),
  );

  const dagProcessor = createDagProcessor({
    config,
    database,
    logger: logger.child('dags'),
    productRoot: PRODUCT_ROOT,
    getConnection: secrets.getConnection,
    onChange: async (dagIds) => {
      await scheduler.submit({ kind: 'dags_changed', dagIds }, { user: null, via: 'timetable' });
      await watchers.refresh();
    },
    onNotices: () => notices.wake(),
  });
  atStop(() => dagProcessor.stop());

  const app = await createHttpServer({
    config,
    database,
    scheduler: services.watchCommands(scheduler),
    secrets,
    logger: logger.child('http'),
    clock: systemClock,
    version: productVersion(),
    objects: createLocalFolder(folders.storage),
    uiFolder: uiFolder(),
    dagProcessor,
    notices,
    workers: local,
    onUsage: usage.subscribe,
    routes: API_ROUTES,
  });
  atStop(() => app.close());

  await scheduler.start();
  url = await listen(app, config);
  // What it sends names addresses of the page.
  await notices.start();
  // Only now: a start that fails must not have made a password that nobody was told.
  const firstAdmin = await ensureFirstAdmin(database, config);
  atStop(await announce(config, opened.database, { url, keyId: secrets.keyring.ids[0] }));
  // The page answers while the DAG files are being loaded.
  void dagProcessor.start();
  return { url, home, dataPlace: opened.place, outbox: folders.outbox, firstAdmin };
}

/** Tells the command line where the server is and which key it has, with a token that is renewed in time. */
async function announce(
  config: Config,
  database: Parameters<typeof createAdminToken>[1],
  server: Pick<ServerFile, 'url' | 'keyId'>,
): Promise<() => void> {
  const adminToken = await createAdminToken(config, database);
  const write = async () => {
    const token = await adminToken.issue();
    if (token !== null) writeServerFile(config.home, { pid: process.pid, ...server, token });
  };
  await write();
  const timer = setInterval(() => void write(), (config.api.jwtExpirationTime * 1000) / 2);
  timer.unref();
  return () => {
    clearInterval(timer);
    removeServerFile(config.home);
  };
}
