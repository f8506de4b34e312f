/** Serialised DAGs for tests, written by hand: what the loader would have made of a DAG file. */
import type { SerializedDag, SerializedTask, SerializedTimetable } from '@aquilon/sdk/serialized';
import { namedAssets } from '#dags/named-assets.ts';
import type { Database } from '#db/database.ts';
import { writeAssetReferences } from '#db/queries/asset-store.ts';
import { hasTaskLimits } from '#domain/admission.ts';
import { isBackfillable } from '#domain/backfill.ts';
import { isPartitioned } from '#domain/partitions.ts';
import { uuidv7 } from '#support/uuid.ts';

/** Midnight. One that is a little past is not made up for: what a test finds must not depend on the hour at which it runs. */
export const DAILY: SerializedTimetable = {
  kind: 'cron',
  expression: '0 0 * * *',
  timezone: 'UTC',
  summary: '0 0 * * *',
  runImmediately: false,
};

export function task(taskId: string, upstream: string[] = [], more: Partial<SerializedTask> = {}): SerializedTask {
  return {
    taskId,
    label: taskId,
    groupId: null,
    operator: '@task',
    body: 'handler',
    options: {},
    inputs: {},
    upstream,
    downstream: [],
    owner: 'airflow',
    retries: 0,
    retryDelayMs: 0,
    retryExponentialBackoff: 0,
    maxRetryDelayMs: null,
    executionTimeoutMs: null,
    triggerRule: 'all_success',
    pool: 'default_pool',
    poolSlots: 1,
    priorityWeight: 1,
    weightRule: 'downstream',
    queue: 'default',
    isolation: 'warm',
    docMd: null,
    line: null,
    ...more,
  };
}

export function dag(dagId: string, tasks: SerializedTask[], more: Partial<SerializedDag> = {}): SerializedDag {
  for (const one of tasks) {
    one.downstream = tasks.filter((other) => other.upstream.includes(one.taskId)).map((other) => other.taskId);
  }
  return {
    format: 1,
    dagId,
    displayName: dagId,
    description: null,
    docMd: null,
    timetable: { kind: 'null', summary: null },
    timezone: 'UTC',
    startDate: null,
    endDate: null,
    catchup: null,
    maxActiveRuns: null,
    maxActiveTasks: null,
    dagrunTimeoutMs: null,
    isPausedUponCreation: null,
    tags: [],
    owners: ['airflow'],
    ownerLinks: {},
    params: {},
    defaultArgs: {},
    tasks,
    groups: [],
    ...more,
  };
}

/** Puts a DAG into the database, switched on, as the loader would. */
export async function insertDag(
  database: Database,
  serialized: SerializedDag,
  options: { paused?: boolean } = {},
): Promise<string> {
  const versionId = uuidv7();
  const hash = `test-${serialized.dagId}`;
  const { pool } = database;
  await pool.query(`insert into dag_snapshot (hash, entry, files) values ($1, $2, '{}') on conflict do nothing`, [
    hash,
    `/dags/${serialized.dagId}.ts`,
  ]);
  await pool.query(
    `insert into dag (dag_id, display_name, is_paused, bundle_name, fileloc, relative_fileloc, max_active_runs, max_active_tasks,
       max_consecutive_failed_dag_runs, current_version_id, is_backfillable, is_partitioned, has_task_concurrency_limits)
     values ($1, $1, $2, 'dags-folder', $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (dag_id) do update set current_version_id = excluded.current_version_id`,
    [
      serialized.dagId,
      options.paused ?? false,
      `/dags/${serialized.dagId}.ts`,
      `${serialized.dagId}.ts`,
      serialized.maxActiveRuns ?? 16,
      serialized.maxActiveTasks ?? 16,
      serialized.maxConsecutiveFailedDagRuns ?? 0,
      versionId,
      isBackfillable(serialized),
      isPartitioned(serialized),
      hasTaskLimits(serialized),
    ],
  );
  await pool.query(
    `insert into dag_version (id, dag_id, version_number, snapshot_hash, content_hash, serialized, bundle_name)
     values ($1, $2, (select count(*) + 1 from dag_version v where v.dag_id = $2), $3, $4, $5, 'dags-folder')`,
    [versionId, serialized.dagId, hash, versionId, JSON.stringify(serialized)],
  );
  await writeAssetReferences(pool, [serialized.dagId], namedAssets([serialized]));
  return versionId;
}
