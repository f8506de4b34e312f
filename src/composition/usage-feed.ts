/** What attempts use: into the database, and then to whoever shows it. */
import type { Database } from '#db/database.ts';
import { upsertUsage } from '#db/queries/task-instance-usage.ts';
import type { AttemptUsage } from '#domain/usage.ts';

type Listener = (usage: readonly AttemptUsage[]) => void;

export interface UsageFeed {
  keep(usage: readonly AttemptUsage[]): Promise<void>;
  /** Told after each batch that was written. Returns the end of it. */
  subscribe(listener: Listener): () => void;
}

export function createUsageFeed({ pool }: Database): UsageFeed {
  const listeners = new Set<Listener>();
  return {
    async keep(usage) {
      await upsertUsage(pool, usage);
      for (const listener of listeners) listener(usage);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
