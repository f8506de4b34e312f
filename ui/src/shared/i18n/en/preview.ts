import { plural } from './plural.ts';

export const preview = {
  preview: {
    raw: 'As JSON',
    firstRows: (shown: number, total: number) => `The first ${shown} of ${total} rows are shown.`,
    instances: (count: number) => plural(count, 'instance', 'instances'),
    instanceState: 'State of the instances',
    anyState: 'Any state',
    list: 'Instances of the task',
  },
} as const;
