/**
 * A model of the store in memory: the same promises as the one on PostgreSQL (one conformance suite holds for both), and faults at will.
 * It checks every commit as it comes: transitions against the table, and that what moves stands where the batch says.
 */
import { buildGraph, type Graph } from '#domain/graph.ts';
import { type MaybeTaskState, mayBecome, type RunState, runMayBecome } from '#domain/states.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type {
  Batch,
  CommitResult,
  EventRow,
  InstanceRow,
  NewRun,
  Store,
  StoredDag,
  StoredPool,
  StoredRun,
} from '#scheduler/store.ts';
import { type AssetTables, arrivalsOf, commitAssets } from './model-assets.ts';
import { keepBackfills, type ModelBackfill, openBackfills, takeOver } from './model-backfills.ts';
import { expect, must } from './violation.ts';

export interface ModelRun {
  run: NewRun;
  state: RunState;
  startedAt: number | null;
  clearNumber: number;
  versionId: string;
  instances: Map<string, InstanceRow>;
  /** Attempts that went down with a server, by instance. */
  lost: Map<string, number>;
}

export interface ModelLease {
  lastCommit: number;
  ended: boolean;
  hostname: string;
  pid: number;
  /** Epoch milliseconds, by the clock of the database. */
  until: number;
}

/** What outlives every scheduler: the database. */
export interface ModelDatabase extends AssetTables {
  dags: Map<string, StoredDag>;
  pools: StoredPool[];
  runs: Map<number, ModelRun>;
  backfills: Map<number, ModelBackfill>;
  schedulers: Map<number, ModelLease>;
  events: { run: number | null; task: string | null; from: string | null; to: string | null }[];
  xcoms: Set<string>;
  nextRunId: number;
  nextEpoch: number;
  parallelism: number;
  commits: number;
}

export function createModelDatabase(
  dags: readonly StoredDag[],
  pools: ModelDatabase['pools'],
  parallelism: number,
): ModelDatabase {
  return {
    dags: new Map(dags.map((dag) => [dag.dagId, dag])),
    pools,
    runs: new Map(),
    backfills: new Map(),
    schedulers: new Map(),
    events: [],
    xcoms: new Set(),
    assetEvents: [],
    nextAssetEventId: 1,
    nextRunId: 1,
    nextEpoch: 1,
    parallelism,
    commits: 0,
  };
}

/** What may happen to a commit. `lost`: it happened, and its answer did not arrive. `away`: it did not happen. */
export type Fault = 'none' | 'lost' | 'away';

export interface ModelStoreOptions {
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

/** The epoch was not declared dead. */
export const holdsLease = (db: ModelDatabase, epoch: number): boolean => db.schedulers.get(epoch)?.ended === false;

const away = () => new AquilonError('DATABASE_UNAVAILABLE', { reason: 'played' });

export function createModelStore(db: ModelDatabase, options: ModelStoreOptions): Store {
  const { pulse } = options;
  const stored = (one: ModelRun): StoredRun => ({
    facts: one.run.facts,
    state: one.state,
    startedAt: one.startedAt,
    clearNumber: one.clearNumber,
    versionId: one.versionId,
    instances: [...one.instances.values()].map((row) => ({ ...row, lostAttempts: one.lost.get(nameOf(row)) ?? 0 })),
  });
  return {
    async register(host, leaseMs) {
      await pulse('register');
      const epoch = db.nextEpoch++;
      db.schedulers.set(epoch, { ...host, lastCommit: 0, ended: false, until: options.now() + leaseMs });
      return epoch;
    },
    async load() {
      await pulse('load');
      const runs = [...db.runs.values()].filter((one) => one.state === 'queued' || one.state === 'running');
      return {
        dags: [...db.dags.values()].map((dag) => withRecentRuns(db, dag)),
        pools: db.pools,
        backfills: openBackfills(db),
        runs: runs.map(stored),
        arrivals: arrivalsOf(db),
      };
    },
    async renew(epoch, leaseMs) {
      await pulse('renew');
      const own = db.schedulers.get(epoch);
      if (own?.ended !== false) return false;
      own.until = options.now() + leaseMs;
      return true;
    },
    async othersAreDead(epoch) {
      await pulse('othersAreDead');
      const others = [...db.schedulers].flatMap(([other, lease]) => (other < epoch && !lease.ended ? [lease] : []));
      const dead = others.filter(
        ({ until, hostname, pid }) => until < options.now() || !options.isProcessAlive(hostname, pid),
      );
      for (const lease of dead) lease.ended = true;
      return dead.length === others.length;
    },
    async resign(epoch) {
      await pulse('resign');
      const scheduler = db.schedulers.get(epoch);
      if (scheduler) scheduler.ended = true;
    },
    async loadDags(dagIds) {
      await pulse('loadDags');
      return [...db.dags.values()].filter((dag) => dagIds.includes(dag.dagId)).map((dag) => withRecentRuns(db, dag));
    },
    async loadRun(dagRunId) {
      await pulse('loadRun');
      const one = db.runs.get(dagRunId);
      return one && stored(one);
    },
    async loadVersion(versionId) {
      await pulse('loadVersion');
      return [...db.dags.values()].find((dag) => dag.versionId === versionId);
    },
    async findRun(dagId, key) {
      await pulse('findRun');
      const found = [...db.runs.values()].find(
        ({ run: { facts } }) =>
          facts.dagId === dagId && ('runId' in key ? facts.runId === key.runId : facts.logicalDate === key.logicalDate),
      );
      return found && { dagRunId: found.run.facts.dagRunId, runId: found.run.facts.runId };
    },
    async findPreviousRun(dagId, { before, since, automated }) {
      await pulse('findPreviousRun');
      return runBefore(db, dagId, before, since, automated)?.run.facts.dagRunId;
    },
    async pools() {
      await pulse('pools');
      return db.pools;
    },
    async runsOfDates(dagId, logicalDates) {
      await pulse('runsOfDates');
      return [...db.runs.values()].flatMap(({ run: { facts }, state }) =>
        facts.dagId === dagId && facts.logicalDate !== null && logicalDates.includes(facts.logicalDate)
          ? [{ dagRunId: facts.dagRunId, logicalDate: facts.logicalDate, state }]
          : [],
      );
    },
    async loadBackfill(id) {
      await pulse('loadBackfill');
      return db.backfills.get(id)?.stored;
    },
    async reserveBackfillId() {
      await pulse('reserveBackfillId');
      return db.nextRunId++;
    },
    async existingRuns(ids) {
      await pulse('existingRuns');
      return ids.filter((id) => db.runs.has(id));
    },
    async reserveAssetEventId() {
      await pulse('reserveAssetEventId');
      return db.nextAssetEventId++;
    },
    async reserveRunIds(count) {
      await pulse('reserveRunIds');
      return Array.from({ length: count }, () => db.nextRunId++);
    },
    async commit(epoch, number, batch) {
      options.committing(true);
      await pulse('before commit');
      const fault = options.fault();
      if (fault === 'away') throw away();
      const result = commit(db, epoch, number, batch);
      options.committed?.(batch);
      await pulse('after commit');
      if (fault === 'lost') throw away();
      options.committing(false);
      return result;
    },
    async lastCommit(epoch) {
      await pulse('lastCommit');
      const scheduler = db.schedulers.get(epoch);
      return { number: scheduler?.lastCommit ?? 0, alive: scheduler?.ended === false, lastSeq: db.events.length };
    },
    close: async () => undefined,
  };
}

export function runBefore(
  db: ModelDatabase,
  dagId: string,
  before: number,
  since: number | null = null,
  automated = false,
): ModelRun | undefined {
  const dated = [...db.runs.values()].flatMap((one) => {
    const { facts } = one.run;
    const date = facts.dagId === dagId && !(automated && facts.runType === 'manual') ? facts.logicalDate : null;
    return date !== null && date < before && date >= (since ?? date) ? [{ date, one }] : [];
  });
  return dated.sort((a, b) => b.date - a.date)[0]?.one;
}

function commit(db: ModelDatabase, epoch: number, number: number, batch: Batch): CommitResult {
  const scheduler = db.schedulers.get(epoch);
  if (!scheduler || scheduler.ended || scheduler.lastCommit !== number - 1)
    throw new AquilonError('LEASE_LOST', { epoch });
  checkExpected(db, batch);
  scheduler.lastCommit = number;
  db.commits += 1;
  const lostRuns = batch.newRuns.filter((run) => !insertRun(db, run)).map((run) => run.facts.dagRunId);
  commitAssets(db, batch);
  for (const row of batch.goneInstances) db.runs.get(row.dagRunId)?.instances.delete(nameOf(row));
  for (const row of batch.instances) moveInstance(db, row);
  for (const row of batch.runs) {
    const one = must(db.runs.get(row.dagRunId), `run ${row.dagRunId}`);
    expect(
      one.state === row.state || runMayBecome(one.state, row.state) || row.expected === 'queued',
      `run ${one.state} -> ${row.state}`,
    );
    Object.assign(one, {
      state: row.state,
      startedAt: row.startedAt,
      clearNumber: row.clearNumber,
      versionId: row.versionId,
    });
    if (row.takenBy) takeOver(one, row.takenBy);
  }
  keepBackfills(db, batch);
  for (const dagRunId of batch.deletedRuns) db.runs.delete(dagRunId);
  for (const { dagId, paused } of batch.paused) db.dags.set(dagId, { ...must(db.dags.get(dagId), dagId), paused });
  const firstSeq = db.events.length + 1;
  for (const event of batch.events) {
    if (event.kind === 'task') {
      expect(mayBecome(event.from as MaybeTaskState, event.to as MaybeTaskState), `event ${event.from} -> ${event.to}`);
    }
    if (event.kind === 'dag') checkSwitch(db, event, batch);
    db.events.push({ run: event.dagRunId, task: event.taskId, from: event.from, to: event.to });
  }
  for (const xcom of batch.xcoms) db.xcoms.add(`${xcom.dagRunId} ${xcom.taskId} ${xcom.key}`);
  return { lostRuns, firstSeq };
}

/** A DAG that the scheduler switches off has failed so many times in a row. */
function checkSwitch(db: ModelDatabase, { dagId, by, to }: EventRow, batch: Batch): void {
  if (by !== 'scheduler' || to !== 'paused') return;
  const dag = must(db.dags.get(dagId), dagId);
  // One that had failed may have been cleared in the same turn.
  const cleared = batch.events.filter(({ kind, from }) => kind === 'run' && from === 'failed');
  const states = newestRuns(db, dag).map(({ run: { facts }, state }) =>
    cleared.some(({ dagRunId }) => dagRunId === facts.dagRunId) ? 'failed' : state,
  );
  const failed = states.length === dag.maxConsecutiveFailedRuns && states.every((state) => state === 'failed');
  expect(failed, `${dagId} was switched off after ${states}`);
}

/** The DAG as it is loaded: with its newest runs. */
function withRecentRuns(db: ModelDatabase, dag: StoredDag): StoredDag {
  const recentRuns = newestRuns(db, dag).map(({ run, state }) => ({
    dagRunId: run.facts.dagRunId,
    runAfter: run.facts.runAfter,
    failed: state === 'failed',
  }));
  return { ...dag, recentRuns };
}

const newestRuns = (db: ModelDatabase, { dagId, maxConsecutiveFailedRuns }: StoredDag) =>
  [...db.runs.values()]
    .filter(({ run }) => run.facts.dagId === dagId)
    .sort((a, b) => b.run.facts.runAfter - a.run.facts.runAfter || b.run.facts.dagRunId - a.run.facts.dagRunId)
    .slice(0, maxConsecutiveFailedRuns);

function insertRun(db: ModelDatabase, run: NewRun): boolean {
  const { facts } = run;
  for (const { run: other } of db.runs.values()) {
    if (other.facts.dagId !== facts.dagId) continue;
    if (other.facts.runId === facts.runId) return false;
    if (facts.logicalDate !== null && other.facts.logicalDate === facts.logicalDate) return false;
  }
  const { state, startedAt, versionId } = run;
  db.runs.set(facts.dagRunId, {
    run,
    state,
    startedAt,
    clearNumber: 0,
    versionId,
    instances: new Map(),
    lost: new Map(),
  });
  if (facts.runType === 'scheduled') {
    const dag = must(db.dags.get(facts.dagId), facts.dagId);
    const { dataIntervalStart: start, dataIntervalEnd: end } = facts;
    if (start !== null && end !== null && start > (dag.lastInterval?.start ?? Number.NEGATIVE_INFINITY))
      db.dags.set(facts.dagId, { ...dag, lastInterval: { start, end } });
  }
  return true;
}

/** `task`, or `task[2]` of a mapped one. */
export const nameOf = ({ taskId, mapIndex }: { taskId: string; mapIndex: number }): string =>
  mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`;

function moveInstance(db: ModelDatabase, row: InstanceRow): void {
  const one = db.runs.get(row.dagRunId);
  one?.instances.set(nameOf(row), { ...row });
  if (row.archive?.error?.code === 'WORKER_LOST') one?.lost.set(nameOf(row), (one.lost.get(nameOf(row)) ?? 0) + 1);
}

/** Before anything is written: what moves must stand where the batch says. */
function checkExpected(db: ModelDatabase, batch: Batch): void {
  for (const row of batch.runs) {
    const { state } = must(db.runs.get(row.dagRunId), `run ${row.dagRunId}`);
    expect(state === row.expected, `run ${row.dagRunId} is ${state}, expected ${row.expected}`);
  }
  for (const row of batch.instances) {
    const before = db.runs.get(row.dagRunId)?.instances.get(nameOf(row));
    if (row.expected === undefined) continue;
    expect(before?.state === row.expected, `${row.taskId} is ${before?.state}, expected ${row.expected}`);
  }
}

const graphs = new WeakMap<StoredDag['serialized'], Graph>();

export function graphOfRun(db: ModelDatabase, one: ModelRun): Graph {
  const { serialized } = must(
    [...db.dags.values()].find((dag) => dag.versionId === one.versionId),
    one.versionId,
  );
  const graph = graphs.get(serialized) ?? buildGraph(serialized);
  graphs.set(serialized, graph);
  return graph;
}
