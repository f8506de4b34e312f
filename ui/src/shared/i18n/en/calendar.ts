import { plural } from './plural.ts';

export const calendar = {
  calendar: {
    trySchedule: 'Try a schedule',
    tryAnother: 'Try another schedule',
    by: 'Show by',
    day: 'By day',
    hour: 'By hour',
    before: 'Month before',
    after: 'Month after',
    present: 'This month',
    nothing: 'no run',
    planned: (count: number) => `${count} planned`,
    plannedMark: 'Planned',
    zone: (zone: string) => `Days and hours of ${zone}. Arrow keys walk, Enter opens the runs.`,
    paused: 'The DAG is switched off: what is planned does not run until it is switched on.',
    cut: 'There are more runs than are counted: of those that were the newest, of those that are planned the first.',
    next: 'Next runs',
    fromNow: 'From now',
    nextNone: 'No run is planned: the DAG has no schedule, its end has come, or it waits for assets.',
    forward: (zone: string, minutes: number) => `The clock of ${zone} is set forward by ${minutes} min before it.`,
    back: (zone: string, minutes: number) => `The clock of ${zone} is set back by ${minutes} min before it.`,
    due: (from: string, to: string, count: number) => `${plural(count, 'run', 'runs')} due from ${from} until ${to}`,
  },
} as const;
