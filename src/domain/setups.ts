/**
 * Setups and teardowns. Rules: Airflow documentation, "Setup and teardown", and `get_upstreams_only_setups` of its operators: a task is in the
 * scope of a setup before it when that setup has no teardown, or one of its teardowns comes after the task.
 */
import type { SerializedTask } from '@aquilon/sdk/serialized';
import { type Instance, type Run, relatedInstances } from './run.ts';
import { isFinished, type TaskState } from './states.ts';

export interface Scopes {
  /** By task number: the setups in whose scope it is. */
  readonly setups: readonly (readonly number[])[];
  /** By task number: for a setup, the tasks in its scope. */
  readonly scope: readonly (readonly number[])[];
}

const NONE: readonly number[] = [];

export function scopesOf(
  tasks: readonly SerializedTask[],
  edges: { up: readonly number[][]; down: readonly number[][] },
): Scopes {
  const setups: number[][] = [];
  const scope: number[][] = [];
  for (const [index, { role }] of tasks.entries()) {
    if (role !== 'setup') continue;
    const teardowns = (edges.down[index] ?? []).filter((down) => tasks[down]?.role === 'teardown');
    const after = reach([index], edges.down);
    const before = teardowns.length === 0 ? after : reach(teardowns, edges.up);
    const inside = [...after].filter((at) => before.has(at) && tasks[at]?.role !== 'teardown');
    scope[index] = inside;
    for (const at of inside) setups[at] = [...(setups[at] ?? []), index];
  }
  const dense = (lists: number[][]) => tasks.map((_, index) => lists[index] ?? NONE);
  return { setups: dense(setups), scope: dense(scope) };
}

/** All that can be reached from `from`, without `from` itself. */
function reach(from: readonly number[], edges: readonly (readonly number[])[]): Set<number> {
  const seen = new Set<number>();
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of edges[at] ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

/** Whether the setups of an instance have succeeded; else what becomes of it, before its trigger rule is looked at. */
export function judgeSetups(instance: Instance): 'run' | 'wait' | Extract<TaskState, 'skipped' | 'upstream_failed'> {
  let verdict: ReturnType<typeof judgeSetups> = 'run';
  for (const at of instance.node.setups) {
    for (const { state } of relatedInstances(instance, at)) {
      if (state === 'failed' || state === 'upstream_failed') return 'upstream_failed';
      if (state === 'skipped') verdict = 'skipped';
      else if (!isFinished(state) && verdict === 'run') verdict = 'wait';
    }
  }
  return verdict;
}

export const unfinishedSetups = (instance: Instance): string[] =>
  instance.node.setups
    .filter((at) => relatedInstances(instance, at).some(({ state }) => !isFinished(state)))
    .map((at) => instance.run.graph.nodes[at]?.task.taskId ?? '');

/** Cleared with `instances`: the setups that they need, and the teardowns of those. */
export function withSetups(run: Run, instances: readonly Instance[]): Instance[] {
  const all = new Set(instances);
  for (const one of instances) {
    for (const setup of one.node.setups) {
      for (const at of [setup, ...(run.graph.nodes[setup]?.downstream ?? [])]) {
        if (at !== setup && run.graph.nodes[at]?.task.role !== 'teardown') continue;
        for (const instance of relatedInstances(one, at)) all.add(instance);
      }
    }
  }
  return [...all];
}

/** The last tasks of a run, by which it succeeds or fails: teardowns do not count, unless they are to. */
export function isLeaf({ node, run }: Instance): boolean {
  const counts = (task: SerializedTask | undefined): boolean =>
    task?.role !== 'teardown' || task.onFailureFailDagrun === true;
  return counts(node.task) && !node.downstream.some((down) => counts(run.graph.nodes[down]?.task));
}
