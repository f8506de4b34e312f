/** What a simulation is played from: DAGs, what their tasks took so far, pools and limits. Plain JSON: it crosses the REST API. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { DataInterval } from '#domain/timetable.ts';

/** What is known of a task from the newest runs. */
export interface TaskHistory {
  /** Of its newest successes, milliseconds. Empty: it has never succeeded. */
  durations: readonly number[];
  /** Of a mapped task: how many instances it had in its newest run; else 1. */
  instances: number;
}

export interface DagInput {
  serialized: SerializedDag;
  paused: boolean;
  maxActiveRuns: number;
  maxActiveTasks: number;
  maxConsecutiveFailedRuns: number;
  /** Of the newest run that the schedule made; null: none is known. */
  lastInterval: DataInterval | null;
  /** By task id. A task that is not there has no history. */
  history: { readonly [taskId: string]: TaskHistory };
}

export interface PoolInput {
  name: string;
  /** -1: without end. */
  slots: number;
  includeDeferred: boolean;
}

export interface SimulationInput {
  dags: readonly DagInput[];
  pools: readonly PoolInput[];
  /** `[core] parallelism`: attempts at once. */
  parallelism: number;
  catchupByDefault: boolean;
  /** `[scheduler] partition_mapper_max_downstream_keys`. */
  maxPartitionKeys: number;
}

/** Instants are epoch milliseconds. */
export interface SimulationOptions {
  start: number;
  /** Nothing happens from then on. */
  end: number;
  /** The same seed, the same input: the same trace. */
  seed: number;
  /** Of a task without history, milliseconds. */
  defaultDurationMs: number;
  /** Part of the attempts that fail, 0 to 1. */
  failures: number;
}
