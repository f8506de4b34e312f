/** Plays a run by the pure moves and admission: all that may start at once starts, ends well, and then the next. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { admit, createAdmission, enqueue, release, setPool } from '#domain/admission.ts';
import { attemptEnded, beginRun, confirmReady, startAttempt } from '#domain/moves.ts';
import { noMoves } from '#domain/transitions.ts';
import { nameOf, newId, newRun } from './play-run.ts';

export interface Limits {
  parallelism?: number;
  maxActiveTasks?: number;
  /** Slots by the names of pools. */
  pools?: { readonly [name: string]: number };
}

/** `a b | c`: what started at once, and what after its end. What never starts is left out. */
export function playWaves(
  dag: SerializedDag,
  { parallelism = 100, maxActiveTasks = 100, pools = { default_pool: 100 } }: Limits,
): string {
  const admission = createAdmission(parallelism);
  for (const [name, slots] of Object.entries(pools)) setPool(admission, name, slots);
  const run = newRun(dag, maxActiveTasks);
  const moves = noMoves('test', newId);
  beginRun(run, 0, moves);
  const waves: string[] = [];
  for (let at = 1; ; at++) {
    for (const ready of moves.ready.splice(0)) if (confirmReady(ready, at, moves)) enqueue(admission, ready);
    const started = admit(admission);
    if (started.length === 0) return waves.join(' | ');
    for (const instance of started) startAttempt(instance, true, at, newId, moves);
    waves.push(started.map(nameOf).join(' '));
    for (const instance of started) attemptEnded(instance, { state: 'success' }, at, moves);
    for (const instance of moves.released.splice(0)) release(admission, instance);
  }
}
