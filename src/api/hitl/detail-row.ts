/** From rows of `hitl_detail`, beside those of their attempts, to Airflow's responses. */
import { type SqlBool, sql } from 'kysely';
import type { Static } from 'typebox';
import type { InstanceKey } from '#api/task-instances/find-instance.ts';
import {
  earlierTryColumns,
  earlierTryTables,
  type InstanceRow,
  instanceColumns,
  instanceJoins,
  instanceTables,
  type TryRow,
  toInstance,
  toTry,
} from '#api/task-instances/instance-row.ts';
import type { Database } from '#db/database.ts';
import type { Person } from '#domain/question.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { notFound } from '#http/api-error.ts';
import type { HitlDetail, HitlDetailOfTry } from './schemas.ts';

export interface DetailColumns {
  attempt_id: string;
  /** Null: the attempt has asked nobody. */
  hitl_subject: string | null;
  hitl_body: string | null;
  hitl_options: string[];
  hitl_defaults: string[] | null;
  hitl_multiple: boolean;
  hitl_params: Record<string, unknown>;
  hitl_assigned_users: Person[];
  hitl_created_at: string;
  hitl_responded_at: string | null;
  hitl_chosen_options: string[] | null;
  hitl_params_input: Record<string, unknown> | null;
  hitl_user_id: string | null;
  hitl_user_name: string | null;
}

const detailColumns = sql`hitl.subject as hitl_subject, hitl.body as hitl_body, hitl.options as hitl_options, hitl.defaults as hitl_defaults,
  hitl.multiple as hitl_multiple, hitl.params as hitl_params, hitl.assigned_users as hitl_assigned_users, hitl.created_at as hitl_created_at,
  hitl.responded_at as hitl_responded_at, hitl.chosen_options as hitl_chosen_options, hitl.params_input as hitl_params_input,
  hitl.responded_by_user_id as hitl_user_id, hitl.responded_by_user_name as hitl_user_name`;

/** What a cleared instance has asked belongs to the try before: its row keeps the id until the next try begins. */
export const isCurrent = sql<SqlBool>`not exists (select from task_instance_history tih where tih.id = hitl.ti_id)`;

/** Questions, under the alias `hitl` beside `ti`: those of current tries where `isCurrent` holds. */
export const detailedColumns = sql`ti.id as attempt_id, ${instanceColumns}, ${detailColumns}`;
export const detailJoins = sql`join task_instance ti on ti.id = hitl.ti_id ${instanceJoins}`;

export type DetailedInstance = InstanceRow & DetailColumns;
type DetailedTry = TryRow & DetailColumns;

/** Of the current try. Throws 404 in Airflow's words. */
export async function findDetail(database: Database, key: InstanceKey): Promise<DetailedInstance> {
  const { rows } = await sql<DetailedInstance>`
    select ${detailedColumns} from ${instanceTables} left join hitl_detail hitl on hitl.ti_id = ti.id and ${isCurrent}
    where ${isNamed(key, 'ti')}`.execute(database.query);
  return asked(rows[0], key);
}

/** Of one try. Throws 404 in Airflow's words. */
export async function findDetailOfTry(database: Database, key: InstanceKey, tryNumber: number): Promise<DetailedTry> {
  const { rows } = await sql<DetailedTry>`
    select tih.id as attempt_id, ${earlierTryColumns}, ${detailColumns} from ${earlierTryTables}
    left join hitl_detail hitl on hitl.ti_id = tih.id
    where ${isNamed(key, 'tih')} and tih.try_number = ${tryNumber}::integer`.execute(database.query);
  if (rows[0]) return asked(rows[0], key);
  const current = await findDetail(database, key);
  return current.try_number === tryNumber ? current : asked<DetailedTry>(undefined, key);
}

const isNamed = (
  key: InstanceKey,
  alias: 'ti' | 'tih',
) => sql`dag_run.dag_id = ${key.dagId} and dag_run.run_id = ${key.runId}
  and ${sql.raw(alias)}.task_id = ${key.taskId} and ${sql.raw(alias)}.map_index = ${key.mapIndex}::integer`;

function asked<Row extends DetailColumns>(row: Row | undefined, { dagId, runId, taskId, mapIndex }: InstanceKey): Row {
  if (row) {
    if (row.hitl_subject === null) throw new AquilonError('HITL_NOT_FOUND', { id: row.attempt_id });
    return row;
  }
  const words = `The Task Instance with dag_id: \`${dagId}\`, run_id: \`${runId}\`, task_id: \`${taskId}\` and map_index: \`${mapIndex}\` was not found`;
  throw notFound('TASK_NOT_FOUND', words, { dag: dagId, run: runId, task: taskId });
}

export const toDetail = (row: DetailedInstance): Static<typeof HitlDetail> => ({
  ...fieldsOf(row),
  task_instance: toInstance(row),
});

export const toDetailOfTry = (row: DetailedTry): Static<typeof HitlDetailOfTry> => ({
  ...fieldsOf(row),
  task_instance: toTry(row),
});

function fieldsOf(row: DetailColumns) {
  return {
    options: row.hitl_options,
    subject: row.hitl_subject ?? '',
    body: row.hitl_body,
    defaults: row.hitl_defaults,
    multiple: row.hitl_multiple,
    params: row.hitl_params,
    assigned_users: row.hitl_assigned_users,
    created_at: row.hitl_created_at,
    responded_by_user: responderOf(row),
    responded_at: row.hitl_responded_at,
    chosen_options: row.hitl_chosen_options,
    params_input: row.hitl_params_input ?? {},
    response_received: row.hitl_responded_at !== null,
  };
}

export const responderOf = ({ hitl_user_id: id, hitl_user_name: name }: DetailColumns): Person | null =>
  id === null ? null : { id, name: name ?? id };
