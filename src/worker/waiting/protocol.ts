/** The messages between the server and a process in which deferred attempts wait. */
import type { Outcome, RunFacts } from '#queue/executor.ts';
import type { LeanWork } from '#queue/local/waiting/lean-work.ts';
import type { FromChild, ToChild } from '#worker/protocol.ts';
import type { DagSnapshot } from '#worker/services.ts';

type Run = Extract<ToChild, { kind: 'run' }>;

/** An attempt to look after, from its first look here in `firstInMs` on. */
export interface WaitOrder extends Pick<Run, 'inputs' | 'row' | 'logFile'> {
  work: LeanWork;
  firstInMs: number;
}

export type ToWaiting =
  /** `carefulMs`: for so long, one look at a time, so that the last one that began is to blame for what happens to the process. `runs`: those of the orders. `snapshot`: with the first message to a process of an author's sensors. */
  | {
      kind: 'wait';
      orders: WaitOrder[];
      runs: { [dagRunId: number]: RunFacts };
      carefulMs: number;
      snapshot?: DagSnapshot;
    }
  | { kind: 'forget'; attemptId: string; code: string; message: string }
  /** What they wait for may have come: look now. */
  | { kind: 'wake'; attemptIds: string[] }
  /** Answered by `pong` as soon as nothing computes. */
  | { kind: 'ping' }
  | Extract<ToChild, { kind: 'reply' }>;

export type FromWaiting =
  | { kind: 'pong' }
  /** A look of an author's begins. */
  | { kind: 'looking'; attemptId: string }
  | Extract<FromChild, { kind: 'ready' | 'log_failed' | 'request' }>
  | { kind: 'finished'; attemptId: string; at: number; outcome: Outcome };
