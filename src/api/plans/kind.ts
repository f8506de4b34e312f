/** What the kinds of change have in common. */
import type { Json } from '@aquilon/sdk/serialized';
import { sql } from 'kysely';
import { type Static, type TProperties, Type } from 'typebox';
import type { ParamsCheck } from '#api/dag-runs/check-params.ts';
import type { InstanceRow } from '#api/task-instances/instance-row.ts';
import type { Database } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { notFound } from '#http/api-error.ts';
import type { Access } from '#http/auth/authorize.ts';
import type { Command } from '#scheduler/commands.ts';
import type { Effect } from './schemas.ts';

export interface PlanParts {
  database: Database;
  params: ParamsCheck;
  /** epoch milliseconds */
  now: number;
}

export interface Prepared {
  command: Command;
  effect: Effect;
  /** The state that the effect rests on: where it is another, the plan is not that any more. */
  basis: Json;
}

export interface Kind<Body> {
  body: ReturnType<typeof changeBody>;
  /** The right to make such a change without a plan. */
  access: Exclude<Access, string>;
  /** Finds out what would happen, and changes nothing. Throws what the change itself would be refused with, and `PLAN_EMPTY`. */
  prepare(parts: PlanParts, change: Body): Promise<Prepared>;
}

export const changeBody = <P extends TProperties>(properties: P) =>
  Type.Object(
    { ...properties, reason: Type.Optional(Type.String({ maxLength: 1000 })) },
    { additionalProperties: false },
  );

export type ChangeBody<P extends TProperties> = Static<ReturnType<typeof changeBody<P>>>;

const MOST_TOLD = 1000;

export function effectOf(
  summary: string,
  told: { instances?: Effect['task_instances']; dates?: string[] } = {},
): Effect {
  const { instances = [], dates = [] } = told;
  return {
    summary,
    task_instances: instances.slice(0, MOST_TOLD),
    logical_dates: dates.slice(0, MOST_TOLD),
    total_entries: instances.length + dates.length,
  };
}

export const instanceEffect = (one: InstanceRow, becomes: string | null): Effect['task_instances'][number] => ({
  dag_run_id: one.run_id,
  task_id: one.task_id,
  map_index: one.map_index,
  state: one.state,
  becomes,
});

/** As they stand: another try in the same state is another state of things. */
export const basisOf = (instances: readonly InstanceRow[]): Json =>
  instances.map((one) => [one.dag_run_id, one.task_id, one.map_index, one.state, one.try_number]);

export function nothingToDo(what: string): AquilonError {
  return new AquilonError('PLAN_EMPTY', { what });
}

export interface DagFacts {
  versionId: string;
  paused: boolean;
  tasks: number;
  nextRun: string | null;
}

/** Throws `DAG_NOT_FOUND`, `DAG_STALE`. */
export async function findDagFacts({ database }: PlanParts, dagId: string): Promise<DagFacts> {
  const { rows } = await sql<DagFacts & { stale: boolean }>`
    select dag_version.id as "versionId", dag.is_paused as paused, dag.is_stale as stale,
           jsonb_array_length(dag_version.serialized -> 'tasks') as tasks, dag.next_dagrun_run_after as "nextRun"
    from dag join dag_version on dag_version.id = dag.current_version_id where dag.dag_id = ${dagId}`.execute(
    database.query,
  );
  const [row] = rows;
  if (!row) throw notFound('DAG_NOT_FOUND', `The Dag with ID: \`${dagId}\` was not found`, { dag: dagId });
  if (row.stale) throw new AquilonError('DAG_STALE', { dag: dagId });
  return row;
}

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
