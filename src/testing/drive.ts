/** Lets a run go on to its end: what is ready happens, then the clock jumps to the next timer. */
import { isFinished } from '#domain/states.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Scheduler } from '#scheduler/scheduler.ts';
import { type InProcessExecutor, nameOfAttempt } from './in-process-executor.ts';
import { type MemoryDatabase, nameOf } from './memory-store.ts';
import type { VirtualClock } from './virtual-clock.ts';

interface Driven {
  dagId: string;
  clock: VirtualClock;
  db: MemoryDatabase;
  executor: InProcessExecutor;
  scheduler: Scheduler;
  /** What the scheduler logged as an error. */
  troubles: readonly string[];
  /** Most time on the clock of the run, and on that of the machine. */
  limitMs: number;
  timeoutMs: number;
}

/** Resolves when no run is open. Rejects with `TEST_RUN_STUCK`, and the reasons of what waits. */
export async function drive(driven: Driven): Promise<void> {
  const { clock, db, executor, limitMs, timeoutMs } = driven;
  const until = performance.now() + timeoutMs;
  for (;;) {
    await settle();
    if (driven.troubles.length > 0) throw new Error(`The scheduler failed: ${driven.troubles.join('\n')}`);
    if (performance.now() >= until) throw stuck(driven, `it has not ended within ${timeoutMs / 1000} s`);
    if (executor.running.size > 0) {
      await endOrTime(executor, until - performance.now());
      continue;
    }
    const next = clock.next();
    const isOver = [...db.runs.values()].every(({ state }) => state === 'success' || state === 'failed');
    if (isOver && (next === undefined || next > clock.monotonic())) return;
    if (next === undefined) throw stuck(driven, 'nothing will happen any more');
    if (next > limitMs) throw stuck(driven, `on the clock of the run, it has not ended within ${limitMs / 1000} s`);
    clock.advance();
  }
}

/** Lets everything that is ready happen; timers of the virtual clock are not. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

async function endOrTime(executor: InProcessExecutor, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([executor.nextEnd(), time]);
  clearTimeout(timer);
}

function stuck({ dagId, db, executor, scheduler }: Driven, reason: string): AquilonError {
  const running = [...executor.running.values()].map(
    (attempt) => `  ${nameOfAttempt(attempt)}: its function has not returned`,
  );
  const waiting = [...db.runs].flatMap(([dagRunId, { instances }]) =>
    [...instances.values()].flatMap((row) => {
      if (isFinished(row.state) || row.state === 'running') return [];
      const found = scheduler.explain(dagRunId, row)?.reasons.map(({ message }) => message) ?? [];
      return [
        `  ${nameOf(row)} of ${row.dagId} is ${row.state ?? 'not scheduled'}: ${found.join('; ') || 'no reason is known'}`,
      ];
    }),
  );
  return new AquilonError('TEST_RUN_STUCK', { dag: dagId, reason, tasks: [...running, ...waiting].join('\n') });
}
