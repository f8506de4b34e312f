/** The store of the scheduler on PostgreSQL. Commits go through one connection of their own, everything else through the pool. */
import type pg from 'pg';
import type { Database, Sql } from '#db/database.ts';
import { inSpiteOfDeadlocks } from '#db/deadlock.ts';
import { COMMIT_SETTINGS, commitStatement } from '#db/queries/commit.ts';
import { selectRequest } from '#db/queries/requests.ts';
import * as backfills from '#db/queries/scheduler-backfills.ts';
import * as lease from '#db/queries/scheduler-lease.ts';
import * as load from '#db/queries/scheduler-load.ts';
import { selectXCom } from '#db/queries/task-services.ts';
import type { ReprocessBehavior } from '#domain/backfill.ts';
import type { MaybeTaskState, RunState } from '#domain/states.ts';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { commitParameters } from './commit-parameters.ts';
import type { Store, StoredArrival, StoredBackfill, StoredDag, StoredRun, StoredVersion, World } from './store.ts';

/** SQLSTATE of `aquilon_expect`. */
const EXPECTATION = 'AQ001';

export interface PostgresStoreOptions {
  /** True when a process of this machine lives: a scheduler of the same machine whose process is gone is dead at once. */
  isProcessAlive: (hostname: string, pid: number) => boolean;
}

export function createPostgresStore(database: Database, options: PostgresStoreOptions): Store {
  const { pool } = database;
  let connection: Promise<pg.Client> | undefined;

  const client = (): Promise<pg.Client> => {
    connection ??= database.connect(COMMIT_SETTINGS).then((opened) => {
      opened.once('end', () => {
        connection = undefined;
      });
      return opened;
    });
    // A connection that could not be made is tried again by the next commit.
    connection.catch(() => {
      connection = undefined;
    });
    return connection;
  };

  return {
    register: (host, leaseMs) => reach(() => lease.registerScheduler(pool, host.hostname, host.pid, leaseMs)),
    renew: (epoch, leaseMs) => reach(() => lease.renewLease(pool, epoch, leaseMs)),
    resign: (epoch) => reach(() => lease.endLease(pool, epoch)),
    lastCommit: (epoch) => reach(() => lease.lastCommit(pool, epoch)),
    loadDags: (dagIds) => reach(async () => (await load.selectDags(pool, dagIds)).map(storedDag)),
    pools: () => reach(() => load.selectPools(pool)),
    reserveAssetEventId: () => reach(() => load.reserveAssetEventId(pool)),
    reserveRunIds: (count) => reach(() => load.reserveRunIds(pool, count)),
    existingRuns: (ids) => reach(async () => (ids.length === 0 ? [] : load.selectExistingRuns(pool, ids))),

    async othersAreDead(epoch) {
      const others = await reach(() => lease.livingSchedulers(pool, epoch));
      const dead = others.filter((one) => one.expired || !options.isProcessAlive(one.hostname, one.pid));
      for (const one of dead) await reach(() => lease.endLease(pool, one.epoch));
      return dead.length === others.length;
    },

    load: (epoch) =>
      reach(async () => {
        const runs = await load.adoptOpenRuns(pool, epoch);
        const instances = Map.groupBy(await load.selectOpenInstances(pool, epoch), (row) => row.r);
        return {
          dags: (await load.selectDags(pool, null)).map(storedDag),
          pools: await load.selectPools(pool),
          backfills: await loadBackfills(pool),
          runs: runs.map((row) => storedRun(row, instances.get(row.id) ?? [])),
          arrivals: (await load.selectArrivals(pool)).map(storedArrival),
          deadlines: (await load.selectDeadlines(pool)).map(({ dag_run_id: dagRunId, number, due }) => ({
            dagRunId,
            number,
            due,
            missedAt: null,
          })),
        };
      }),

    loadRun: (dagRunId) =>
      reach(async () => {
        const row = await load.selectRun(pool, dagRunId);
        return row && storedRun(row, await load.selectInstances(pool, dagRunId));
      }),

    loadVersion: (versionId) =>
      reach(async (): Promise<StoredVersion | undefined> => {
        const row = await load.selectVersion(pool, versionId);
        if (!row) return undefined;
        const { id, snapshot_hash: snapshotHash, bundle_version: bundleVersion, serialized } = row;
        return { versionId: id, snapshotHash, bundleVersion, serialized };
      }),

    hasXCom: (xcom) => reach(async () => (await selectXCom(pool, xcom)) !== undefined),

    findRun: (dagId, key) =>
      reach(async () => {
        const row = await ('runId' in key
          ? load.selectRunByRunId(pool, dagId, key.runId)
          : load.selectRunByDate(pool, dagId, key.logicalDate));
        return row && { dagRunId: row.id, runId: row.run_id };
      }),

    findRequest: (scope, key) =>
      reach(async () => {
        const row = await selectRequest(pool, scope, key);
        return row && { fingerprint: row.fingerprint, ...row.made };
      }),

    findPreviousRun: (dagId, range) => reach(() => load.selectPreviousRun(pool, dagId, range)),

    commit: (epoch, number, batch) =>
      reach(async () => {
        const { parts, values } = commitParameters(epoch, number, batch);
        const statement = commitStatement(parts);
        // What is deleted beside it may hold rows that it needs, and wait for others that it holds.
        const { rows } = await inSpiteOfDeadlocks(async () =>
          (await client()).query<{ written: number[] | null; first_seq: number | null }>({ ...statement, values }),
        ).catch((error: unknown) => {
          if (sqlState(error) === EXPECTATION && messageOf(error) === 'lease lost')
            throw new AquilonError('LEASE_LOST', { epoch });
          throw error;
        });
        const written = new Set(rows[0]?.written?.map(Number));
        const lostRuns = batch.newRuns.map((run) => run.facts.dagRunId).filter((id) => !written.has(id));
        return { lostRuns, firstSeq: rows[0]?.first_seq ?? 0 };
      }),

    runsOfDates: (dagId, logicalDates) =>
      reach(async () => {
        const rows = await backfills.selectRunsOfDates(pool, dagId, logicalDates);
        return rows.map((row) => ({ dagRunId: row.id, logicalDate: row.logical_date, state: row.state as RunState }));
      }),

    loadBackfill: (id) =>
      reach(async () => {
        const [row] = await backfills.selectBackfills(pool, id);
        return row && storedBackfill(row);
      }),

    reserveBackfillId: () => reach(() => backfills.reserveBackfillId(pool)),

    async close() {
      const open = connection;
      connection = undefined;
      await (await open?.catch(() => undefined))?.end();
    },
  };
}

/** What says that the server is away rather than that the statement is wrong: SQLSTATE classes 08 and 57P, and errors without one. */
async function reach<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (error instanceof AquilonError) throw error;
    const state = sqlState(error);
    const away = state === undefined || /^(08|57P|53)/.test(state) || !/^[0-9A-Z]{5}$/.test(state);
    if (!away) throw error;
    throw new AquilonError('DATABASE_UNAVAILABLE', { reason: messageOf(error) || 'no connection' }, { cause: error });
  }
}

function sqlState(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

async function loadBackfills(sql: Sql): Promise<World['backfills']> {
  const rows = await backfills.selectBackfills(sql, null);
  const pending = Map.groupBy(
    rows.length === 0 ? [] : await backfills.selectPendingDates(sql),
    (date) => date.backfill_id,
  );
  return rows.map((row) => ({
    stored: storedBackfill(row),
    pending: (pending.get(row.id) ?? []).map((date) => ({
      ordinal: date.sort_ordinal,
      logicalDate: date.logical_date,
      dataIntervalStart: date.data_interval_start,
      dataIntervalEnd: date.data_interval_end,
      runAfter: date.run_after,
    })),
  }));
}

function storedBackfill(row: backfills.BackfillRow): StoredBackfill {
  return {
    id: row.id,
    dagId: row.dag_id,
    from: row.from_date,
    to: row.to_date,
    conf: row.dag_run_conf,
    paused: row.is_paused,
    reprocessBehavior: row.reprocess_behavior as ReprocessBehavior,
    maxActiveRuns: row.max_active_runs,
    runBackwards: row.run_backwards,
    runOnLatestVersion: row.run_on_latest_version,
    triggeringUser: row.triggering_user_name,
    createdAt: row.created_at,
    completedAt: row.completed_at,
    updatedAt: row.updated_at,
  };
}

function storedDag(row: load.DagRow): StoredDag {
  return {
    dagId: row.dag_id,
    paused: row.is_paused,
    quarantine:
      row.quarantine === null || row.quarantined_at === null ? null : { since: row.quarantined_at, ...row.quarantine },
    stale: row.is_stale,
    maxActiveRuns: row.max_active_runs,
    maxActiveTasks: row.max_active_tasks,
    versionId: row.version_id,
    snapshotHash: row.snapshot_hash,
    bundleVersion: row.bundle_version,
    serialized: row.serialized,
    lastInterval:
      row.last_start === null || row.last_end === null ? null : { start: row.last_start, end: row.last_end },
    maxConsecutiveFailedRuns: row.max_consecutive_failed_dag_runs,
    recentRuns: (row.recent_runs ?? []).map((run) => ({
      dagRunId: run.id,
      runAfter: run.run_after,
      failed: run.state === 'failed',
    })),
    runtimes: row.runtimes ?? [],
  };
}

const storedArrival = ({ dag_id: dagId, ...row }: load.ArrivalRow): StoredArrival => {
  const { partition_key: partitionKey, partition_date: partitionDate, ...arrival } = row;
  return { dagId, partitionKey, partitionDate, ...arrival };
};

function storedRun(row: load.OpenRunRow, instances: readonly load.InstanceDbRow[]): StoredRun {
  return {
    facts: {
      dagRunId: row.id,
      dagId: row.dag_id,
      runId: row.run_id,
      runType: row.run_type,
      logicalDate: row.logical_date,
      dataIntervalStart: row.data_interval_start,
      dataIntervalEnd: row.data_interval_end,
      runAfter: row.run_after,
      isForLater: row.is_for_later,
      conf: row.conf,
      triggeringUser: row.triggering_user_name,
      ...(row.partition_key === null ? {} : { partitionKey: row.partition_key }),
      ...(row.partition_date === null ? {} : { partitionDate: row.partition_date }),
      backfillId: row.backfill_id,
    },
    state: row.state as RunState,
    startedAt: row.start_date,
    clearNumber: row.clear_number,
    versionId: row.dag_version_id,
    bundleVersion: row.bundle_version,
    editedPools: row.edited_pools,
    instances: instances.map((one) => ({
      taskId: one.task_id,
      mapIndex: one.map_index,
      state: one.state as MaybeTaskState,
      tryNumber: one.try_number,
      maxTries: one.max_tries,
      attemptId: one.id,
      nextStartAt: one.next_start_at,
      scheduledAt: one.scheduled_when,
      queuedAt: one.queued_when,
      startedAt: one.start_date,
      endedAt: one.end_date,
      pid: one.pid,
      error: one.error,
      skips: one.skips,
      returnedLength: one.returned_length,
      waitFor: one.wait_for,
      waitingSince: one.waiting_since,
      lostAttempts: one.lost_attempts,
    })),
  };
}
