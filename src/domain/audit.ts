/** Who changed what: a row of the audit log, in the columns of Airflow's `log`. */
export interface AuditEntry {
  /** Airflow's name of the change: of an operation of its API, or `cli_` and a command. */
  event: string;
  /** Who asked for it. */
  owner: string;
  dagId: string | null;
  /** Null where the change makes the run: the run's own id is taken. */
  runId: string | null;
  taskId: string | null;
  mapIndex: number | null;
  tryNumber: number | null;
  /** What was asked for, as JSON, secrets masked. */
  extra: string;
}
