/** A scheduler on a real database with an executor whose tasks are played by the test. */
import { hostname } from 'node:os';
import type { Database } from '#db/database.ts';
import type { Drained } from '#domain/admission.ts';
import type { CancelReason, Executor, Outcome, Report, Work } from '#queue/executor.ts';
import { createPostgresStore } from '#scheduler/postgres-store.ts';
import { createScheduler, type Scheduler, type TimetablePort } from '#scheduler/scheduler.ts';
import type { Store } from '#scheduler/store.ts';
import { type Clock, systemClock } from '#support/clock.ts';
import { silentLogger } from '#support/logger.ts';
import { consecutiveUuids } from '#support/uuid.ts';

export type Play = (work: Work, cancelled: Promise<CancelReason>) => Promise<Outcome> | Outcome;

export interface PlayedExecutor extends Executor {
  drained: Drained | null;
  readonly started: Work[];
  /** Deferred attempts that are looked after. */
  readonly waiting: ReadonlyMap<string, Work>;
  endWait(attemptId: string, outcome: Outcome): void;
  /** One more report, of whatever attempt. */
  report(report: Report): void;
  /** Most attempts that were under way at once. */
  readonly peak: () => number;
  /** No report is made any more: as when the server was killed. */
  die(): void;
}

function playedExecutor(play: Play, parallelism = 32): PlayedExecutor {
  const started: Work[] = [];
  const waiting = new Map<string, Work>();
  const cancels = new Map<string, (reason: CancelReason) => void>();
  let listener: (report: Report) => void = () => undefined;
  let dead = false;
  let peak = 0;
  const run = async (work: Work) => {
    const cancelled = new Promise<CancelReason>((resolve) => cancels.set(work.attemptId, resolve));
    peak = Math.max(peak, cancels.size);
    started.push(work);
    const report = (one: Report) => dead || listener(one);
    report({ kind: 'started', attemptId: work.attemptId, at: Date.now(), pid: 1, hostname: 'played' });
    const outcome = await play(work, cancelled);
    cancels.delete(work.attemptId);
    report({ kind: 'finished', attemptId: work.attemptId, at: Date.now(), outcome });
  };
  return {
    parallelism,
    drained: null,
    started,
    peak: () => peak,
    readyNow: () => 1,
    dispatch(work) {
      for (const one of work) setImmediate(() => void run(one));
    },
    report: (one) => listener(one),
    waiting,
    endWait(attemptId, outcome) {
      waiting.delete(attemptId);
      if (!dead) listener({ kind: 'finished', attemptId, at: Date.now(), outcome });
    },
    wait(work) {
      for (const one of work) waiting.set(one.attemptId, one);
    },
    cancel(attemptId, reason) {
      waiting.delete(attemptId);
      cancels.get(attemptId)?.(reason);
    },
    onReport(one) {
      listener = one;
    },
    stop: async () => {
      dead = true;
    },
    die() {
      dead = true;
    },
  };
}

export interface TestSchedulerOptions {
  play?: Play;
  parallelism?: number;
  leaseMs?: number;
  catchup?: boolean;
  quarantineAfter?: number;
  clock?: Clock;
  timetables?: TimetablePort;
  /** Others of this database are alive: this one stands by. Default: they are dead. */
  isBeside?: boolean;
  /** Puts something of a test's own between the scheduler and its store. */
  wrapStore?: (store: Store) => Store;
}

export function createTestScheduler(
  database: Database,
  options: TestSchedulerOptions = {},
): { scheduler: Scheduler; executor: PlayedExecutor } {
  const executor = playedExecutor(options.play ?? (() => ({ state: 'success' })), options.parallelism);
  const store = createPostgresStore(database, { isProcessAlive: () => options.isBeside ?? false });
  const scheduler = createScheduler({
    store: options.wrapStore?.(store) ?? store,
    executor,
    clock: options.clock ?? systemClock,
    logger: silentLogger,
    hostname: hostname(),
    pid: process.pid,
    newId: consecutiveUuids(),
    leaseMs: options.leaseMs ?? 10_000,
    tickOptions: { catchupByDefault: options.catchup ?? false },
    maxPartitionKeys: 1000,
    quarantineAfter: options.quarantineAfter ?? 0,
    ...(options.timetables ? { timetables: options.timetables } : {}),
  });
  return { scheduler, executor };
}

/** Waits until a run has ended, and returns the states of its tasks. */
export async function untilEnded(
  database: Database,
  dagRunId: number,
): Promise<{ state: string; tasks: Record<string, string | null> }> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { rows } = await database.pool.query('select state from dag_run where id = $1', [dagRunId]);
    if (rows[0]?.state === 'success' || rows[0]?.state === 'failed') {
      const tasks = await database.pool.query('select task_id, state from task_instance where dag_run_id = $1', [
        dagRunId,
      ]);
      return { state: rows[0].state, tasks: Object.fromEntries(tasks.rows.map((row) => [row.task_id, row.state])) };
    }
    if (Date.now() > deadline) throw new Error(`run ${dagRunId} is still ${rows[0]?.state}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
