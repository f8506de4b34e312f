/** Which element of the lists that a task is mapped over is whose. */
import type { Json, SerializedExpand, SerializedSource } from '@aquilon/sdk/serialized';
import { type Instance, type Run, type TaskOfRun, taskOf } from './run.ts';
import { returned, sourceLength, sourcesOf, sourceTask, tasksOf } from './sources.ts';

/** Where one element comes from. */
export type Pick =
  | { kind: 'value'; value: Json }
  /** The element `index` of the list that the task returned. */
  | { kind: 'element'; taskId: string; index: number }
  /** What the instance of a mapped task returned. */
  | { kind: 'instance'; taskId: string; mapIndex: number }
  /** Of an element that is an object: one of its values. */
  | { kind: 'field'; of: Pick; name: string }
  | { kind: 'tuple'; items: Pick[] };

/** The mapped arguments of one instance: by name, or one object of all. */
export type MappedInputs = { kind: 'product'; inputs: { [name: string]: Pick } } | { kind: 'rows'; row: Pick };

/** What all instances of a mapped task need to find their elements: found once, not once an instance. */
interface Elements {
  lengths: number[];
  returned: Map<string, number[]>;
}
const elementsOf = new WeakMap<TaskOfRun, Elements>();

export const forgetElements = (task: TaskOfRun): void => void elementsOf.delete(task);

/** Where the mapped arguments of an instance come from; undefined where the task is not mapped. */
export function mappedInputs(instance: Instance): MappedInputs | undefined {
  const mapped = elementsFor(instance);
  const { node } = instance;
  if (!mapped || !node.group) return mapped;
  const ofGroup = (name: string): Pick | undefined =>
    mapped.kind === 'product' ? mapped.inputs[name] : { kind: 'field', of: mapped.row, name };
  const inputs = Object.entries(node.task.inputs).flatMap(([name, input]): [string, Pick][] => {
    const pick = input.kind === 'element' ? ofGroup(input.name) : undefined;
    return pick ? [[name, pick]] : [];
  });
  return { kind: 'product', inputs: Object.fromEntries(inputs) };
}

/** The elements of an instance, by the names that `expand` gave them. */
function elementsFor(instance: Instance): MappedInputs | undefined {
  const { expand } = instance.node;
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
    return found !== 'unknown' && 'elements' in found ? Math.max(1, found.elements) : 1;
  });
  const mapped = tasksOf(expand).flatMap((taskId) => {
    const task = sourceTask(run, taskId);
    return task?.node.expand ? [[taskId, returned(task)] as const] : [];
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
