/** Addresses of our own, beside Airflow's: sign-in, the structure of a DAG, what pages ask at a glance. */
import type { Schemas } from './generated.ts';
import type { WorkerOperations } from './worker-operations.ts';

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

export interface User {
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly role: string;
  readonly is_active: boolean;
  readonly created_at: string;
}

interface UserFields {
  readonly password?: string;
  readonly role?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly email?: string;
}

export interface Role {
  readonly name: string;
  readonly permissions: readonly { readonly resource: string; readonly actions: readonly string[] }[];
}

/** A package that ships with the product. */
export interface Licence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string | null;
}

/** By `section.key`, where each option was given. */
export interface ConfigOrigins {
  readonly origins: Readonly<Record<string, string>>;
}

/** What one try used of the machine; all is null where nothing was measured. */
export interface Usage {
  readonly started_at: string | null;
  readonly seconds: number | null;
  readonly cpu_seconds: number | null;
  /** 1: one processor, fully used. */
  readonly mean_cpu: number | null;
  /** bytes */
  readonly peak_memory: number | null;
  readonly points: readonly UsagePoint[];
}

export interface UsagePoint {
  /** After the start. */
  readonly seconds: number;
  readonly cpu_seconds: number;
  /** The largest since the point before, bytes. */
  readonly memory: number;
}

/** A try that has used more since it was last told. */
export interface UsedTry {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly tryNumber: number;
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

/** A part of a log by its place in the file; all places are bytes. */
export interface LogRange {
  readonly path: string;
  /** More may come. */
  readonly is_open: boolean;
  readonly size: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly lines_before?: number;
}

export interface TaskHolder {
  readonly dag_id: string;
  readonly dag_run_id: string;
  /** null: the run as a whole. */
  readonly task_id: string | null;
  readonly map_index: number | null;
  readonly state: string | null;
  readonly start_date: string | null;
}

export interface WaitReason {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly holders: readonly TaskHolder[];
  readonly holders_total: number;
}

export interface FailedTry {
  readonly try_number: number;
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  readonly location: { readonly file: string; readonly line: number; readonly name: string | null } | null;
  readonly exit_code: number | null;
  readonly signal: string | null;
  /** bytes */
  readonly peak_memory: number | null;
  readonly decided_by: string | null;
}

/** Why a task does not run, and what ended its tries. */
export interface TaskExplanation {
  readonly state: string | null;
  readonly reasons: readonly WaitReason[];
  readonly expected_start: string | null;
  readonly assumptions: readonly string[];
  readonly not_run: { readonly code: string; readonly message: string } | null;
  readonly failed_tries: readonly FailedTry[];
}

interface InstancePath {
  dag_id: string;
  dag_run_id: string;
  task_id: string;
}

/** A run as far as a bar of it needs. */
export type RunGlance = Pick<
  Schemas['DAGRunResponse'],
  'dag_id' | 'dag_run_id' | 'state' | 'run_type' | 'logical_date' | 'run_after' | 'start_date' | 'end_date' | 'duration'
>;

export interface DagSummary {
  readonly all: number;
  readonly active: number;
  readonly paused: number;
  /** Their newest run has failed. */
  readonly failed: number;
  /** They have a run that runs. */
  readonly running: number;
  readonly owners: readonly string[];
}

export interface StateCounts {
  readonly counts: readonly { readonly state: string | null; readonly count: number }[];
  readonly total: number;
  /** There are more: only the newest were counted. */
  readonly is_cut: boolean;
}

export interface Activity {
  readonly runs: StateCounts;
  readonly task_instances: StateCounts;
}

export interface Attention {
  readonly failing: readonly {
    dag_id: string;
    dag_display_name: string;
    dag_run_id: string;
    end_date: string | null;
  }[];
  readonly late: readonly { dag_id: string; dag_display_name: string; next_dagrun_run_after: string }[];
}

export interface Found {
  readonly dags: readonly { dag_id: string; dag_display_name: string; is_paused: boolean }[];
  readonly runs: readonly { dag_id: string; dag_run_id: string; state: string }[];
  readonly tasks: readonly { dag_id: string; task_id: string }[];
  readonly assets: readonly { id: number; name: string; uri: string }[];
}

/** An address that is only read. */
interface Read<Query, Answer> {
  path: object;
  query: Query;
  body: undefined;
  answer: Answer;
}

/** How many instances of a mapped task are in which state; `none` stands for no state. */
export type GridCounts = Readonly<Record<string, number>>;

/** Place of the task among `task_ids`, its state or counts, first start and last end in epoch ms. */
type GridEntry = readonly [task: number, state: string | null | GridCounts, start: number | null, end: number | null];

export interface GridRunAnswer {
  readonly dag_run_id: string;
  readonly run_type: Schemas['DagRunType'];
  readonly state: string;
  readonly logical_date: string | null;
  readonly run_after: string;
  readonly queued_at: string | null;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly has_note: boolean;
  readonly version_number: number | null;
  readonly cells: readonly GridEntry[];
}

export interface GridAnswer {
  readonly task_ids: readonly string[];
  readonly runs: readonly GridRunAnswer[];
  readonly next_before: string | null;
}

/** What became of the dates of a backfill, counted. */
export interface BackfillProgress {
  readonly backfill_id: number;
  readonly total: number;
  readonly waiting: number;
  readonly passed_over: number;
  readonly deleted: number;
  readonly runs: readonly { readonly state: string; readonly count: number }[];
}

export interface BackfillDate {
  readonly logical_date: string;
  readonly dag_run_id: string | null;
  readonly state: string | null;
  readonly exception_reason: string | null;
}

/** A day or an hour of a calendar. */
export interface CalendarSlot {
  /** `YYYY-MM-DD`, or with the hour: `YYYY-MM-DDTHH`. */
  readonly slot: string;
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly planned: number;
}

interface Calendar {
  readonly slots: readonly CalendarSlot[];
  readonly next: readonly { readonly run_after: string; readonly logical_date: string }[];
  readonly is_paused: boolean | null;
  /** Of one DAG: time zone of its schedule. */
  readonly zone: string | null;
  readonly is_cut: boolean;
}

/** The values that fit a cron expression. */
export interface CronFields {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  /** null: any. */
  readonly days: readonly number[] | null;
  readonly last_day: boolean;
  readonly nearest_weekday: number | null;
  /** 0: Sunday; null: any. */
  readonly weekdays: readonly number[] | null;
  /** `nth` 0: the last of the month. */
  readonly nth_weekdays: readonly { readonly weekday: number; readonly nth: number }[];
}

/** What a schedule would do if a DAG had it. */
export interface ScheduleTrial {
  readonly schedule: string;
  readonly zone: string;
  readonly start: string;
  readonly kind: 'cron' | 'interval' | 'once' | 'continuous' | null;
  readonly data_interval: boolean | null;
  readonly summary: string | null;
  readonly crons: readonly CronFields[];
  readonly problem: ScheduleProblem | null;
  readonly ticks: readonly {
    readonly run_after: string;
    readonly data_interval_start: string;
    readonly data_interval_end: string;
  }[];
  readonly surprises: readonly ClockSurprise[];
  readonly is_surprises_cut: boolean;
  readonly hours: readonly { readonly start: string; readonly others: number; readonly added: number }[];
  readonly is_cut: boolean;
  readonly of_dag: { readonly schedule: string; readonly zone: string } | null;
}

export interface ScheduleProblem {
  readonly kind: 'form' | 'count' | 'field' | 'never' | 'duration' | 'several' | 'zone' | 'nothing';
  readonly message: string;
  readonly field: 'minute' | 'hour' | 'day' | 'month' | 'weekday' | 'second' | null;
  /** Characters of the schedule. */
  readonly start: number;
  readonly end: number;
}

export interface ClockSurprise {
  readonly kind: 'skipped' | 'doubled' | 'shorter_interval' | 'longer_interval' | 'fewer_runs' | 'more_runs';
  readonly at: string;
  /** Wall clock, ISO 8601 without an offset. */
  readonly local: string;
  readonly message: string;
}

export interface ExtraOperations extends WorkerOperations {
  'GET /aquilon/schedule': Read<
    { schedule?: string; zone?: string; data_interval?: boolean; start?: string; hours?: number; dag_id?: string },
    ScheduleTrial
  >;
  'GET /aquilon/calendar': Read<{ month: string; zone: string; by: 'day' | 'hour'; dag_id?: string }, Calendar>;
  'GET /aquilon/backfills/progress': Read<{ ids: readonly number[] }, { backfills: BackfillProgress[] }>;
  'GET /aquilon/backfills/{backfill_id}/dates': {
    path: { backfill_id: number };
    query: { limit: number; offset: number };
    body: undefined;
    answer: { dates: BackfillDate[]; total_entries: number };
  };
  'GET /aquilon/overview/dags': Read<object, DagSummary>;
  'GET /aquilon/overview/last_runs': Read<{ dag_ids: readonly string[]; limit?: number }, { dag_runs: RunGlance[] }>;
  'GET /aquilon/overview/activity': Read<{ from: string; until: string }, Activity>;
  'GET /aquilon/overview/attention': Read<object, Attention>;
  'GET /aquilon/overview/search': Read<{ text: string }, Found>;
  'GET /auth/session': { path: object; query: object; body: undefined; answer: Session };
  'POST /auth/login': { path: object; query: object; body: { username: string; password: string }; answer: Session };
  'POST /auth/logout': { path: object; query: object; body: undefined; answer: unknown };
  'GET /ui/config': { path: object; query: object; body: undefined; answer: PageConfig };
  'GET /aquilon/config/origins': { path: object; query: object; body: undefined; answer: ConfigOrigins };
  'GET /aquilon/users': {
    path: object;
    query: { limit?: number; offset?: number; order_by?: string[]; username_pattern?: string | undefined };
    body: undefined;
    answer: { users: User[]; total_entries: number };
  };
  'POST /aquilon/users': {
    path: object;
    query: object;
    body: UserFields & { username: string; password: string; role: string };
    answer: User;
  };
  'PATCH /aquilon/users/{username}': { path: { username: string }; query: object; body: UserFields; answer: User };
  'DELETE /aquilon/users/{username}': { path: { username: string }; query: object; body: undefined; answer: unknown };
  'GET /aquilon/roles': { path: object; query: object; body: undefined; answer: { roles: Role[] } };
  /** A file of the page itself, made with it. */
  'GET /licences.json': { path: object; query: object; body: undefined; answer: { licences: Licence[] } };
  'GET /api/v2/dags/{dag_id}/structure': {
    path: { dag_id: string };
    query: { version_number?: number };
    body: undefined;
    answer: Structure;
  };
  'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{try_number}/range': {
    path: InstancePath & { try_number: number };
    query: { map_index?: number; start?: number; length?: number; count?: boolean };
    body: undefined;
    answer: LogRange;
  };
  'GET /api/v2/aquilon/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/tries/{task_try_number}/usage': {
    path: InstancePath & { task_try_number: number };
    query: { map_index?: number };
    body: undefined;
    answer: Usage;
  };
  'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/edits': {
    path: { dag_id: string; dag_run_id: string };
    query: object;
    body: undefined;
    answer: {
      readonly edits: readonly {
        readonly when: string;
        readonly user: string | null;
        readonly [change: string]: unknown;
      }[];
    };
  };
  'POST /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/rerun': {
    path: { dag_id: string; dag_run_id: string };
    query: object;
    body: {
      task_ids?: string[];
      only_failed?: boolean;
      conf?: Readonly<Record<string, unknown>>;
      version_number?: number;
    };
    answer: unknown;
  };
  'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/explanation': {
    path: InstancePath;
    query: { map_index?: number };
    body: undefined;
    answer: TaskExplanation;
  };
  'GET /api/v2/dags/{dag_id}/grid': {
    path: { dag_id: string };
    query: { limit?: number; before?: string; run_id?: string };
    body: undefined;
    answer: GridAnswer;
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
