/**
 * Plays schedules in virtual time: the turns of the real scheduler (`scheduler/loop.ts`), one after the other, each at the instant at which something happens. Neither
 * a database nor a task is behind them: the store forgets what it is given, and attempts end after the time that is drawn for them.
 */

import type { Admission } from '#domain/admission.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { createCommitter } from '#scheduler/committer.ts';
import { createInbox } from '#scheduler/inbox.ts';
import { type LoopParts, takeTurn } from '#scheduler/loop.ts';
import { fillState, resume } from '#scheduler/recover.ts';
import { createState } from '#scheduler/state.ts';
import type { Batch } from '#scheduler/store.ts';
import { sleepMs } from '#scheduler/timers.ts';
import type { Clock } from '#support/clock.ts';
import { silentLogger } from '#support/logger.ts';
import { createDraw } from './draws.ts';
import { createFates } from './fates.ts';
import type { SimulationInput, SimulationOptions } from './input.ts';
import { SimulatedExecutor } from './simulated-executor.ts';
import { createSimulatedStore } from './simulated-store.ts';
import { storedDag } from './stored-dag.ts';

/** What looks on. */
export interface Observer {
  /** What one turn of the scheduler changed. */
  onBatch(batch: Batch): void;
  /** After a turn, at `now`. */
  afterTurn(now: number, admission: Admission): void;
}

/** No attempt loses its process here. */
const NO_QUARANTINE = 0;

/** A schedule of every second for a year is a mistake: so many tasks and tries are played at most. */
const MOST_ATTEMPTS = 2_000_000;

/** Throws `SIMULATION_TOO_LONG`. */
export async function play(
  input: SimulationInput,
  options: SimulationOptions,
  observer: Observer,
  mostAttempts = MOST_ATTEMPTS,
): Promise<void> {
  const clock = createPlayedClock(options.start);
  const fateOf = createFates(input.dags, options, createDraw(options.seed));
  const executor = new SimulatedExecutor(input.parallelism, clock, fateOf);
  const dags = input.dags.map((dag) => storedDag(dag, options));
  const store = createSimulatedStore(dags, [...input.pools], (batch) => observer.onBatch(batch));
  let ids = 0;
  const tickOptions = { catchupByDefault: input.catchupByDefault };
  const state = createState(input.parallelism, input.maxPartitionKeys, NO_QUARANTINE);
  const loop: LoopParts = {
    ...{ state, store, executor, clock, tickOptions },
    inbox: createInbox(),
    committer: createCommitter({ store, epoch: 1, clock, logger: silentLogger, isStopping: () => false }),
    logger: silentLogger,
    underWay: new Map(),
    hostname: 'simulation',
    newId: () => String(++ids),
    runIds: [],
    longestSleepMs: Number.POSITIVE_INFINITY,
    publish: () => undefined,
    onNotices: () => undefined,
    isStopping: () => false,
    brokenBy: () => undefined,
  };
  const found = fillState(state, await store.load(1), new Map(), () => false, loop.newId);
  await takeTurn(loop, [], (turn) => resume(turn, found, tickOptions));
  observer.afterTurn(clock.now(), state.admission);
  for (;;) {
    const now = clock.now();
    const timer = now + sleepMs(state, now, clock.monotonic(), Number.POSITIVE_INFINITY);
    const end = executor.ends.peek();
    const at = Math.min(timer, end?.at ?? Number.POSITIVE_INFINITY);
    if (at >= options.end) return;
    clock.set(at);
    const due = end && end.at <= timer ? executor.take() : undefined;
    await takeTurn(
      loop,
      due
        ? [{ kind: 'report', report: { kind: 'finished', attemptId: due.work.attemptId, at, outcome: due.outcome } }]
        : [],
    );
    observer.afterTurn(at, state.admission);
    if (ids > mostAttempts)
      throw new AquilonError('SIMULATION_TOO_LONG', { attempts: mostAttempts, at: new Date(at).toISOString() });
  }
}

function createPlayedClock(start: number): Clock & { set(at: number): void } {
  let now = start;
  return {
    now: () => now,
    monotonic: () => now - start,
    after: () => () => undefined,
    set(at) {
      now = at;
    },
  };
}
