/**
 * Gets a batch into the store, exactly once, whatever happens to the connection. Each commit has a number; after an answer that was lost, the
 * store's own number tells whether the commit happened.
 */
import { AquilonError, hasCode, messageOf } from '#errors/aquilon-error.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import type { Batch, CommitResult, Store } from './store.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

export interface Committer {
  /** Rejects with `LEASE_LOST`, or with what the database says against the batch itself; never for a database that is away. */
  commit(batch: Batch): Promise<CommitResult>;
  /** Since when the database has not answered; null: it answers. Monotonic milliseconds. */
  readonly awaySince: number | null;
}

export interface CommitterParts {
  store: Store;
  epoch: number;
  clock: Clock;
  logger: Logger;
  isStopping: () => boolean;
}

export function createCommitter(parts: CommitterParts): Committer {
  const { store, epoch, clock, logger } = parts;
  let number = 0;
  let awaySince: number | null = null;

  async function commit(batch: Batch): Promise<CommitResult> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const result = await store.commit(epoch, number + 1, batch);
        number += 1;
        if (awaySince !== null) logger.info('the database answers again');
        awaySince = null;
        return result;
      } catch (error) {
        if (!hasCode(error, 'DATABASE_UNAVAILABLE')) throw error;
        if (awaySince === null) logger.warning('the database is away; waiting for it', { error: messageOf(error) });
        awaySince ??= clock.monotonic();
        if (parts.isStopping()) throw error;
      }
      await new Promise<void>((resolve) => void clock.after(pause, resolve));
      const happened = await alreadyHappened(batch);
      if (happened) return happened;
    }
  }

  /** The commit whose answer was lost, if it is in the store. */
  async function alreadyHappened(batch: Batch): Promise<CommitResult | undefined> {
    try {
      const last = await store.lastCommit(epoch);
      if (!last.alive) throw new AquilonError('LEASE_LOST', { epoch });
      if (last.number !== number + 1) return undefined;
      number += 1;
      awaySince = null;
      logger.info('the database answers again; the last commit had happened');
      const written = await store.existingRuns(batch.newRuns.map((run) => run.facts.dagRunId));
      const lostRuns = batch.newRuns.map((run) => run.facts.dagRunId).filter((id) => !written.includes(id));
      return { lostRuns, firstSeq: last.lastSeq - batch.events.length + 1 };
    } catch (error) {
      if (hasCode(error, 'DATABASE_UNAVAILABLE')) return undefined;
      throw error;
    }
  }

  return {
    commit,
    get awaySince() {
      return awaySince;
    },
  };
}
