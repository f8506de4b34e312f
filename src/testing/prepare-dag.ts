/** A DAG of a test as the scheduler would read it, checked as when its file is loaded. */
import type { Dag } from '@aquilon/sdk/runtime';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { readDag } from '#dags/read-dag.ts';
import { checkSerialized } from '#dags/serialized-schema.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { StoredDag } from '#scheduler/store.ts';

/** As `[core] max_active_runs_per_dag` and `max_active_tasks_per_dag`. */
const ACTIVE = 16;
const OVER = new Date(0).toISOString();
/** As `[sensors] default_timeout`: a week. */
const SENSOR_TIMEOUT_MS = 604_800_000;

/** Adds the texts of template files and scripts to `files`. Throws what loading its file would: `DAG_INVALID` with all that is wrong. */
export async function prepareDag(dag: Dag, dagFile: string, files: { [path: string]: string }): Promise<StoredDag> {
  const serialized = await readDag(dag, dagFile, files);
  const checked = checkSerialized(JSON.parse(JSON.stringify(serialized)));
  if ('problem' in checked) throw new AquilonError('TEST_OPTION_INVALID', { dag: dag.dagId, reason: checked.problem });
  const whole = withSensorTimeouts(checked.dag);
  return {
    dagId: dag.dagId,
    paused: false,
    stale: false,
    maxActiveRuns: whole.maxActiveRuns ?? ACTIVE,
    maxActiveTasks: whole.maxActiveTasks ?? ACTIVE,
    versionId: `version-of-${dag.dagId}`,
    snapshotHash: dag.dagId,
    // Its schedule is over: runs are made by the test, by triggers and by events of assets.
    serialized: { ...whole, endDate: OVER },
    lastInterval: null,
    maxConsecutiveFailedRuns: 0,
    quarantine: null,
    recentRuns: [],
    runtimes: [],
  };
}

function withSensorTimeouts(dag: SerializedDag): SerializedDag {
  for (const { sensor } of dag.tasks) if (sensor?.timeoutMs === null) sensor.timeoutMs = SENSOR_TIMEOUT_MS;
  return dag;
}
