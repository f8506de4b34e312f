import { plural } from './plural.ts';

export const workers = {
  workers: {
    drain: 'Drain',
    drainHint: 'Take no new tasks. What runs goes on to its end.',
    resume: 'Take tasks again',
    drained: (who: string, when: string) => `Drained by ${who} since ${when}`,
    drainedHint: (busy: number) =>
      busy === 0
        ? 'No new task starts. Nothing runs any more: the server can be stopped.'
        : `No new task starts. ${plural(busy, 'task still runs', 'tasks still run')} to the end.`,
    notSwitched: 'The worker was not switched',
    summary: (busy: number, most: number, waiting: number) =>
      `${busy} of ${plural(most, 'process', 'processes')} busy, ${waiting} waiting`,
    processesOf: (host: string) => `Processes on ${host}`,
    noProcess: 'No process runs now',
    noProcessHint: 'The first task that is due starts one.',
    elsewhere: 'The workers run elsewhere',
    elsewhereHint: 'Another server has the scheduler and its processes: its page shows them.',
    queues: 'Queues',
    noQueue: 'Nothing is under way',
    noQueueHint: 'A queue stands here while one of its tasks runs or waits.',
    runsFor: 'Runs for',
    memory: 'Memory',
    mebibytes: (count: number) => `${count} MiB`,
    attempts: 'Attempts run',
    state: { starting: 'Starting', idle: 'Idle', busy: 'Busy', settling: 'Tidying up', ending: 'Ending' },
  },
} as const;
