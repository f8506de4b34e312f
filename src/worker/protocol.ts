/**
 * The messages between the server and a task process, over the IPC channel of `fork`. Both sides check what comes in.
 * One attempt at a time: `run` -> `started`? -> (`request`/`reply`)* -> `finished`.
 */
import type { Json } from '@aquilon/sdk/serialized';
import type { Outcome, Work, XComValue } from '#queue/executor.ts';
import type { DagSnapshot, TriggerRequest } from './services.ts';

export type ToChild =
  | {
      kind: 'run';
      work: Work;
      /** Sent with the first attempt of a snapshot only; the child keeps it. */
      snapshot?: DagSnapshot;
      /** XComs of the inputs by argument name; one that was never pushed is absent. */
      inputs: { [name: string]: XComValue };
      /** Absolute path of the attempt's log file; the child appends to it. */
      logFile: string;
    }
  | { kind: 'abort'; attemptId: string; code: string; message: string }
  | { kind: 'reply'; id: number; value?: Json | XComValue; error?: { code: string; message: string } }
  | { kind: 'exit' };

/** What a task asks of the server while it runs; each is answered by a `reply` with the same id. */
export type TaskRequest =
  | { op: 'get_xcom'; taskId: string; mapIndex: number; key: string; runId?: string }
  | { op: 'push_xcom'; key: string; value: XComValue }
  | { op: 'trigger_dag_run'; request: TriggerRequest }
  | { op: 'get_dag_run_state'; dagId: string; runId: string };

export type FromChild =
  | { kind: 'ready' }
  | { kind: 'started'; attemptId: string; at: number }
  | { kind: 'request'; attemptId: string; id: number; request: TaskRequest }
  | {
      kind: 'finished';
      attemptId: string;
      at: number;
      outcome: Outcome;
      /** True when the task started other processes: the pool then looks for what it left behind. */
      spawned: boolean;
    };
