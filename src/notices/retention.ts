/** Notices that were sent long ago are removed, in the background and a few at a time; what was not delivered stays until a person has seen to it. */
import type { Sql } from '#db/database.ts';
import { deleteSentNotices } from '#db/queries/notices.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';

const BATCH = 1000;
const EVERY_MS = 3_600_000;

export interface Retention {
  start(): void;
  /** Resolves when nothing is being removed. */
  stop(): Promise<void>;
}

/** `keepSeconds` 0: all are kept. */
export function createRetention(parts: { sql: Sql; clock: Clock; logger: Logger; keepSeconds: number }): Retention {
  const { sql, clock, logger, keepSeconds } = parts;
  let isStopped = false;
  let sweeping = Promise.resolve();
  let cancel = () => {};

  async function sweep(): Promise<void> {
    try {
      while (!isStopped && (await deleteSentNotices(sql, keepSeconds, BATCH)) === BATCH);
    } catch (error) {
      logger.debug('old notices could not be removed', { error: messageOf(error) });
    }
    if (!isStopped) cancel = clock.after(EVERY_MS, begin);
  }

  const begin = (): void => {
    sweeping = sweep();
  };

  return {
    start() {
      if (keepSeconds > 0) begin();
    },
    async stop() {
      isStopped = true;
      cancel();
      await sweeping;
    },
  };
}
