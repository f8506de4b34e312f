/** What an attempt waits for that is deferred or awaits input, holding no slot: stored with its row, so that a restart goes on waiting. */
import type { Json } from '@aquilon/sdk/serialized';
import type { Question } from './question.ts';

export type WaitFor =
  /**
   * Somebody looks again and again. `keep`: what the attempt wants to know at the next look. `wakeOn`: a look is worth while at each end of a task or run of that DAG, or when
   * something changes at that path. */
  | { kind: 'poke'; intervalMs: number; keep?: Json; wakeOn?: { dagId: string } | { path: string } }
  /** Until an instant, epoch ms: nobody has to look. */
  | { kind: 'time'; at: number }
  /** For the answer of a person, until `until`, epoch ms; null: for ever. Its state is `awaiting_input`. */
  | { kind: 'answer'; question: Question; until: number | null };
