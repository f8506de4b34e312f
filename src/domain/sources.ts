/** The lists that tasks are mapped over: those of the DAG file, and those that tasks return. */
import type { SerializedExpand, SerializedSource } from '@aquilon/sdk/serialized';
import type { Cause } from './cause.ts';
import type { Run, TaskOfRun } from './run.ts';
import { isFinished } from './states.ts';

/** There is no list: what is mapped over it ends with it. */
export type Ends = { state: 'skipped' | 'upstream_failed'; why: Cause };
/** `unknown`: a task that returns it has not ended. */
export type Length = { elements: number } | Ends | 'unknown';

export const sourcesOf = (expand: SerializedExpand): SerializedSource[] =>
  expand.kind === 'rows' ? [expand.rows] : expand.inputs.map(({ source }) => source);

/** Ids of the tasks whose results are mapped over. */
export const tasksOf = (expand: SerializedExpand): string[] =>
  sourcesOf(expand)
    .flatMap((source) => (source.kind === 'zip' ? source.sources : [source]))
    .flatMap((source) => (source.kind === 'xcom' ? [source.taskId] : []));

export function sourceLength(run: Run, source: SerializedSource): Length {
  if (source.kind === 'value') return { elements: source.value.length };
  if (source.kind === 'zip') {
    const lengths = source.sources.map((one) => sourceLength(run, one));
    const ended = lengths.find((one) => one !== 'unknown' && 'why' in one);
    if (ended) return ended;
    if (lengths.includes('unknown')) return 'unknown';
    return { elements: Math.min(...lengths.map((one) => (one !== 'unknown' && 'elements' in one ? one.elements : 0))) };
  }
  const task = sourceTask(run, source.taskId);
  if (task?.instances.some(({ state }) => !isFinished(state))) return 'unknown';
  if (task?.node.expand) return { elements: returned(task).length };
  const [one] = task?.instances ?? [];
  if (one?.state === 'success' && one.returnedLength !== null) return { elements: one.returnedLength };
  const state = one?.state === 'failed' || one?.state === 'upstream_failed' ? 'upstream_failed' : 'skipped';
  return {
    state,
    why: { code: 'nothing_to_map_over', message: `${source.taskId} returned nothing`, task: source.taskId },
  };
}

export function sourceTask(run: Run, taskId: string): TaskOfRun | undefined {
  const node = run.graph.byId.get(taskId);
  return node && run.tasks[node.index];
}

/** The map indexes of the instances that returned something, in their order. */
export const returned = (task: TaskOfRun): number[] =>
  task.instances.flatMap((one) => (one.state === 'success' && one.returnedLength !== null ? [one.mapIndex] : []));
