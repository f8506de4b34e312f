/**
 * The watchers of assets at work. Each looks in its own rhythm, while a DAG that is switched on waits for its asset, and raises an event when what it
 * sees is another than last time. What it saw last is written in the commit of the event: a restart neither misses a change nor tells it twice.
 */
import type { Json } from '@aquilon/sdk/serialized';
import type { Database } from '#db/database.ts';
import { selectActiveWatchers, type WatcherRow, writeFirstState } from '#db/queries/asset-watchers.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import { type GetConnection, LOOKS } from './looks.ts';

export interface AssetWatcherParts {
  database: Database;
  clock: Clock;
  logger: Logger;
  getConnection: GetConnection;
  /** Resolves when the event, and with it the state of the watcher, is in the database. */
  raise: (event: {
    name: string;
    uri: string;
    extra: { [key: string]: Json };
    watcher: { id: number; state: Json };
  }) => Promise<unknown>;
}

export interface AssetWatchers {
  /** DAGs were loaded or switched: others may have to look now. */
  refresh(): Promise<void>;
  stop(): void;
}

interface Watch {
  row: WatcherRow;
  cancel: () => void;
  controller: AbortController;
}

export function createAssetWatchers({
  database,
  clock,
  logger,
  getConnection,
  raise,
}: AssetWatcherParts): AssetWatchers {
  const watches = new Map<number, Watch>();
  let refreshing: Promise<void> = Promise.resolve();
  let stopped = false;

  async function readActive(): Promise<void> {
    if (stopped) return;
    const rows = await selectActiveWatchers(database.pool);
    const active = new Map(rows.map((row) => [row.id, row]));
    for (const [id, watch] of watches) {
      const row = active.get(id);
      if (row && isSame(row, watch.row)) active.delete(id);
      else end(id, watch);
    }
    if (!stopped) for (const row of active.values()) begin(row);
  }

  function begin(row: WatcherRow): void {
    const watch: Watch = { row, cancel: () => {}, controller: new AbortController() };
    watches.set(row.id, watch);
    void lookAndWait(watch);
  }

  function end(id: number, watch: Watch): void {
    watches.delete(id);
    watch.cancel();
    watch.controller.abort();
  }

  async function lookAndWait(watch: Watch): Promise<void> {
    const { row, controller } = watch;
    try {
      await look(watch);
    } catch (error) {
      // It looks again in its next turn.
      if (!controller.signal.aborted)
        logger.debug('a watcher could not look', { asset: row.asset_name, watcher: row.name, error: messageOf(error) });
    }
    if (!controller.signal.aborted) watch.cancel = clock.after(row.poll_interval_ms, () => void lookAndWait(watch));
  }

  async function look({ row, controller }: Watch): Promise<void> {
    const seen = await LOOKS[row.kind]?.(row.options, controller.signal, getConnection);
    if (controller.signal.aborted || seen === undefined) return;
    // Wrapped, because null in the column means that it has not looked.
    const state = { seen };
    if (row.state === null) await writeFirstState(database.pool, row.id, state);
    else if (seen !== null && seen !== (row.state as { seen: Json }).seen) {
      const { asset_name: name, asset_uri: uri } = row;
      await raise({ name, uri, extra: { watcher: row.name }, watcher: { id: row.id, state } });
    } else return;
    row.state = state;
  }

  return {
    refresh() {
      refreshing = refreshing
        .then(readActive)
        .catch((error: unknown) => logger.debug('the watchers could not be read', { error: messageOf(error) }));
      return refreshing;
    },
    stop() {
      stopped = true;
      for (const [id, watch] of watches) end(id, watch);
    },
  };
}

/** What it looks at has not changed. */
const isSame = (a: WatcherRow, b: WatcherRow): boolean =>
  a.kind === b.kind &&
  a.poll_interval_ms === b.poll_interval_ms &&
  JSON.stringify(a.options) === JSON.stringify(b.options);
