/**
 * Dynamic task mapping: how many instances a mapped task has, and which element is whose. Rules: Airflow documentation, "Dynamic Task Mapping":
 * several lists are combined, the last one changing fastest; an empty list skips the task; a list that is gone with a skipped or failed task takes
 * the mapped task with it; instances that a shorter list has no element for are `removed`.
 */
import type { Json, SerializedExpand, SerializedSource } from '@aquilon/sdk/serialized';
import type { Cause } from './cause.ts';
import { type Instance, newInstance, type Run, type TaskOfRun, taskOf } from './run.ts';
import { become, type Moves } from './transitions.ts';

/** Where one element comes from. */
export type Pick =
  | { kind: 'value'; value: Json }
  /** The element `index` of the list that the task returned. */
  | { kind: 'element'; taskId: string; index: number }
  /** What the instance of a mapped task returned. */
  | { kind: 'instance'; taskId: string; mapIndex: number }
  | { kind: 'tuple'; items: Pick[] };

/** The mapped arguments of one instance: by name, or one object of all. */
export type MappedInputs = { kind: 'product'; inputs: { [name: string]: Pick } } | { kind: 'rows'; row: Pick };

type Ends = { state: 'skipped' | 'upstream_failed'; why: Cause };
type Length = { length: number } | Ends;

/**
 * Gives the task as many instances as its lists have elements. Undefined: they stand; else how the task ends without any. An expansion that stood
 * already is made anew when nothing is decided about any of its instances, as after a clear.
 */
export function expandTask(task: TaskOfRun, at: number, out: Moves): Ends | undefined {
  const { expand, taskId } = task.node.task;
  const [first] = task.instances;
  if (!expand || !first || task.instances.some(({ state }) => state !== null && state !== 'removed')) return undefined;
  const found = lengthOf(first.run, expand);
  if ('state' in found) return found;
  if (found.length === 0) {
    return {
      state: 'skipped',
      why: { code: 'mapped_over_nothing', message: `${taskId} is mapped over an empty list` },
    };
  }
  fit(task, first, found.length, at, out);
  return undefined;
}

function fit(task: TaskOfRun, first: Instance, length: number, at: number, out: Moves): void {
  const { run, node } = first;
  elementsOf.delete(task);
  const isNew = first.mapIndex < 0;
  if (!isNew && task.instances.length === length) return;
  const kept = isNew ? [] : task.instances;
  const added = Array.from({ length: Math.max(0, length - kept.length) }, (_, at) =>
    newInstance(run, node, task.counts, kept.length + at, out.newId()),
  );
  if (isNew) out.gone.push(first);
  out.added.push(...added);
  task.instances = [...kept, ...added];
  const why = { code: 'mapped_over_less', message: `${node.task.taskId} is mapped over ${length} elements now` };
  const less = kept.slice(length).filter(({ state }) => state === null);
  const again = kept.slice(0, length).filter(({ state }) => state === 'removed');
  for (const one of less) become(one, 'removed', at, why, out);
  for (const one of again) become(one, null, at, why, out);
  const grown = task.instances.length - (isNew ? 1 : kept.length);
  run.unfinished += grown;
  for (const down of node.downstream) {
    const next = run.tasks[down];
    if (!next) continue;
    next.told = null;
    next.counts.total += grown;
    if (node.task.role === 'setup') next.counts.setupTotal += grown;
    next.counts.removed += less.length - again.length;
  }
}

const sourcesOf = (expand: SerializedExpand): SerializedSource[] =>
  expand.kind === 'rows' ? [expand.rows] : expand.inputs.map(({ source }) => source);

function lengthOf(run: Run, expand: SerializedExpand): Length {
  const sources = sourcesOf(expand);
  let product = 1;
  for (const source of sources) {
    const found = sourceLength(run, source);
    if ('state' in found) return found;
    product *= found.length;
  }
  return { length: product };
}

function sourceLength(run: Run, source: SerializedSource): Length {
  if (source.kind === 'value') return { length: source.value.length };
  if (source.kind === 'zip') {
    const lengths = source.sources.map((one) => sourceLength(run, one));
    const ended = lengths.find((one) => 'state' in one);
    return ended ?? { length: Math.min(...lengths.map((one) => ('length' in one ? one.length : 0))) };
  }
  const task = sourceTask(run, source.taskId);
  if (task?.node.task.expand) return { length: returned(task).length };
  const [one] = task?.instances ?? [];
  if (one?.state === 'success' && one.returnedLength !== null) return { length: one.returnedLength };
  const state = one?.state === 'failed' || one?.state === 'upstream_failed' ? 'upstream_failed' : 'skipped';
  return {
    state,
    why: { code: 'nothing_to_map_over', message: `${source.taskId} returned nothing`, task: source.taskId },
  };
}

function sourceTask(run: Run, taskId: string): TaskOfRun | undefined {
  const node = run.graph.byId.get(taskId);
  return node && run.tasks[node.index];
}

/** The map indexes of the instances that returned something, in their order. */
const returned = (task: TaskOfRun): number[] =>
  task.instances.flatMap((one) => (one.state === 'success' && one.returnedLength !== null ? [one.mapIndex] : []));

/** What all instances of a mapped task need to find their elements: found once, not once an instance. */
interface Elements {
  lengths: number[];
  returned: Map<string, number[]>;
}
const elementsOf = new WeakMap<TaskOfRun, Elements>();

/** Where the mapped arguments of an instance come from; undefined where the task is not mapped. */
export function mappedInputs(instance: Instance): MappedInputs | undefined {
  const { expand } = instance.node.task;
  if (!expand || instance.mapIndex < 0) return undefined;
  const task = taskOf(instance);
  const { run, mapIndex } = instance;
  const elements = elementsOf.get(task) ?? findElements(run, expand);
  elementsOf.set(task, elements);
  const pick = (source: SerializedSource, index: number): Pick => pickOf(elements, source, index);
  if (expand.kind === 'rows') return { kind: 'rows', row: pick(expand.rows, mapIndex) };
  let rest = mapIndex;
  const inputs = expand.inputs
    .map(({ name, source }, at) => ({ name, source, length: elements.lengths[at] ?? 1 }))
    .toReversed()
    .map(({ name, source, length }): [string, Pick] => {
      const index = rest % length;
      rest = Math.floor(rest / length);
      return [name, pick(source, index)];
    });
  return { kind: 'product', inputs: Object.fromEntries(inputs.toReversed()) };
}

function findElements(run: Run, expand: SerializedExpand): Elements {
  const sources = sourcesOf(expand);
  const lengths = sources.map((source) => {
    const found = sourceLength(run, source);
    return 'length' in found ? Math.max(1, found.length) : 1;
  });
  const mapped = sources
    .flatMap((source) => (source.kind === 'zip' ? source.sources : [source]))
    .flatMap((source) => {
      const task = source.kind === 'xcom' ? sourceTask(run, source.taskId) : undefined;
      return task?.node.task.expand ? [[task.node.task.taskId, returned(task)] as const] : [];
    });
  return { lengths, returned: new Map(mapped) };
}

function pickOf(elements: Elements, source: SerializedSource, index: number): Pick {
  if (source.kind === 'value') return { kind: 'value', value: source.value[index] ?? null };
  if (source.kind === 'zip') return { kind: 'tuple', items: source.sources.map((one) => pickOf(elements, one, index)) };
  const indexes = elements.returned.get(source.taskId);
  if (indexes) return { kind: 'instance', taskId: source.taskId, mapIndex: indexes[index] ?? -1 };
  return { kind: 'element', taskId: source.taskId, index };
}

/** Of a mapped task, `-1` names all instances; of another its only one. */
export function findInstances(run: Run, taskId: string, mapIndex: number): Instance[] {
  const node = run.graph.byId.get(taskId);
  const instances = (node && run.tasks[node.index]?.instances) ?? [];
  if (mapIndex < 0 && node?.task.expand) return [...instances];
  return instances.filter((one) => one.mapIndex === mapIndex);
}
