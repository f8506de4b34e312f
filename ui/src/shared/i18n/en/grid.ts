import { plural } from './plural.ts';

export const grid = {
  grid: {
    label: (dag: string) =>
      `Grid of ${dag}: a column for each run, a row for each task. Arrow keys move, Enter opens, Shift with arrows selects.`,
    older: 'Load older runs',
    noneOlder: 'There is no older run',
    tasks: 'Task',
    fold: (group: string) => `Fold ${group}`,
    unfold: (group: string) => `Unfold ${group}`,
    foldAll: 'Fold all groups',
    unfoldAll: 'Unfold all groups',
    legend: 'Legend',
    run: (run: string, state: string) => `Run ${run}: ${state}`,
    cell: (task: string, run: string, state: string) => `${task} in ${run}: ${state}`,
    absent: 'not in this run',
    count: (count: number, state: string) => `${count} × ${state}`,
    chosen: (instances: number, runs: number) =>
      `${plural(instances, 'task instance', 'task instances')} in ${plural(runs, 'run', 'runs')}`,
    clear: 'Clear',
    unselect: 'Give the selection up',
    markAll: (count: number, state: string) =>
      `${plural(count, 'task instance becomes', 'task instances become')} “${state}”. What is running is ended.`,
    refused: (count: number, first: string) => `${plural(count, 'task was', 'tasks were')} left as they are: ${first}`,
    median: 'Median',
    longer: (times: string) => `${times} × the median`,
    waited: 'Waited in the queue',
    attempts: (tried: number, most: number) => `${tried} of ${most}`,
    reason: 'Reason',
    noteName: 'Note',
    note: 'This run has a note',
    noteMark: 'Folded corner: the run has a note',
    versionLine: 'Line between runs: the DAG changed',
    gone: 'Not in the newest version of the DAG',
    hint: 'Shift and a click, or Shift and arrow keys, select a rectangle.',
  },
} as const;
