import { Type } from 'typebox';
import { findRun } from '#api/dag-runs/find-run.ts';
import { chooseInstances } from '#api/task-instances/clear.ts';
import { ClearTaskInstances } from '#api/task-instances/schemas.ts';
import {
  basisOf,
  type ChangeBody,
  changeBody,
  counted,
  effectOf,
  instanceEffect,
  type Kind,
  nothingToDo,
} from './kind.ts';

const { task_ids, include_upstream, include_downstream, only_running: No } = ClearTaskInstances.properties;
const properties = {
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  /** None: all. */
  task_ids,
  include_upstream,
  include_downstream,
  only_failed: No,
  run_on_latest_version: No,
};
type Body = ChangeBody<typeof properties>;

export const clear: Kind<Body> = {
  body: changeBody(properties),
  access: { action: 'update', resource: 'task_instance' },
  async prepare({ database }, { dag_id: dagId, dag_run_id: runId, run_on_latest_version: latest = false, ...change }) {
    const run = await findRun(database, dagId, runId);
    const chosen = await chooseInstances(database, dagId, [run], change);
    if (chosen.length === 0) throw nothingToDo(`No task of the run ${runId} is meant`);
    const tasks = chosen.map((one) => ({ taskId: one.task_id, mapIndex: one.map_index }));
    const running = chosen.filter((one) => one.state === 'running').length;
    const ends = running === 0 ? '' : `, ${counted(running, 'that runs is', 'that run are')} ended first`;
    const version = latest ? ' on the newest version of the DAG' : '';
    const summary = `${counted(chosen.length, 'task instance')} of the run ${runId} of ${dagId} run again${version}${ends}; the run is ${run.state} and goes on.`;
    return {
      command: { kind: 'clear_tasks', dagRunId: run.id, tasks, runOnLatestVersion: latest, runState: 'queued' },
      effect: effectOf(summary, { instances: chosen.map((one) => instanceEffect(one, null)) }),
      basis: { run: run.state, instances: basisOf(chosen) },
    };
  },
};
