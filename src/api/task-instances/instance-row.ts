/** From rows of `task_instance` and `task_instance_history` to Airflow's responses. */
import { sql } from 'kysely';
import type { Static } from 'typebox';
import { toVersion, type VersionColumns, versionColumns } from '#api/dag-versions/version-row.ts';
import type { TaskInstance, TaskInstanceTry } from './schemas.ts';
import { toTrigger, type WaitColumns } from './trigger.ts';

/** What a try has, the current one and those before it. */
export interface TryRow extends VersionColumns {
  dag_run_id: number;
  run_id: string;
  dag_id: string;
  task_id: string;
  map_index: number;
  state: string | null;
  try_number: number;
  max_tries: number;
  start_date: string | null;
  end_date: string | null;
  duration: number | null;
  scheduled_when: string | null;
  queued_when: string | null;
  hostname: string | null;
  unixname: string | null;
  pid: number | null;
  pool: string;
  pool_slots: number;
  queue: string;
  priority_weight: number;
  operator: string;
  error: Record<string, unknown> | null;
}

export interface InstanceRow extends TryRow, WaitColumns {
  operator: string;
  state: string | null;
  logical_date: string | null;
  run_after: string;
  note: string | null;
  rendered_fields: Record<string, unknown> | null;
  rendered_map_index: string | null;
}

const tryColumnsOf = (table: 'ti' | 'tih') => {
  const t = sql.raw(table);
  return sql`
  ${t}.dag_run_id, dag_run.run_id, ${t}.dag_id, ${t}.task_id, ${t}.map_index, ${t}.state, ${t}.try_number, ${t}.max_tries,
  ${t}.start_date, ${t}.end_date, ${t}.duration, ${t}.scheduled_when, ${t}.queued_when, ${t}.hostname, ${t}.unixname, ${t}.pid,
  ${t}.pool, ${t}.pool_slots, ${t}.queue, ${t}.priority_weight, ${t}.operator, ${t}.error, ${versionColumns}`;
};

const joinsOf = (alias: 'ti' | 'tih') => sql`
  join dag_run on dag_run.id = ${sql.raw(alias)}.dag_run_id
  left join dag_version on dag_version.id = ${sql.raw(alias)}.dag_version_id
  left join dag on dag.dag_id = ${sql.raw(alias)}.dag_id`;

/** The current tries stand under the alias `ti`, the earlier ones under `tih`. */
export const tryColumns = tryColumnsOf('ti');
export const earlierTryColumns = tryColumnsOf('tih');
export const instanceColumns = sql`ti.id, ti.wait_for, ti.waiting_since, ${tryColumns}, dag_run.logical_date, dag_run.run_after, ti.note,
  rendered.fields as rendered_fields, rendered.map_index_name as rendered_map_index`;
export const joinRendered = sql`left join rendered_task_instance rendered
    on rendered.dag_run_id = ti.dag_run_id and rendered.task_id = ti.task_id and rendered.map_index = ti.map_index`;
export const instanceJoins = sql`${joinsOf('ti')} ${joinRendered}`;
export const instanceTables = sql`task_instance ti ${instanceJoins}`;
export const earlierTryTables = sql`task_instance_history tih ${joinsOf('tih')}`;

export function toTry(row: TryRow): Static<typeof TaskInstanceTry> {
  return {
    task_id: row.task_id,
    dag_id: row.dag_id,
    dag_run_id: row.run_id,
    map_index: row.map_index,
    start_date: row.start_date,
    end_date: row.end_date,
    duration: row.duration,
    state: row.state,
    try_number: row.try_number,
    max_tries: row.max_tries,
    task_display_name: row.task_id,
    dag_display_name: row.dag_display_name ?? row.dag_id,
    hostname: row.hostname ?? '',
    unixname: row.unixname,
    pool: row.pool,
    pool_slots: row.pool_slots,
    queue: row.queue,
    priority_weight: row.priority_weight,
    operator: row.operator,
    operator_name: row.operator,
    queued_when: row.queued_when,
    scheduled_when: row.scheduled_when,
    pid: row.pid,
    executor: null,
    executor_config: '{}',
    dag_version: toVersion(row),
    error: row.error,
  };
}

export function toInstance(row: InstanceRow): Static<typeof TaskInstance> {
  return {
    id: row.id,
    ...toTry(row),
    logical_date: row.logical_date,
    run_after: row.run_after,
    note: row.note,
    // As in Airflow, an instance without a name of its own is named by its number.
    rendered_map_index: row.rendered_map_index ?? (row.map_index < 0 ? null : String(row.map_index)),
    rendered_fields: row.rendered_fields ?? {},
    trigger: toTrigger(row),
    triggerer_job: null,
  };
}

/** A collection that is no page of something larger. */
export function wholeCollection(rows: readonly InstanceRow[]) {
  return {
    task_instances: rows.map(toInstance),
    total_entries: rows.length,
    total_entries_limit: null,
    next_cursor: null,
    previous_cursor: null,
  };
}
