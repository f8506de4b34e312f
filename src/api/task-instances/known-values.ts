/** Columns of task instances that have few values: a pattern is compared with each value once instead of with each row. */
import { sql } from 'kysely';
import { allOf, type Condition, matches, oneOf, startsWith } from '#api/list/conditions.ts';
import { jumpedThrough, KNOWN, valuesThatFit } from '#api/list/known-values.ts';
import type { Database } from '#db/database.ts';
import { conditionsOfRun, type InstanceFilters } from './list-instances.ts';

const PATTERNS = {
  dag_id: ['dag_id_pattern', 'dag_id_prefix_pattern'],
  task_id: ['task_display_name_pattern', 'task_display_name_prefix_pattern'],
  pool: ['pool_name_pattern', 'pool_name_prefix_pattern'],
  queue: ['queue_name_pattern', 'queue_name_prefix_pattern'],
  operator: ['operator_name_pattern', 'operator_name_prefix_pattern'],
} as const;

export type Patterned = keyof typeof PATTERNS;
/**
 * Of each column that a pattern was given for: the values that match. `versions`: the ids of the versions of the numbers asked for.
 * `runs`: the runs that fit what is asked of them and of their DAGs, where these are few.
 */
export type KnownValues = { [column in Patterned]?: string[] } & { versions?: string[]; runs?: number[] };

/** The instances of so many runs are found by the key of the table, run by run. */
const FEW_RUNS = 500;

/** Of one run there are few rows: they are compared themselves, and nothing is looked up. */
export async function knownValues(database: Database, filters: InstanceFilters): Promise<KnownValues> {
  if (filters.dagRunId !== undefined) return {};
  const known: KnownValues = {};
  for (const [column, [pattern, prefix]] of Object.entries(PATTERNS)) {
    if (!filters[pattern] && !filters[prefix]) continue;
    const values = column === 'dag_id' ? DAG_IDS : jumpedThrough('task_instance', column);
    const fits = [matches(KNOWN, filters[pattern]), startsWith(KNOWN, filters[prefix])];
    known[column as Patterned] = await valuesThatFit(database, values, fits);
  }
  if (filters.version_number?.length) known.versions = await versionIds(database, filters.version_number);
  const runs = await fewRuns(database, filters, known);
  return runs ? { ...known, runs } : known;
}

/** Undefined where nothing is asked of runs, or too many fit. */
async function fewRuns(
  database: Database,
  filters: InstanceFilters,
  known: KnownValues,
): Promise<number[] | undefined> {
  const asked = conditionsOfRun(filters);
  if (asked.every((condition) => condition === undefined)) return undefined;
  const dags: Condition[] = [filters.dagIds, known.dag_id].map((ids) => oneOf(sql`dag_run.dag_id`, ids ?? undefined));
  const { rows } = await sql<{ id: number }>`
    select dag_run.id from dag_run where ${allOf([...dags, ...asked])} limit ${FEW_RUNS + 1}::bigint`.execute(
    database.query,
  );
  return rows.length > FEW_RUNS ? undefined : rows.map(({ id }) => id);
}

/** Joined instead, a number that no DAG has makes the planner expect rows by the thousand, and read all to find none. */
async function versionIds(database: Database, numbers: readonly number[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select dag_version.id from dag_version where ${oneOf(sql`dag_version.version_number`, numbers, 'integer[]') ?? sql`true`}`.execute(
    database.query,
  );
  return rows.map(({ id }) => id);
}

/** Instances are there only of DAGs that are. */
const DAG_IDS = sql`(select dag.dag_id from dag)`;
