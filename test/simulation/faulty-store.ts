/** The store in memory, with faults at will: it may be away, lose the answer to a commit, or belong to a process that dies as it asks. */
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Batch, Store } from '#scheduler/store.ts';
import { createMemoryStore, type MemoryDatabase } from '#testing/memory-store.ts';

/** What may happen to a commit. `lost`: it happened, and its answer did not arrive. `away`: it did not happen. */
export type Fault = 'none' | 'lost' | 'away';

interface FaultyStoreOptions {
  /** Called at every await of the store: may never return, as for a dead process, or throw, as when the database is away. */
  pulse: (where: string) => Promise<void>;
  fault: () => Fault;
  /** The clock of the database. */
  now: () => number;
  isProcessAlive: (hostname: string, pid: number) => boolean;
  /** Called after each commit with what it wrote, before its answer. */
  committed?: (batch: Batch) => void;
  /** True from the beginning of a commit until its answer. */
  committing: (is: boolean) => void;
}

const away = () => new AquilonError('DATABASE_UNAVAILABLE', { reason: 'played' });

export function createFaultyStore(db: MemoryDatabase, options: FaultyStoreOptions): Store {
  const { pulse } = options;
  const store = createMemoryStore(db, options);
  const pulsing = Object.fromEntries(
    Object.entries(store).map(([name, ask]) => [
      name,
      async (...given: never[]) => {
        if (name !== 'close') await pulse(name);
        return (ask as (...values: never[]) => Promise<unknown>)(...given);
      },
    ]),
  ) as unknown as Store;
  return {
    ...pulsing,
    async commit(epoch, number, batch) {
      options.committing(true);
      await pulse('before commit');
      const fault = options.fault();
      if (fault === 'away') throw away();
      const result = await store.commit(epoch, number, batch);
      options.committed?.(batch);
      await pulse('after commit');
      if (fault === 'lost') throw away();
      options.committing(false);
      return result;
    },
  };
}
