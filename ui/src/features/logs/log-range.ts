/** Reads a log by its place in the file. */
import { call } from '#shared/api/client.ts';
import { ApiError } from '#shared/api/errors.ts';
import type { LogRange } from '#shared/api/extra-operations.ts';
import type { InstanceAddress } from '#shared/api/queries/tasks.ts';

export interface RangeRequest {
  /** Bytes; a negative one counts from the end. */
  readonly start: number;
  readonly length: number;
  /** Counts the lines before it, too. */
  readonly count?: boolean;
  readonly signal?: AbortSignal;
}

export type ReadRange = (request: RangeRequest) => Promise<LogRange>;

export const LARGEST_RANGE = 1024 * 1024;

const NOTHING: LogRange = { path: '', is_open: true, size: 0, start: 0, end: 0, text: '' };

export const rangeReader =
  ({ dagId, runId, taskId, mapIndex }: InstanceAddress, tryNumber: number): ReadRange =>
  async ({ start, length, count, signal }) => {
    try {
      return await call(
        'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{try_number}/range',
        {
          path: { dag_id: dagId, dag_run_id: runId, task_id: taskId, try_number: tryNumber },
          query: { map_index: mapIndex, start, length, count },
          signal,
        },
      );
    } catch (error) {
      // The try is there with its first line.
      if (error instanceof ApiError && error.status === 404) return NOTHING;
      throw error;
    }
  };
