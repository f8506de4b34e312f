/** Addresses of our own, beside Airflow's: sign-in, the structure of a DAG. */
export interface Session {
  readonly username: string;
  readonly role: string;
  readonly csrf_token: string;
}

/** What the page has to know of the configuration of the server. */
export interface PageConfig {
  readonly test_connection: 'enabled' | 'disabled' | 'hidden';
  /** Whether the configuration is shown to those who run the installation. */
  readonly expose_config: boolean;
}

export interface StructureNode {
  readonly id: string;
  readonly label: string;
  readonly operator: string;
  readonly group_id: string | null;
  readonly trigger_rule: string;
  readonly role: 'setup' | 'teardown' | null;
  readonly is_mapped: boolean;
}

export interface StructureGroup {
  readonly id: string;
  readonly parent_id: string | null;
  readonly label: string;
  readonly is_mapped: boolean;
}

export interface Structure {
  readonly nodes: readonly StructureNode[];
  readonly edges: readonly { readonly source: string; readonly target: string; readonly label: string | null }[];
  readonly groups: readonly StructureGroup[];
}

export interface ExtraOperations {
  'GET /auth/session': { path: object; query: object; body: undefined; answer: Session };
  'POST /auth/login': { path: object; query: object; body: { username: string; password: string }; answer: Session };
  'POST /auth/logout': { path: object; query: object; body: undefined; answer: unknown };
  'GET /ui/config': { path: object; query: object; body: undefined; answer: PageConfig };
  'GET /api/v2/dags/{dag_id}/structure': {
    path: { dag_id: string };
    query: { version_number?: number };
    body: undefined;
    answer: Structure;
  };
}

/** Why an attempt did not succeed: a field of our own on task instances and their tries. */
export interface TaskError {
  readonly code?: string;
  readonly message?: string;
  readonly stack?: string;
}

/** Why the scheduler switched a DAG off: a field of our own on DAGs. */
export interface Quarantine {
  readonly since: string;
  readonly crashes: number;
  readonly task_id: string;
  readonly dag_run_id: string;
  readonly code: string;
}

/** A committed change, as the stream of the server sends it. */
export interface StateEvent {
  readonly seq: number;
  /** epoch ms */
  readonly at: number;
  readonly kind: 'task' | 'run' | 'dag';
  readonly dagId: string;
  readonly runId: string | null;
  readonly taskId: string | null;
  readonly mapIndex: number | null;
  readonly tryNumber: number | null;
  readonly from: string | null;
  readonly to: string | null;
}
