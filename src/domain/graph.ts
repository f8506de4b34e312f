/** A DAG as the scheduler holds it: tasks by number, edges as arrays of numbers, so that finishing a task costs its out-degree. */
import type { SerializedDag, SerializedExpand, SerializedTask } from '@aquilon/sdk/serialized';
import { scopesOf } from './setups.ts';
import { tasksOf } from './sources.ts';

export interface TaskNode {
  readonly index: number;
  readonly task: SerializedTask;
  readonly upstream: readonly number[];
  readonly downstream: readonly number[];
  /** Priority by the task's weight rule: what the queue is ordered by. */
  readonly weight: number;
  /** Of `upstream`: those whose result decides what follows. */
  readonly choosers: readonly number[];
  /** The mapped group it stands in; and whether something before it stands in the same one: then each of its instances waits for its own element. */
  readonly group: MappedGroup | null;
  readonly isInner: boolean;
  /** How it is expanded, by itself or with its group. */
  readonly expand: SerializedExpand | undefined;
  /** The setups in whose scope it is. */
  readonly setups: readonly number[];
  /** Not directly after it, and to be looked at when it ends: what is in its scope, and what stands in a group that is mapped over it. */
  readonly listeners: readonly number[];
}

/** A task group that is expanded as a whole. */
export interface MappedGroup {
  readonly expand: SerializedExpand;
  /** Task numbers. */
  readonly members: readonly number[];
}

export interface Graph {
  readonly dag: SerializedDag;
  readonly nodes: readonly TaskNode[];
  /** Those that depend on the run before. */
  readonly askPast: readonly TaskNode[];
  readonly byId: ReadonlyMap<string, TaskNode>;
}

/** Builds the graph of a DAG that the loader has checked: ids are unique, edges are known, there is no cycle. */
export function buildGraph(dag: SerializedDag): Graph {
  const indexOf = new Map(dag.tasks.map((task, index) => [task.taskId, index]));
  const numbers = (ids: readonly string[]) => ids.map((id) => indexOf.get(id)).filter((index) => index !== undefined);
  const upstream = dag.tasks.map((task) => numbers(task.upstream));
  const downstream: number[][] = dag.tasks.map(() => []);
  for (const [index, ups] of upstream.entries()) for (const up of ups) downstream[up]?.push(index);
  const weights = priorityWeights(dag.tasks, upstream, downstream);
  const { setups, scope } = scopesOf(dag.tasks, { up: upstream, down: downstream });
  const groups = mappedGroups(dag);
  const mappedOver = (taskId: string) =>
    [...groups.values()].flatMap(({ expand, members }) => (tasksOf(expand).includes(taskId) ? members : []));
  const groupOf = (index: number) => groups.get(dag.tasks[index]?.mappedGroup ?? '') ?? null;
  const nodes = dag.tasks.map((task, index) => ({
    index,
    task,
    group: groupOf(index),
    isInner: [...(upstream[index] ?? []), ...(setups[index] ?? [])].some(
      (other) => groupOf(other) !== null && groupOf(other) === groupOf(index),
    ),
    expand: task.expand ?? groupOf(index)?.expand,
    upstream: upstream[index] ?? [],
    downstream: downstream[index] ?? [],
    weight: weights[index] ?? task.priorityWeight,
    choosers: (upstream[index] ?? []).filter((up) => isChooser(dag.tasks[up])),
    setups: setups[index] ?? [],
    listeners: [...new Set([...(scope[index] ?? []), ...mappedOver(task.taskId)])],
  }));
  const askPast = nodes.filter(({ task }) => task.dependsOnPast === true);
  return { dag, nodes, askPast, byId: new Map(nodes.map((node) => [node.task.taskId, node])) };
}

function mappedGroups({ groups, tasks }: SerializedDag): Map<string, MappedGroup> {
  const mapped = groups.flatMap(({ groupId, expand }): [string, MappedGroup][] => {
    const members = tasks.flatMap((task, index) => (task.mappedGroup === groupId ? [index] : []));
    return expand ? [[groupId, { expand, members }]] : [];
  });
  return new Map(mapped);
}

const isChooser = (task: SerializedTask | undefined): boolean =>
  task !== undefined && (task.decision !== undefined || task.body === 'latest_only');

const MOST_WEIGHT = 2_147_483_647;
const LEAST_WEIGHT = -2_147_483_648;

/** Above this much work the relatives of every task are not counted: the weight is the task's own. */
const RELATIVES_WORK_LIMIT = 20_000_000;

/**
 * `downstream`: own weight and those of all descendants; `upstream`: of all ancestors; `absolute`: own alone
 * (Airflow documentation, "Priority Weights"), within the range of a 32-bit integer, as there. Counting relatives is quadratic: beyond a few
 * thousand tasks all count as absolute.
 */
function priorityWeights(
  tasks: readonly SerializedTask[],
  upstream: readonly (readonly number[])[],
  downstream: readonly (readonly number[])[],
): number[] {
  const edges = upstream.reduce((sum, list) => sum + list.length, 0);
  if (tasks.length * (tasks.length + edges) > RELATIVES_WORK_LIMIT) return tasks.map((task) => task.priorityWeight);
  const seenAt = new Int32Array(tasks.length).fill(-1);
  return tasks.map((task, start) => {
    if (task.weightRule === 'absolute') return task.priorityWeight;
    const edgesOf = task.weightRule === 'downstream' ? downstream : upstream;
    let sum = 0;
    const stack = [start];
    seenAt[start] = start;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      sum += tasks[at]?.priorityWeight ?? 0;
      for (const next of edgesOf[at] ?? []) {
        if (seenAt[next] === start) continue;
        seenAt[next] = start;
        stack.push(next);
      }
    }
    return Math.max(LEAST_WEIGHT, Math.min(MOST_WEIGHT, sum));
  });
}
