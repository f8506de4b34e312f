/** A DAG as the scheduler holds it: tasks by number, edges as arrays of numbers, so that finishing a task costs its out-degree. */
import type { SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import { scopesOf } from './setups.ts';

export interface TaskNode {
  readonly index: number;
  readonly task: SerializedTask;
  readonly upstream: readonly number[];
  readonly downstream: readonly number[];
  /** Priority by the task's weight rule: what the queue is ordered by. */
  readonly weight: number;
  /** Of `upstream`: those whose result decides what follows. */
  readonly choosers: readonly number[];
  /** The setups in whose scope it is; and, for a setup, the tasks in its scope. */
  readonly setups: readonly number[];
  readonly scope: readonly number[];
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
  const nodes = dag.tasks.map((task, index) => ({
    index,
    task,
    upstream: upstream[index] ?? [],
    downstream: downstream[index] ?? [],
    weight: weights[index] ?? task.priorityWeight,
    choosers: (upstream[index] ?? []).filter((up) => isChooser(dag.tasks[up])),
    setups: setups[index] ?? [],
    scope: scope[index] ?? [],
  }));
  const askPast = nodes.filter(({ task }) => task.dependsOnPast === true);
  return { dag, nodes, askPast, byId: new Map(nodes.map((node) => [node.task.taskId, node])) };
}

const isChooser = (task: SerializedTask | undefined): boolean =>
  task !== undefined && (task.decision !== undefined || task.body === 'latest_only');

/** Above this much work the relatives of every task are not counted: the weight is the task's own. */
const RELATIVES_WORK_LIMIT = 20_000_000;

/**
 * `downstream`: own weight and those of all descendants; `upstream`: of all ancestors; `absolute`: own alone
 * (Airflow documentation, "Priority weights"). Counting relatives is quadratic: beyond a few thousand tasks all count as absolute.
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
    return sum;
  });
}
