/** What the page of the workers asks for. */

/** What the workers of the server do now. */
export interface Workers {
  readonly hostname: string | null;
  readonly drained: { readonly by: string; readonly since: string } | null;
  readonly max_processes: number;
  readonly waiting: number;
  readonly processes: readonly WorkerProcess[];
  readonly queues: readonly WorkerQueue[];
}

export interface WorkerProcess {
  readonly pid: number;
  readonly state: string;
  readonly attempts: number;
  readonly memory_bytes: number | null;
  readonly attempt: {
    readonly dag_id: string;
    readonly dag_run_id: string;
    readonly task_id: string;
    readonly map_index: number;
    readonly try_number: number;
  } | null;
  readonly since: string | null;
}

export interface WorkerQueue {
  readonly queue: string;
  readonly running: number;
  readonly queued: number;
  readonly scheduled: number;
  readonly deferred: number;
}

/** Attempts that have ended, by what they ended in; times in seconds, null where there is none. */
export interface RateFigures {
  readonly success: number;
  readonly failed: number;
  readonly up_for_retry: number;
  readonly skipped: number;
  readonly median_duration: number | null;
  readonly p95_duration: number | null;
  readonly median_queued: number | null;
  readonly p95_queued: number | null;
}

export interface RateShare extends RateFigures {
  readonly name: string;
}

export interface Rates {
  readonly from: string;
  readonly until: string;
  readonly bucket_seconds: number;
  readonly counted_from: string | null;
  readonly buckets: readonly (RateFigures & { readonly at: string })[];
  readonly queues: readonly RateShare[];
  readonly workers: readonly RateShare[];
}

/** Tasks that are ready and wait, by the minute since when. */
export interface WaitingLine {
  readonly name: string;
  readonly count: number;
  readonly oldest: string;
  readonly since: readonly { readonly since: string; readonly count: number }[];
}

export interface WorkerOperations {
  'GET /aquilon/workers': { path: object; query: object; body: undefined; answer: Workers };
  'GET /aquilon/workers/rates': {
    path: object;
    query: { hours?: number; queue?: string | undefined };
    body: undefined;
    answer: Rates;
  };
  'GET /aquilon/workers/waiting': {
    path: object;
    query: object;
    body: undefined;
    answer: { pools: readonly WaitingLine[]; queues: readonly WaitingLine[] };
  };
  'PATCH /aquilon/workers': { path: object; query: object; body: { drained: boolean }; answer: Workers };
}
