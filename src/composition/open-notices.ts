/** The sender of notices, with processes of its own that have the services of tasks. */
import { join } from 'node:path';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import { createNoticeSender, type NoticeSender } from '#notices/sender.ts';
import { createLocalExecutor } from '#queue/local/executor.ts';
import { systemClock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import type { TaskServices } from '#worker/services.ts';
import { isProcessAlive } from './home-lock.ts';

/** Processes at once. */
const PROCESSES = 4;
/** Largest text of a notice, bytes. */
const LONGEST_NOTICE = 4 * 1_048_576;

export interface NoticesParts {
  config: Config;
  database: Database;
  logger: Logger;
  services: TaskServices;
  folders: { logs: string; storage: string; outbox: string };
  /** Where the server answers; asked for once the sender has started. */
  serverUrl: () => string;
}

export function openNotices({ config, database, logger, services, folders, serverUrl }: NoticesParts): NoticeSender {
  return createNoticeSender({
    database,
    config,
    clock: systemClock,
    logger,
    outbox: folders.outbox,
    isProcessAlive,
    serverUrl,
    findConnection: (connId) => services.getConnection(connId),
    makeExecutor: () =>
      createLocalExecutor({
        config: {
          ...config,
          core: { ...config.core, parallelism: PROCESSES },
          workers: { ...config.workers, processes: PROCESSES, spare: 0 },
          xcom: { inlineLimit: LONGEST_NOTICE, sizeLimit: LONGEST_NOTICE },
        },
        logger,
        // What is rendered for a notice is no field of a task.
        services: { ...services, keepRendered: async () => undefined },
        logFolder: join(folders.logs, 'notices'),
        storageFolder: folders.storage,
      }),
  });
}
