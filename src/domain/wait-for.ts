/** What a deferred attempt waits for, holding no slot: stored with its row, so that a restart goes on waiting. */
import type { Json } from '@aquilon/sdk/serialized';

export type WaitFor =
  /**
   * Somebody looks again and again. `keep`: what the attempt wants to know at the next look. `wakeOn`: a look is worth while at each end of a task or run of that DAG, or when
   * something changes at that path. */
  | { kind: 'poke'; intervalMs: number; keep?: Json; wakeOn?: { dagId: string } | { path: string } }
  /** Until an instant, epoch ms: nobody has to look. */
  | { kind: 'time'; at: number };
