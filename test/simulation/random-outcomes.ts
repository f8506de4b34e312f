/** How attempts end, as the seed says. */
import type { Outcome, Work } from '#queue/executor.ts';
import type { Random } from './random.ts';

/** When a history begins: hours before clocks are put forward in Europe. */
export const START = Date.parse('2026-03-28T22:00:00Z');

/** It never waits on: the executor looks again by itself. */
export function outcomeOfWait(random: Random): Outcome {
  if (random.chance(0.7)) return { state: 'success' };
  if (random.chance(0.3)) return { state: 'skipped', reason: 'played' };
  return { state: 'failed', error: { code: 'TASK_FAILED', message: 'played' }, retryable: random.chance(0.8) };
}

export function randomOutcome(random: Random, work: Work): Outcome {
  if (work.task.sensor && random.chance(0.7)) {
    if (random.chance(0.5)) return { state: 'deferred', waitFor: { kind: 'poke', intervalMs: 1000 } };
    return { state: 'deferred', waitFor: { kind: 'time', at: START + random.int(0, 400_000) } };
  }
  if (random.chance(0.65)) {
    const length = random.int(0, 3);
    const value = work.task.isListed ? Array.from({ length }, (_, at) => at) : work.tryNumber;
    const returnValue = { kind: 'json' as const, value };
    if (work.task.decision === undefined) return { state: 'success', returnValue };
    const tasks = work.task.downstream.filter(() => random.chance(0.5));
    return { state: 'success', returnValue, follow: { tasks, others: random.pick(['direct', 'all'] as const) } };
  }
  if (random.chance(0.15)) return { state: 'skipped', reason: 'played' };
  if (random.chance(0.15)) return { state: 'up_for_reschedule', until: START + random.int(0, 200_000) };
  return { state: 'failed', error: { code: 'TASK_FAILED', message: 'played' }, retryable: random.chance(0.8) };
}
