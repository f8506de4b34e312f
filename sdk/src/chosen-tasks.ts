/** What a branch names, as ids of tasks. */
import { type Dag, dagParts } from './dag.ts';
import type { Choice } from './flow.ts';
import { show } from './problems.ts';
import type { Json } from './serialized.ts';
import { isTaskRef } from './task-ref.ts';

/** The choice of a branch as ids of tasks: a group stands for its first tasks. Throws where it names what the DAG does not have. */
export function chosenTasks(dag: Dag, choice: unknown): { value: Json; tasks: string[] } {
  const { placements, groups } = dagParts(dag);
  const inGroup = (groupId: string | null, wanted: string): boolean =>
    groupId !== null && (groupId === wanted || groupId.startsWith(`${wanted}.`));
  const names = idsOf(choice as Choice, dag.dagId);
  const tasks = names.flatMap((id): string[] => {
    if (placements.some(({ taskId }) => taskId === id)) return [id];
    if (!groups.some(({ groupId }) => groupId === id)) throw unknownTarget(id, dag.dagId);
    const members = placements.filter(({ groupId }) => inGroup(groupId, id));
    const ids = new Set(members.map(({ taskId }) => taskId));
    return members.filter(({ upstream }) => ![...upstream].some((up) => ids.has(up))).map(({ taskId }) => taskId);
  });
  return { value: Array.isArray(choice) ? names : (names[0] ?? null), tasks };
}

function idsOf(choice: Choice, dagId: string): string[] {
  if (choice === null || choice === undefined) return [];
  const list = Array.isArray(choice) ? (choice as readonly unknown[]) : [choice];
  return list.map((one) => {
    if (typeof one === 'string') return one;
    if (isTaskRef(one)) return one.taskId;
    throw unknownTarget(show(one), dagId);
  });
}

/** With the code of the product's catalogue. */
function unknownTarget(what: string, dagId: string): Error {
  const message = `A branch chose ${what}, which is no task and no task group of the DAG ${dagId}.`;
  return Object.assign(new Error(message), { code: 'BRANCH_UNKNOWN' });
}
