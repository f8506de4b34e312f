import { Type } from 'typebox';
import { findRun } from '#api/dag-runs/find-run.ts';
import { selectInstancesOfRuns } from '#api/task-instances/find-instance.ts';
import { chooseMarked } from '#api/task-instances/marking.ts';
import { PatchTaskInstance } from '#api/task-instances/schemas.ts';
import { isFinished, type MaybeTaskState } from '#domain/states.ts';
import { invalidValue } from '#http/api-error.ts';
import {
  basisOf,
  type ChangeBody,
  changeBody,
  counted,
  effectOf,
  instanceEffect,
  type Kind,
  nothingToDo,
  type PlanParts,
  type Prepared,
} from './kind.ts';

const { include_upstream, include_downstream } = PatchTaskInstance.properties;
const properties = {
  dag_id: Type.String(),
  dag_run_id: Type.String(),
  /** None: the run as a whole. */
  task_id: Type.Optional(Type.String()),
  /** None: every instance of the task. */
  map_index: Type.Optional(Type.Integer({ minimum: -1 })),
  new_state: Type.Enum(['success', 'failed', 'skipped']),
  include_upstream,
  include_downstream,
};
type Body = ChangeBody<typeof properties>;

export const mark: Kind<Body> = {
  body: changeBody(properties),
  access: { action: 'update', resource: 'task_instance' },
  prepare: (parts, change) =>
    change.task_id === undefined ? markRun(parts, change) : markTask(parts, change, change.task_id),
};

async function markTask({ database }: PlanParts, change: Body, taskId: string): Promise<Prepared> {
  const { dag_id: dagId, dag_run_id: runId, map_index: mapIndex, new_state: state } = change;
  const chosen = (
    await chooseMarked(database, { dagId, runId, target: { taskId, mapIndex }, body: change, mask: undefined })
  ).filter((one) => one.state !== state);
  const [first] = chosen;
  if (!first) throw nothingToDo(`The task ${taskId} of the run ${runId} is ${state} already`);
  const tasks = chosen.map((one) => ({ taskId: one.task_id, mapIndex: one.map_index }));
  return {
    command: { kind: 'set_task_state', dagRunId: first.dag_run_id, tasks, state },
    effect: effectOf(
      `${counted(chosen.length, 'task instance')} of the run ${runId} of ${dagId} marked ${state}; what runs of it is ended.`,
      {
        instances: chosen.map((one) => instanceEffect(one, state)),
      },
    ),
    basis: basisOf(chosen),
  };
}

async function markRun({ database }: PlanParts, change: Body): Promise<Prepared> {
  const { dag_id: dagId, dag_run_id: runId, new_state: state } = change;
  if (state === 'skipped') throw invalidValue(['body', 'new_state'], 'a run is marked success or failed', state);
  const run = await findRun(database, dagId, runId);
  if (run.state === state) throw nothingToDo(`The run ${runId} is ${state} already`);
  const open = (await selectInstancesOfRuns(database, [run.id])).filter(
    (one) => !isFinished(one.state as MaybeTaskState),
  );
  const summary = `The run ${runId} of ${dagId} is marked ${state}, now ${run.state}; ${counted(open.length, 'task instance')} of it that have not ended are ended.`;
  return {
    command: { kind: 'set_run_state', dagRunId: run.id, state },
    effect: effectOf(summary, { instances: open.map((one) => instanceEffect(one, 'ended')) }),
    basis: { run: run.state, instances: basisOf(open) },
  };
}
