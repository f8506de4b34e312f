/**
 * The store in memory, for tests of DAGs and for the simulation: the same promises as the one on PostgreSQL (one conformance suite holds for both).
 * It checks every commit as it comes: transitions against the table, and that what moves stands where the batch says.
 */
import type { Cause } from '#domain/cause.ts';
import { type EditedPools, withPools } from '#domain/edits.ts';
import { buildGraph, type Graph } from '#domain/graph.ts';
import { type MaybeTaskState, mayBecome, type RunState, runMayBecome } from '#domain/states.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { XComValue } from '#queue/executor.ts';
import type {
  AmendedInstances,
  Batch,
  CommitResult,
  DeadlineRow,
  EventRow,
  InstanceRow,
  NewRun,
  NoticeRow,
  RequestRow,
  Store,
  StoredDag,
  StoredPool,
  StoredRun,
} from '#scheduler/store.ts';
import { amendedInstances, checkKeys } from './commit-keys.ts';
import { type AssetTables, arrivalsOf, commitAssets } from './memory-assets.ts';
import { keepBackfills, type MemoryBackfill, openBackfills, takeOver } from './memory-backfills.ts';
import { expect, must } from './violation.ts';

export interface MemoryRun {
  run: NewRun;
  state: RunState;
  startedAt: number | null;
  clearNumber: number;
  versionId: string;
  editedPools: EditedPools | null;
  instances: Map<string, InstanceRow>;
  /** Attempts that went down with a server, by instance. */
  lost: Map<string, number>;
  /** By instance. */
  notes: Map<string, string | null>;
}

export interface MemoryLease {
  lastCommit: number;
  ended: boolean;
  hostname: string;
  pid: number;
  /** Epoch milliseconds, by the clock of the database. */
  until: number;
}

/** What outlives every scheduler: the database. */
export interface MemoryDatabase extends AssetTables {
  dags: Map<string, StoredDag>;
  pools: StoredPool[];
  runs: Map<number, MemoryRun>;
  backfills: Map<number, MemoryBackfill>;
  schedulers: Map<number, MemoryLease>;
  events: EventRow[];
  /** What instances keep: by run and instance, by key. */
  xcoms: Map<string, Map<string, XComValue>>;
  /** Keys of the notices. */
  notices: Set<string>;
  /** The notices themselves, as they were written. */
  outbox: NoticeRow[];
  /** By run and number. */
  deadlines: Map<string, DeadlineRow>;
  /** By scope and key. */
  requests: Map<string, RequestRow>;
  nextRunId: number;
  nextEpoch: number;
  parallelism: number;
  commits: number;
}

export function createMemoryDatabase(
  dags: readonly StoredDag[],
  pools: MemoryDatabase['pools'],
  parallelism: number,
): MemoryDatabase {
  return {
    dags: new Map(dags.map((dag) => [dag.dagId, dag])),
    pools,
    runs: new Map(),
    backfills: new Map(),
    schedulers: new Map(),
    events: [],
    xcoms: new Map(),
    assetEvents: [],
    nextAssetEventId: 1,
    notices: new Set(),
    outbox: [],
    deadlines: new Map(),
    requests: new Map(),
    nextRunId: 1,
    nextEpoch: 1,
    parallelism,
    commits: 0,
  };
}

interface MemoryStoreOptions {
  /** The clock of the database. */
  now: () => number;
  isProcessAlive: (hostname: string, pid: number) => boolean;
}

/** The epoch was not declared dead. */
export const holdsLease = (db: MemoryDatabase, epoch: number): boolean => db.schedulers.get(epoch)?.ended === false;

export function createMemoryStore(db: MemoryDatabase, options: MemoryStoreOptions): Store {
  const stored = (one: MemoryRun): StoredRun => ({
    facts: one.run.facts,
    state: one.state,
    startedAt: one.startedAt,
    clearNumber: one.clearNumber,
    versionId: one.versionId,
    editedPools: one.editedPools,
    instances: [...one.instances.values()].map((row) => ({ ...row, lostAttempts: one.lost.get(nameOf(row)) ?? 0 })),
  });
  return {
    async register(host, leaseMs) {
      const epoch = db.nextEpoch++;
      db.schedulers.set(epoch, { ...host, lastCommit: 0, ended: false, until: options.now() + leaseMs });
      return epoch;
    },
    async load() {
      const runs = [...db.runs.values()].filter((one) => one.state === 'queued' || one.state === 'running');
      return {
        dags: [...db.dags.values()].map((dag) => withRecentRuns(db, dag)),
        pools: db.pools,
        backfills: openBackfills(db),
        runs: runs.map(stored),
        arrivals: arrivalsOf(db),
        deadlines: [...db.deadlines.values()].filter(
          ({ dagRunId, missedAt }) => missedAt === null && runs.some(({ run }) => run.facts.dagRunId === dagRunId),
        ),
      };
    },
    async renew(epoch, leaseMs) {
      const own = db.schedulers.get(epoch);
      if (own?.ended !== false) return false;
      own.until = options.now() + leaseMs;
      return true;
    },
    async othersAreDead(epoch) {
      const others = [...db.schedulers].flatMap(([other, lease]) => (other < epoch && !lease.ended ? [lease] : []));
      const dead = others.filter(
        ({ until, hostname, pid }) => until < options.now() || !options.isProcessAlive(hostname, pid),
      );
      for (const lease of dead) lease.ended = true;
      return dead.length === others.length;
    },
    async resign(epoch) {
      const scheduler = db.schedulers.get(epoch);
      if (scheduler) scheduler.ended = true;
    },
    async loadDags(dagIds) {
      return [...db.dags.values()].filter((dag) => dagIds.includes(dag.dagId)).map((dag) => withRecentRuns(db, dag));
    },
    async loadRun(dagRunId) {
      const one = db.runs.get(dagRunId);
      return one && stored(one);
    },
    async loadVersion(versionId) {
      return [...db.dags.values()].find((dag) => dag.versionId === versionId);
    },
    async hasXCom(xcom) {
      return xcomsOf(db, xcom).has(xcom.key);
    },
    async findRun(dagId, key) {
      const found = [...db.runs.values()].find(
        ({ run: { facts } }) =>
          facts.dagId === dagId && ('runId' in key ? facts.runId === key.runId : facts.logicalDate === key.logicalDate),
      );
      return found && { dagRunId: found.run.facts.dagRunId, runId: found.run.facts.runId };
    },
    async findRequest(scope, key) {
      const found = db.requests.get(JSON.stringify([scope, key]));
      return found && found.expiresAt > options.now() ? found : undefined;
    },
    async findPreviousRun(dagId, { before, since, automated }) {
      return runBefore(db, dagId, before, since, automated)?.run.facts.dagRunId;
    },
    async pools() {
      return db.pools;
    },
    async runsOfDates(dagId, logicalDates) {
      return [...db.runs.values()].flatMap(({ run: { facts }, state }) =>
        facts.dagId === dagId && facts.logicalDate !== null && logicalDates.includes(facts.logicalDate)
          ? [{ dagRunId: facts.dagRunId, logicalDate: facts.logicalDate, state }]
          : [],
      );
    },
    async loadBackfill(id) {
      return db.backfills.get(id)?.stored;
    },
    async reserveBackfillId() {
      return db.nextRunId++;
    },
    async existingRuns(ids) {
      return ids.filter((id) => db.runs.has(id));
    },
    async reserveAssetEventId() {
      return db.nextAssetEventId++;
    },
    async reserveRunIds(count) {
      return Array.from({ length: count }, () => db.nextRunId++);
    },
    async commit(epoch, number, batch) {
      return commit(db, epoch, number, batch);
    },
    async lastCommit(epoch) {
      const scheduler = db.schedulers.get(epoch);
      return { number: scheduler?.lastCommit ?? 0, alive: scheduler?.ended === false, lastSeq: db.events.length };
    },
    close: async () => undefined,
  };
}

export function runBefore(
  db: MemoryDatabase,
  dagId: string,
  before: number,
  since: number | null = null,
  automated = false,
): MemoryRun | undefined {
  const dated = [...db.runs.values()].flatMap((one) => {
    const { facts } = one.run;
    const date = facts.dagId === dagId && !(automated && facts.runType === 'manual') ? facts.logicalDate : null;
    return date !== null && date < before && date >= (since ?? date) ? [{ date, one }] : [];
  });
  return dated.sort((a, b) => b.date - a.date)[0]?.one;
}

function commit(db: MemoryDatabase, epoch: number, number: number, batch: Batch): CommitResult {
  const scheduler = db.schedulers.get(epoch);
  if (!scheduler || scheduler.ended || scheduler.lastCommit !== number - 1)
    throw new AquilonError('LEASE_LOST', { epoch });
  checkKeys(batch);
  checkExpected(db, batch);
  scheduler.lastCommit = number;
  db.commits += 1;
  const lostRuns = batch.newRuns.filter((run) => !insertRun(db, run)).map((run) => run.facts.dagRunId);
  commitAssets(db, batch);
  for (const row of batch.goneInstances) {
    db.runs.get(row.dagRunId)?.instances.delete(nameOf(row));
    db.runs.get(row.dagRunId)?.notes.delete(nameOf(row));
  }
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
    if (row.edited) edit(one, row.edited);
  }
  keepBackfills(db, batch);
  commitNotices(db, batch);
  for (const row of batch.requests)
    if (row.dagRunId === null || db.runs.has(row.dagRunId)) db.requests.set(JSON.stringify([row.scope, row.key]), row);
  for (const [dagId, off] of batch.paused) db.dags.set(dagId, { ...must(db.dags.get(dagId), dagId), ...off });
  const firstSeq = db.events.length + 1;
  for (const event of batch.events) {
    if (event.kind === 'task') {
      expect(mayBecome(event.from as MaybeTaskState, event.to as MaybeTaskState), `event ${event.from} -> ${event.to}`);
    }
    if (event.kind === 'dag') checkSwitch(db, event, batch);
    db.events.push(event);
  }
  for (const dagRunId of batch.deletedRuns) db.runs.delete(dagRunId);
  for (const row of batch.deletedInstances) {
    db.runs.get(row.dagRunId)?.instances.delete(nameOf(row));
    db.runs.get(row.dagRunId)?.notes.delete(nameOf(row));
    db.xcoms.delete(xcomPlace(row));
  }
  for (const dagId of batch.deletedDags) forgetDag(db, dagId);
  for (const cleared of batch.clearedXComs) db.xcoms.delete(xcomPlace(cleared));
  for (const { key, ...of } of batch.deletedXComs) db.xcoms.get(xcomPlace(of))?.delete(key);
  for (const row of batch.amended.flatMap(amendedInstances)) amendInstance(db, row);
  for (const xcom of batch.xcoms) keepXCom(db, xcom, xcom.key, xcom.value);
  return { lostRuns, firstSeq };
}

const xcomPlace = (of: { dagRunId: number; taskId: string; mapIndex: number }): string =>
  `${of.dagRunId} ${nameOf(of)}`;

export function keepXCom(
  db: MemoryDatabase,
  of: { dagRunId: number; taskId: string; mapIndex: number },
  key: string,
  value: XComValue,
): void {
  const place = xcomPlace(of);
  const kept = db.xcoms.get(place) ?? new Map<string, XComValue>();
  db.xcoms.set(place, kept.set(key, value));
}

/** By key. */
export const xcomsOf = (
  db: MemoryDatabase,
  of: { dagRunId: number; taskId: string; mapIndex: number },
): ReadonlyMap<string, XComValue> => db.xcoms.get(xcomPlace(of)) ?? new Map<string, XComValue>();

function commitNotices(db: MemoryDatabase, batch: Batch): void {
  for (const row of batch.notices) {
    if (!db.runs.has(row.dagRunId) || db.notices.has(row.key)) continue;
    db.notices.add(row.key);
    db.outbox.push(row);
  }
  for (const row of batch.deadlines) {
    const key = `${row.dagRunId}/${row.number}`;
    expect(db.deadlines.get(key)?.missedAt == null, `deadline ${key} is missed twice`);
    if (db.runs.has(row.dagRunId)) db.deadlines.set(key, row);
  }
  for (const [key, row] of db.deadlines)
    if (row.missedAt === null && batch.goneDeadlines.includes(row.dagRunId)) db.deadlines.delete(key);
}

/** A DAG that the scheduler switches off has failed so many times in a row, or is in quarantine. */
function checkSwitch(db: MemoryDatabase, { dagId, by, to, why }: EventRow, batch: Batch): void {
  if (by !== 'scheduler' || to !== 'paused') return;
  if (isCause(why) && why.code === 'DAG_QUARANTINED') {
    checkQuarantine(db, dagId, Number(why.crashes), batch);
    return;
  }
  const dag = must(db.dags.get(dagId), dagId);
  // One that had failed may have been cleared in the same turn.
  const cleared = [...batch.events].filter(({ kind, from }) => kind === 'run' && from === 'failed');
  const states = newestRuns(db, dag).map(({ run: { facts }, state }) =>
    cleared.some(({ dagRunId }) => dagRunId === facts.dagRunId) ? 'failed' : state,
  );
  const failed = states.length === dag.maxConsecutiveFailedRuns && states.every((state) => state === 'failed');
  expect(failed, `${dagId} was switched off after ${states}`);
}

/** A DAG that is put in quarantine has lost so many processes since it was switched last. */
function checkQuarantine(db: MemoryDatabase, dagId: string, wanted: number, batch: Batch): void {
  const told = [...db.events, ...[...batch.events].filter(({ kind }) => kind === 'task')];
  const ofDag = told.filter((event) => event.dagId === dagId);
  const since = ofDag.slice(ofDag.findLastIndex(({ kind, to }) => kind === 'dag' && to !== null) + 1);
  const crashes = since.filter(({ kind, why }) => kind === 'task' && isCause(why) && why.code === 'TASK_KILLED').length;
  expect(crashes >= wanted, `${dagId} is in quarantine after ${crashes} crashes, and says ${wanted}`);
}

const isCause = (why: EventRow['why']): why is Cause => why !== null && !Array.isArray(why);

/** The DAG as it is loaded: with its newest runs. */
function withRecentRuns(db: MemoryDatabase, dag: StoredDag): StoredDag {
  const recentRuns = newestRuns(db, dag).map(({ run, state }) => ({
    dagRunId: run.facts.dagRunId,
    runAfter: run.facts.runAfter,
    failed: state === 'failed',
  }));
  return { ...dag, recentRuns };
}

const newestRuns = (db: MemoryDatabase, { dagId, maxConsecutiveFailedRuns }: StoredDag) =>
  [...db.runs.values()]
    .filter(({ run }) => run.facts.dagId === dagId)
    .sort((a, b) => b.run.facts.runAfter - a.run.facts.runAfter || b.run.facts.dagRunId - a.run.facts.dagRunId)
    .slice(0, maxConsecutiveFailedRuns);

function insertRun(db: MemoryDatabase, run: NewRun): boolean {
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
    editedPools: null,
    instances: new Map(),
    lost: new Map(),
    notes: new Map(),
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

function moveInstance(db: MemoryDatabase, row: InstanceRow): void {
  const one = db.runs.get(row.dagRunId);
  one?.instances.set(nameOf(row), { ...row });
  if (row.note) one?.notes.set(nameOf(row), row.note.text);
  if (row.archive?.error?.code === 'WORKER_LOST') one?.lost.set(nameOf(row), (one.lost.get(nameOf(row)) ?? 0) + 1);
}

function amendInstance(db: MemoryDatabase, { returned, note, ...of }: AmendedInstances): void {
  const one = db.runs.get(of.dagRunId);
  const row = one?.instances.get(nameOf(of));
  if (returned) one?.instances.set(nameOf(of), { ...must(row, nameOf(of)), returnedLength: returned.length });
  if (note && row) one?.notes.set(nameOf(of), note.text);
}

/** Before anything is written: what moves must stand where the batch says. */
function checkExpected(db: MemoryDatabase, batch: Batch): void {
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

export function graphOfRun(db: MemoryDatabase, one: MemoryRun): Graph {
  const { serialized } = must(
    [...db.dags.values()].find((dag) => dag.versionId === one.versionId),
    one.versionId,
  );
  if (one.editedPools) return buildGraph(withPools(serialized, one.editedPools));
  const graph = graphs.get(serialized) ?? buildGraph(serialized);
  graphs.set(serialized, graph);
  return graph;
}

function forgetDag(db: MemoryDatabase, dagId: string): void {
  db.dags.delete(dagId);
  for (const [id, { run }] of db.runs) if (run.facts.dagId === dagId) db.runs.delete(id);
  for (const [id, { stored }] of db.backfills) if (stored.dagId === dagId) db.backfills.delete(id);
}

function edit(one: MemoryRun, { conf, pools, unpartitioned }: NonNullable<Batch['runs'][number]['edited']>): void {
  if (pools) one.editedPools = pools;
  if (conf) one.run = { ...one.run, facts: { ...one.run.facts, conf } };
  if (unpartitioned) {
    const { partitionKey: _key, partitionDate: _date, ...facts } = one.run.facts;
    one.run = { ...one.run, facts };
  }
}
