import type { SerializedDag } from '@aquilon/sdk/serialized';
import { notFound } from '#http/api-error.ts';

/** The tasks of a group and of the groups in it. Throws 404 for a group that is none. */
export function taskIdsOfGroup(dag: SerializedDag | null, groupId: string): string[] {
  const groups = new Map((dag?.groups ?? []).map((group) => [group.groupId, group.parentId]));
  if (!dag || !groups.has(groupId)) throw notFound('NOT_FOUND', `Task group ${groupId} not found`);
  const isInside = (id: string | null): boolean => {
    for (let at = id; at !== null; at = groups.get(at) ?? null) if (at === groupId) return true;
    return false;
  };
  return dag.tasks.filter((task) => isInside(task.groupId)).map((task) => task.taskId);
}
