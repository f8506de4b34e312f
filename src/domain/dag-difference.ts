/** What differs between two DAGs of the same id: by their meaning, so that order and lines play no part. */
import type { SerializedAssetCondition, SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import { leavesOf } from './assets.ts';
import { canonical, meaningOf } from './meaning.ts';

/** A value that changed; undefined: it was or is not given. */
export interface Change {
  /** Of an option within an option: `options.bashCommand`. */
  name: string;
  from: unknown;
  to: unknown;
}

export interface TaskChange {
  taskId: string;
  changes: Change[];
}

export interface DagDifference {
  /** Options of the DAG, without its schedule. */
  options: Change[];
  scheduleChanged: boolean;
  addedTasks: string[];
  removedTasks: string[];
  changedTasks: TaskChange[];
  /** Names of assets and aliases. */
  made: { added: string[]; removed: string[] };
  awaited: { added: string[]; removed: string[] };
}

const NOT_AN_OPTION = new Set(['format', 'dagId', 'tasks', 'owners', 'timetable', 'assetSchedule']);
/** What is told elsewhere: edges once, at the task that follows. */
const NOT_OF_A_TASK = new Set(['taskId', 'label', 'line', 'scripts', 'downstream']);
/** Their entries are told one by one, also where there were none. Those of other objects are where they stay objects. */
const OPENED = new Set(['options', 'inputs', 'params', 'defaultArgs']);

export function differenceOf(from: SerializedDag, to: SerializedDag): DagDifference {
  const [before, after] = [meaningOf(from), meaningOf(to)];
  const tasksBefore = new Map(before.tasks.map((task) => [task.taskId, task]));
  const tasksAfter = new Map(after.tasks.map((task) => [task.taskId, task]));
  const changedTasks = after.tasks.flatMap((task): TaskChange[] => {
    const old = tasksBefore.get(task.taskId);
    const changes = old ? changesOf(old, task, NOT_OF_A_TASK) : [];
    return changes.length > 0 ? [{ taskId: task.taskId, changes }] : [];
  });
  const schedule = ({ timetable, assetSchedule }: SerializedDag) => canonical({ timetable, assetSchedule });
  return {
    options: changesOf(before, after, NOT_AN_OPTION),
    scheduleChanged: schedule(before) !== schedule(after),
    addedTasks: [...tasksAfter.keys()].filter((id) => !tasksBefore.has(id)),
    removedTasks: [...tasksBefore.keys()].filter((id) => !tasksAfter.has(id)),
    changedTasks,
    made: changeOfSet(madeBy(before), madeBy(after)),
    awaited: changeOfSet(awaitedBy(before.assetSchedule), awaitedBy(after.assetSchedule)),
  };
}

export const differs = (difference: DagDifference): boolean =>
  difference.scheduleChanged ||
  [difference.options, difference.addedTasks, difference.removedTasks, difference.changedTasks].some(
    (list) => list.length > 0,
  );

/** Names of what the tasks say they make. */
const madeBy = ({ tasks }: { tasks: readonly SerializedTask[] }): string[] => [
  ...new Set(tasks.flatMap(({ outlets = [] }) => outlets.map(({ name }) => name))),
];

export const awaitedBy = (condition: SerializedAssetCondition | undefined): string[] =>
  condition
    ? [...new Set(leavesOf(condition).map(({ name, ...one }) => name ?? ('uri' in one ? (one.uri ?? '') : '')))]
    : [];

function changeOfSet(before: readonly string[], after: readonly string[]): { added: string[]; removed: string[] } {
  return {
    added: after.filter((one) => !before.includes(one)),
    removed: before.filter((one) => !after.includes(one)),
  };
}

function changesOf(before: object, after: object, leftOut: ReadonlySet<string>): Change[] {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].filter((name) => !leftOut.has(name)).sort();
  return names.flatMap((name): Change[] => {
    const [from, to] = [old.get(name), now.get(name)];
    if (canonical(from) === canonical(to)) return [];
    if (!isOpened(name, from, to)) return [{ name, from, to }];
    const inner = changesOf(Object(from), Object(to), new Set());
    return inner.map((change) => ({ ...change, name: `${name}.${change.name}` }));
  });
}

const isOpened = (name: string, from: unknown, to: unknown): boolean =>
  OPENED.has(name) || [from, to].every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));

const entriesOf = (value: object): Map<string, unknown> =>
  new Map(Object.entries(value).filter(([, one]) => one !== undefined));
