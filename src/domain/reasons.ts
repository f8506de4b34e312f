/** Why a task instance or a run does not start: every refusal is one of these, kept as data with its figures. */
export type Reason =
  | { code: 'max_active_runs'; limit: number; active: number; message: string }
  | { code: 'dag_paused'; message: string }
  /** `since`: epoch ms; `cause`: the code of the last attempt that lost its process. */
  | {
      code: 'dag_quarantined';
      since: number;
      crashes: number;
      taskId: string;
      runId: string;
      cause: string;
      message: string;
    }
  | { code: 'backfill_paused'; message: string }
  | { code: 'run_after'; until: number; message: string }
  | { code: 'upstream'; rule: string; done: number; total: number; waitingFor: string[]; message: string }
  | { code: 'setup'; waitingFor: string[]; message: string }
  | { code: 'mapped_over'; waitingFor: string[]; message: string }
  | { code: 'depends_on_past'; run: string | null; message: string }
  | { code: 'wait_for_downstream'; run: string; waitingFor: string[]; message: string }
  | { code: 'retry_delay'; until: number; message: string }
  | { code: 'reschedule'; until: number; message: string }
  /** `since` and `timeoutAt`: epoch ms. `pokeIntervalMs`: null where nobody has to look. */
  | { code: 'deferred'; since: number; pokeIntervalMs: number | null; timeoutAt: number | null; message: string }
  /** `since` and `until`: epoch ms; without `until` it waits for ever. `assignedUsers`: who may answer; empty: everybody. */
  | { code: 'awaiting_input'; since: number; until: number | null; assignedUsers: string[]; message: string }
  | { code: 'pool_full'; pool: string; slots: number; used: number; needed: number; message: string }
  | { code: 'pool_unknown'; pool: string; message: string }
  | { code: 'pool_too_small'; pool: string; slots: number; needed: number; message: string }
  | { code: 'max_active_tasks'; limit: number; active: number; message: string }
  | { code: 'max_active_tis_per_dag'; limit: number; active: number; message: string }
  | { code: 'max_active_tis_per_dagrun'; limit: number; active: number; message: string }
  /** `since`: epoch ms. */
  | { code: 'worker_drained'; by: string; since: number; message: string }
  | { code: 'parallelism'; limit: number; active: number; message: string }
  | { code: 'priority'; ahead: number; message: string }
  | { code: 'attempt_ending'; attemptId: string; message: string }
  | { code: 'executor'; message: string }
  /** Nobody starts anything: no server of this database is up. */
  | { code: 'no_scheduler'; message: string };

export type ReasonCode = Reason['code'];
