/**
 * The explanation of a wait is complete: in a copy of the database from which every listed reason is removed, and in which nothing else asks for a
 * place, a scheduler starts the task. A reason that cannot be removed here is not known here, and fails.
 */
import type { Reason } from '#domain/reasons.ts';
import { isFinished, isOccupied } from '#domain/states.ts';
import type { Executor, Report } from '#queue/executor.ts';
import { createScheduler } from '#scheduler/scheduler.ts';
import type { InstanceRow } from '#scheduler/store.ts';
import { createLogger } from '#support/logger.ts';
import { createMemoryStore, type MemoryDatabase, type MemoryRun, nameOf, runBefore } from '#testing/memory-store.ts';
import { expect, must, Violation } from '#testing/violation.ts';
import { createVirtualClock } from '#testing/virtual-clock.ts';

const PLENTY = 1000;
/** Further than any of it goes. */
const FAR_MS = 1_000_000_000;

type Ending = 'success' | 'failed' | 'skipped';

/** Throws a `Violation` where the task waits on. What its upstreams come to is chosen so that it starts, if one of these lets it. */
export async function checkComplete(
  db: MemoryDatabase,
  row: InstanceRow,
  reasons: readonly Reason[],
  now: number,
): Promise<void> {
  const outcomes: string[] = [];
  const isDecidedBefore = reasons.some(({ code }) => code === 'upstream' || code === 'setup' || code === 'mapped_over');
  for (const ending of isDecidedBefore ? (['success', 'failed', 'skipped'] as const) : (['success'] as const)) {
    const copy = copyDatabase(db);
    freezeOthers(copy, row, reasons, now);
    for (const reason of reasons) remove(copy, row, reason, ending, now);
    const outcome = await goOn(copy, row, now);
    if (outcome === 'started') return;
    outcomes.push(outcome);
  }
  const listed = reasons.map(({ code }) => code).join(', ') || 'no reason';
  // Its upstreams came to what does not let it run: it does not wait any more.
  expect(!outcomes.includes('waits'), `${nameOf(row)} waits on without ${listed}`);
}

function copyDatabase(db: MemoryDatabase): MemoryDatabase {
  const copyRun = (one: MemoryRun): MemoryRun => ({
    ...one,
    run: { ...one.run, facts: { ...one.run.facts } },
    instances: new Map([...one.instances].map(([name, row]) => [name, { ...row }])),
    lost: new Map(one.lost),
    notes: new Map(one.notes),
  });
  return {
    ...db,
    // What runs goes down with the copy's beginning, and may fail its run: that must not switch the DAG off.
    dags: new Map([...db.dags].map(([dagId, dag]) => [dagId, { ...dag, maxConsecutiveFailedRuns: 0 }])),
    pools: db.pools.map((pool) => ({ ...pool })),
    runs: new Map([...db.runs].map(([id, one]) => [id, copyRun(one)])),
    backfills: new Map([...db.backfills].map(([id, { stored, dates }]) => [id, { stored: { ...stored }, dates }])),
    assetEvents: [],
    schedulers: new Map(),
    events: [],
    xcoms: new Map(),
    notices: new Set(db.notices),
    outbox: [],
    deadlines: new Map(db.deadlines),
  };
}

/** Who comes first where there is not room for all is another question: nothing but the task itself asks for a place. */
function freezeOthers(copy: MemoryDatabase, row: InstanceRow, reasons: readonly Reason[], now: number): void {
  for (const one of copy.runs.values()) {
    if (one.run.facts.dagRunId !== row.dagRunId) {
      if (one.state === 'queued') Object.assign(one.run.facts, { isForLater: true, runAfter: now + FAR_MS });
    } else if (!reasons.some(({ code }) => code === 'run_after')) {
      // Its time had come before the clock was set back; a scheduler that begins does not know that.
      Object.assign(one.run.facts, { isForLater: false });
    }
    for (const other of one.instances.values()) {
      const isItself = other.dagRunId === row.dagRunId && nameOf(other) === nameOf(row);
      if (isItself || isFinished(other.state) || isOccupied(other.state)) continue;
      Object.assign(other, { state: 'up_for_reschedule', nextStartAt: now + FAR_MS, waitFor: null });
    }
  }
}

function remove(copy: MemoryDatabase, row: InstanceRow, reason: Reason, ending: Ending, now: number): void {
  const one = must(copy.runs.get(row.dagRunId), `run ${row.dagRunId}`);
  const dag = must(copy.dags.get(row.dagId), row.dagId);
  const own = must(one.instances.get(nameOf(row)), nameOf(row));
  const backfill = copy.backfills.get(one.run.facts.backfillId ?? -1)?.stored;
  switch (reason.code) {
    case 'max_active_runs':
      Object.assign(backfill ?? dag, { maxActiveRuns: PLENTY });
      return;
    case 'dag_paused':
    case 'dag_quarantined':
      Object.assign(dag, { paused: false, quarantine: null });
      return;
    case 'backfill_paused':
      Object.assign(must(backfill, 'the backfill'), { paused: false });
      return;
    case 'run_after':
      Object.assign(one.run.facts, { runAfter: now - 1, isForLater: false });
      return;
    case 'upstream':
      endAll(one, reason.waitingFor, ending);
      return;
    case 'setup':
    case 'mapped_over':
      endAll(one, reason.waitingFor, 'success');
      return;
    case 'depends_on_past':
    case 'wait_for_downstream':
      passPast(copy, one, reason, row.taskId);
      return;
    case 'retry_delay':
    case 'reschedule':
      own.nextStartAt = now;
      return;
    case 'pool_full':
    case 'pool_unknown':
      copy.pools = copy.pools.filter(({ name }) => name !== reason.pool);
      copy.pools.push({ name: reason.pool, slots: PLENTY, includeDeferred: false });
      return;
    case 'max_active_tasks':
      dag.maxActiveTasks = PLENTY;
      return;
    case 'max_active_tis_per_dag':
    case 'max_active_tis_per_dagrun':
      liftLimit(copy, row, reason.code === 'max_active_tis_per_dag' ? 'maxActiveTisPerDag' : 'maxActiveTisPerDagrun');
      return;
    case 'worker_drained':
      // The executor of the copy has never been drained.
      return;
    case 'parallelism':
      copy.parallelism = PLENTY;
      return;
    case 'priority':
    case 'attempt_ending':
      // Nobody else stands in line in the copy, and no processes run.
      return;
    default:
      throw new Violation(`nobody knows how the reason ${reason.code} is removed`);
  }
}

function endAll(one: MemoryRun, taskIds: readonly string[], state: Ending): void {
  for (const other of one.instances.values()) {
    if (!taskIds.includes(other.taskId) || isFinished(other.state)) continue;
    Object.assign(other, { state, nextStartAt: null, returnedLength: state === 'success' ? 1 : null, skips: null });
  }
}

function passPast(
  copy: MemoryDatabase,
  one: MemoryRun,
  reason: Extract<Reason, { code: 'depends_on_past' | 'wait_for_downstream' }>,
  taskId: string,
): void {
  const { dagId, logicalDate } = one.run.facts;
  const { catchup, startDate } = must(copy.dags.get(dagId), dagId).serialized;
  const since = catchup === true && startDate !== null ? Date.parse(startDate) : null;
  const past = logicalDate === null ? undefined : runBefore(copy, dagId, logicalDate, since, catchup === true);
  const needed = reason.code === 'depends_on_past' ? [taskId] : reason.waitingFor;
  for (const other of past?.instances.values() ?? [])
    if (needed.includes(other.taskId) && other.state !== 'removed') other.state = 'success';
}

function liftLimit(
  copy: MemoryDatabase,
  row: InstanceRow,
  limit: 'maxActiveTisPerDag' | 'maxActiveTisPerDagrun',
): void {
  const dag = must(copy.dags.get(row.dagId), row.dagId);
  const tasks = dag.serialized.tasks.map((one) => (one.taskId === row.taskId ? { ...one, [limit]: PLENTY } : one));
  dag.serialized = { ...dag.serialized, tasks };
}

/** What a scheduler that begins on the copy makes of the task. */
async function goOn(copy: MemoryDatabase, row: InstanceRow, now: number): Promise<'started' | 'ended' | 'waits'> {
  const clock = createVirtualClock(now);
  const problems: string[] = [];
  let report: (one: Report) => void = () => undefined;
  const executor: Executor = {
    parallelism: copy.parallelism,
    readyNow: () => PLENTY,
    dispatch: () => undefined,
    wait: () => undefined,
    cancel: () => undefined,
    onReport: (listener) => {
      report = listener;
    },
    stop: async () => undefined,
  };
  let ids = 0;
  const scheduler = createScheduler({
    store: createMemoryStore(copy, { now: clock.now, isProcessAlive: () => true }),
    executor,
    clock,
    logger: createLogger({ level: 'error', format: 'text', write: (line) => void problems.push(line) }),
    hostname: 'copy',
    pid: 0,
    newId: () => `copy-${ids++}`,
    leaseMs: FAR_MS,
    tickOptions: { catchupByDefault: false, schedules: false },
    maxPartitionKeys: 1000,
    quarantineAfter: 0,
  });
  // What runs goes on to run: else its places would be free.
  for (const one of copy.runs.values())
    for (const { state, attemptId } of one.instances.values())
      if (isOccupied(state)) report({ kind: 'started', attemptId, at: now, pid: 0, hostname: 'copy' });
  await scheduler.start();
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => void setImmediate(resolve));
    clock.advance();
  }
  if (problems.length > 0) throw new Violation(problems.join('\n'));
  const rows = [...(copy.runs.get(row.dagRunId)?.instances.values() ?? [])].filter(
    ({ taskId, mapIndex }) => taskId === row.taskId && (row.mapIndex < 0 || mapIndex === row.mapIndex),
  );
  if (rows.some(({ state }) => isOccupied(state))) return 'started';
  return rows.every(({ state }) => isFinished(state)) ? 'ended' : 'waits';
}
