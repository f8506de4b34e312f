/**
 * Dynamic task mapping: how many instances a mapped task has. Rules: Airflow documentation, "Dynamic Task Mapping":
 * several lists are combined, the last one changing fastest; an empty list skips the task; a list that is gone with a skipped or failed task takes
 * the mapped task with it; instances that a shorter list has no element for are `removed`.
 */
import type { SerializedExpand } from '@aquilon/sdk/serialized';
import { forgetElements } from './picks.ts';
import { countUpstreams, type Instance, isSplit, newInstance, type Run, type TaskOfRun, taskOf } from './run.ts';
import { type Ends, type Length, sourceLength, sourcesOf, sourceTask, tasksOf } from './sources.ts';
import { isFinished } from './states.ts';
import { become, type Moves } from './transitions.ts';
import { noUpstreams } from './trigger-rules.ts';

/**
 * Gives the task as many instances as its lists have elements, and with it all tasks of its mapped group. `stands`: nothing to do; `expanded`: it has
 * them now; `unknown`: what it is mapped over has not ended; else how the task ends without any. An expansion that stood already is made anew when
 * nothing is decided about any of its instances, as after a clear.
 */
export function expandTask(task: TaskOfRun, at: number, out: Moves): Ends | 'stands' | 'expanded' | 'unknown' {
  const { expand } = task.node;
  const [first] = task.instances;
  if (!expand || !first) return 'stands';
  const { run } = first;
  // What a person has marked before it was expanded stays as it is.
  const all = mappedTogether(run, task).filter((one) => isExpanded(one) || one.decided === 0);
  const standing = all.find(isStanding);
  if (!all.includes(task) || (standing && isExpanded(task))) return 'stands';
  for (const one of all) forgetElements(one);
  const found = standing ? { elements: lengthNow(standing) } : lengthOf(run, expand);
  if (found === 'unknown' || 'why' in found) return found;
  const length = found.elements;
  if (length === 0) {
    const message = `${task.node.task.taskId} is mapped over an empty list`;
    return { state: 'skipped', why: { code: 'mapped_over_nothing', message } };
  }
  if (all.every((one) => isExpanded(one) && lengthNow(one) === length)) return 'stands';
  const moved = standing ? all.filter((one) => !isExpanded(one)) : all;
  for (const one of moved) fit(run, one, length, at, out);
  for (const one of moved) if (isSplit(one)) countUpstreams(one);
  return 'expanded';
}

/** The task itself, or all of its mapped group. */
const mappedTogether = (run: Run, task: TaskOfRun): TaskOfRun[] =>
  task.node.group?.members.flatMap((member) => run.tasks[member] ?? []) ?? [task];

const isExpanded = ({ instances: [first] }: TaskOfRun): boolean => first !== undefined && first.mapIndex >= 0;
const isStanding = (task: TaskOfRun): boolean => isExpanded(task) && task.decided > 0;
const lengthNow = ({ instances, removed }: TaskOfRun): number => instances.length - removed;

function fit(run: Run, task: TaskOfRun, length: number, at: number, out: Moves): void {
  const { node, instances } = task;
  const isNew = !isExpanded(task);
  const kept = isNew ? [] : instances;
  const added = Array.from({ length: Math.max(0, length - kept.length) }, (_, at) =>
    newInstance(run, node, node.isInner ? noUpstreams() : task.counts, kept.length + at, out.newId()),
  );
  if (isNew) out.gone.push(...instances);
  for (const one of added) out.added.push(one);
  task.instances = [...kept, ...added];
  task.told = null;
  const grown = task.instances.length - instances.length;
  run.unfinished += grown;
  for (const down of node.downstream) {
    const next = run.tasks[down];
    // Of the same mapped group: it is counted anew.
    if (!next || (isSplit(next) && next.node.group === node.group)) continue;
    next.told = null;
    for (const counts of isSplit(next) ? next.instances.map((one) => one.counts) : [next.counts]) {
      counts.total += grown;
      if (node.task.role === 'setup') counts.setupTotal += grown;
    }
  }
  const why = { code: 'mapped_over_less', message: `${node.task.taskId} is mapped over ${length} elements now` };
  for (const one of kept.slice(length)) if (one.state === null) become(one, 'removed', at, why, out);
  for (const one of kept.slice(0, length)) if (one.state === 'removed') become(one, null, at, why, out);
}

function lengthOf(run: Run, expand: SerializedExpand): Length {
  let elements = 1;
  let isUnknown = false;
  for (const source of sourcesOf(expand)) {
    const found = sourceLength(run, source);
    if (found === 'unknown') isUnknown = true;
    else if ('why' in found) return found;
    else elements *= found.elements;
  }
  return isUnknown ? 'unknown' : { elements };
}

/** Ids of the tasks whose lists an instance needs, and that have not ended: how many of it there are is not known before. */
export function unfinishedSources(instance: Instance): string[] {
  const { run, node } = instance;
  if (!node.expand || mappedTogether(run, taskOf(instance)).some(isStanding)) return [];
  return tasksOf(node.expand).filter((id) => sourceTask(run, id)?.instances.some(({ state }) => !isFinished(state)));
}

/** Of a mapped task, `-1` names all instances; of another its only one. */
export function findInstances(run: Run, taskId: string, mapIndex: number): Instance[] {
  const node = run.graph.byId.get(taskId);
  const instances = (node && run.tasks[node.index]?.instances) ?? [];
  if (mapIndex < 0 && node?.expand) return [...instances];
  // Where all of a hundred thousand are asked for one by one, none is looked for.
  const own = instances[Math.max(mapIndex, 0)];
  if (own?.mapIndex === mapIndex) return [own];
  return instances.filter((one) => one.mapIndex === mapIndex);
}
