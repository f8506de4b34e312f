/** What a sensor of another DAG finds there. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { Database } from '#db/database.ts';
import { selectRunStatesAt, selectTaskStatesAt } from '#db/queries/external-states.ts';
import { selectSerialized } from '#db/queries/task-services.ts';
import type { ExternalStates, ExternalWanted } from '#worker/services.ts';

export async function findExternalStates({ pool }: Database, wanted: ExternalWanted): Promise<ExternalStates> {
  const { dagId, logicalDate, groupId, checkExistence } = wanted;
  const dag = checkExistence || groupId !== null ? await selectSerialized(pool, dagId) : undefined;
  const taskIds = groupId === null ? wanted.taskIds : tasksOfGroup(dag, groupId);
  const missing = checkExistence ? missingOf(dag, wanted, taskIds) : null;
  if (taskIds === null) {
    const states = await selectRunStatesAt(pool, dagId, logicalDate);
    return { states, isComplete: states.length > 0, missing };
  }
  const rows = await selectTaskStatesAt(pool, dagId, logicalDate, taskIds);
  const found = new Set(rows.map((row) => row.task_id));
  const isComplete = taskIds.length > 0 && taskIds.every((taskId) => found.has(taskId));
  return { states: rows.map((row) => row.state), isComplete, missing };
}

function tasksOfGroup(dag: SerializedDag | undefined, groupId: string): string[] {
  const isInside = (group: string | null) => group === groupId || (group?.startsWith(`${groupId}.`) ?? false);
  return dag?.tasks.filter((task) => isInside(task.groupId)).map((task) => task.taskId) ?? [];
}

function missingOf(dag: SerializedDag | undefined, wanted: ExternalWanted, taskIds: string[] | null): string | null {
  if (!dag) return 'the DAG itself';
  if (wanted.groupId !== null && taskIds?.length === 0) return `the task group ${wanted.groupId}`;
  const unknown = taskIds?.find((taskId) => !dag.tasks.some((task) => task.taskId === taskId));
  return unknown === undefined ? null : `the task ${unknown}`;
}
