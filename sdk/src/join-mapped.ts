/** What mapping means for the tasks around: who is mapped with whom, who gets lists, who must return one. */
import type { DagParts, Group } from './dag.ts';
import { serializeExpansion, sourceTasks } from './mapping.ts';
import type { SerializedExpand, SerializedGroup, SerializedSource, SerializedTask } from './serialized.ts';

/** True for a group itself and for what is nested in it. */
export const isWithin = (groupId: string | null, outer: string): boolean =>
  groupId === outer || groupId?.startsWith(`${outer}.`) === true;

const where = ({ groupId, line }: Group): string => `group ${groupId}${line === null ? '' : ` (line ${line})`}`;

export function serializeGroup(group: Group, problems: string[]): SerializedGroup {
  const { groupId, parentId, label, tooltip, expansion } = group;
  const expand = expansion && serializeExpansion(expansion, (text) => problems.push(`${where(group)}: ${text}`));
  return { groupId, parentId, label, tooltip, ...(expand ? { expand } : {}) };
}

/**
 * Tells the tasks of mapped groups so. What the group is mapped over comes before its first tasks (Airflow: `MappedTaskGroup`). As there, nothing
 * in a mapped group can be mapped once more.
 */
export function joinGroups(
  tasks: readonly SerializedTask[],
  groups: readonly SerializedGroup[],
  parts: DagParts,
  problems: string[],
): void {
  for (const group of parts.groups) {
    const { groupId, expansion } = group;
    if (!expansion) continue;
    const inside = tasks.filter((task) => isWithin(task.groupId, groupId));
    if (inside.length === 0) problems.push(`${where(group)}: it is mapped and has no tasks`);
    const ids = new Set(inside.map(({ taskId }) => taskId));
    const nested = [
      ...groups.filter((one) => one.expand && one.groupId !== groupId && isWithin(one.groupId, groupId)),
      ...inside.filter((task) => task.expand),
    ].map((one) => ('taskId' in one ? `task ${one.taskId}` : `group ${one.groupId}`));
    for (const one of nested)
      problems.push(`${one} is mapped in the mapped group ${groupId}; only one of the two can be`);
    for (const source of sourceTasks(expansion)) {
      if (!tasks.some(({ taskId }) => taskId === source.taskId))
        problems.push(`${where(group)}: expand refers to task ${source.taskId} of another DAG`);
      if (ids.has(source.taskId)) problems.push(`${where(group)}: it is mapped over its own task ${source.taskId}`);
    }
    const sources = sourceTasks(expansion).map(({ taskId }) => taskId);
    for (const task of inside) {
      task.mappedGroup = groupId;
      if (!task.upstream.some((id) => ids.has(id))) task.upstream = [...new Set([...task.upstream, ...sources])];
    }
  }
}

const sourcesOf = (expand: SerializedExpand): SerializedSource[] =>
  expand.kind === 'rows' ? [expand.rows] : expand.inputs.map(({ source }) => source);

/**
 * What is mapped over must be a list. An argument that is a mapped task is the list of its results, or, in one mapped group, the result of the same
 * element.
 */
export function joinMapped(tasks: readonly SerializedTask[], groups: readonly SerializedGroup[]): void {
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const isMapped = (task: SerializedTask | undefined) => task?.expand !== undefined || task?.mappedGroup !== undefined;
  const mark = (source: SerializedSource): void => {
    if (source.kind === 'zip') for (const one of source.sources) mark(one);
    const task = source.kind === 'xcom' ? byId.get(source.taskId) : undefined;
    if (task && !isMapped(task)) task.isListed = true;
  };
  for (const { expand } of [...tasks, ...groups]) if (expand) for (const source of sourcesOf(expand)) mark(source);
  for (const { inputs, mappedGroup } of tasks) {
    for (const input of Object.values(inputs)) {
      const from = input.kind === 'xcom' ? byId.get(input.taskId) : undefined;
      if (input.kind !== 'xcom' || !isMapped(from)) continue;
      if (mappedGroup !== undefined && from?.mappedGroup === mappedGroup) input.sameElement = true;
      else input.collect = true;
    }
  }
}
