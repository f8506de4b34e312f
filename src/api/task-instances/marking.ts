/** What a mark means: which instances, in which runs, by which commands. */
import type { Static } from 'typebox';
import { runNotFound, selectRun } from '#api/dag-runs/find-run.ts';
import type { Database } from '#db/database.ts';
import { ApiError, invalidValue, notFound } from '#http/api-error.ts';
import type { CommandResult, SetTaskNote, SetTaskState, TaskKey } from '#scheduler/commands.ts';
import { selectInstancesOfRuns } from './find-instance.ts';
import type { InstanceRow } from './instance-row.ts';
import { selectRunsAround, selectSerializedOfRun, withRelatives } from './relatives.ts';
import type { PatchTaskInstance } from './schemas.ts';
import { taskIdsOfGroup } from './task-group.ts';

type State = SetTaskState['state'];
const STATES: readonly string[] = ['success', 'failed', 'skipped'];

export type MarkBody = Static<typeof PatchTaskInstance>;

/** `mapIndex` undefined: every instance of the task. */
export type Target = { taskId: string; mapIndex: number | undefined } | { groupId: string };

export interface Mark {
  dagId: string;
  runId: string;
  target: Target;
  body: MarkBody;
  mask: readonly string[] | undefined;
}

/** Throws 422 in Airflow's words for what is no state that a person gives. */
export function checkNewState({ new_state: state }: MarkBody, place: (string | number)[]): void {
  if (state === null) throw invalidValue([...place, 'new_state'], "'new_state' should not be empty", null);
  if (state === undefined || STATES.includes(state)) return;
  const words = `'${state}' is not one of ['success', 'failed', 'skipped']`;
  throw invalidValue([...place, 'new_state'], words, state);
}

/** Whether the field is given, and no mask leaves it out. */
export const isMeant = ({ body, mask }: Mark, field: 'new_state' | 'note'): boolean =>
  body[field] !== undefined && (mask?.includes(field) ?? true);

/** `noted`: those of them that the note, where one is meant, is for. */
export function markCommands(
  mark: Mark,
  chosen: readonly InstanceRow[],
  noted: readonly InstanceRow[],
): SetTaskState[] {
  const notes = new Map(noteCommands(mark, noted).map(({ dagRunId, tasks, note }) => [dagRunId, { tasks, note }]));
  return tasksByRun(chosen).map(([dagRunId, tasks]) => {
    const state = mark.body.new_state as State;
    return { kind: 'set_task_state', dagRunId, tasks, state, taskNote: notes.get(dagRunId) };
  });
}

/** None where no note is meant. */
export function noteCommands(mark: Mark, noted: readonly InstanceRow[]): SetTaskNote[] {
  const note = mark.body.note ?? null;
  if (!isMeant(mark, 'note')) return [];
  return tasksByRun(noted).map(([dagRunId, tasks]) => ({ kind: 'set_task_note', dagRunId, tasks, note }));
}

export const tasksByRun = (instances: readonly InstanceRow[]): [number, TaskKey[]][] =>
  Map.groupBy(instances, (one) => one.dag_run_id)
    .entries()
    .map(([dagRunId, ofRun]): [number, TaskKey[]] => [dagRunId, ofRun.map(taskKeyOf)])
    .toArray();

export const taskKeyOf = (one: InstanceRow): TaskKey => ({ taskId: one.task_id, mapIndex: one.map_index });

/** Somebody else was faster, or nothing was to be done: in Airflow that is a conflict. */
export function requireChange({ target, body }: Mark, done: readonly CommandResult[]): void {
  if (done.some(({ changed }) => changed.length > 0)) return;
  const state = body.new_state ?? '';
  const thing = 'groupId' in target ? `Task group id ${target.groupId}` : `Task id ${target.taskId}`;
  const values = { thing, found: state, wanted: state };
  throw new ApiError('STATE_CONFLICT', `${thing} is already in ${state} state`, values);
}

/** The named instances, with their relatives in this run and in the runs around it where they are asked for. */
export async function chooseMarked(database: Database, mark: Mark): Promise<InstanceRow[]> {
  const { dagId, runId, target, body } = mark;
  const run = await selectRun(database, dagId, runId);
  if (!run) throw runNotFound('The DagRun', dagId, runId);
  const dag = await selectSerializedOfRun(database, run.id);
  const named = 'groupId' in target ? taskIdsOfGroup(dag, target.groupId) : [target.taskId];
  const mapIndex = 'groupId' in target ? undefined : target.mapIndex;
  const runs = await selectRunsAround(database, dagId, run, body);
  const instances = await selectInstancesOfRuns(
    database,
    runs.map((one) => one.id),
  );
  const isNamed = (one: InstanceRow) =>
    named.includes(one.task_id) && (mapIndex === undefined || one.map_index === mapIndex);
  if (!instances.some((one) => one.dag_run_id === run.id && isNamed(one))) throw notThere(mark);
  const taskIds = withRelatives(dag, named, body);
  return instances.filter((one) => (named.includes(one.task_id) ? isNamed(one) : taskIds.has(one.task_id)));
}

function notThere({ dagId, runId, target }: Mark) {
  if ('groupId' in target) {
    const words = `No task instances found for task group '${target.groupId}' in dag run '${runId}'`;
    return notFound('TASK_NOT_FOUND', words, { dag: dagId, run: runId, task: target.groupId });
  }
  const words = `Task '${target.taskId}' not found in Dag '${dagId}'`;
  return notFound('TASK_NOT_FOUND', words, { dag: dagId, run: runId, task: target.taskId });
}
