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
  rates: {
    title: 'Ended tasks',
    time: 'Time',
    hours: { 1: 'Last hour', 24: 'Last 24 hours' },
    allQueues: 'All queues',
    perMinute: 'Ended per minute',
    times: { duration: 'Duration', queued: 'Time in the queue' },
    median: 'median',
    p95: '95th percentile',
    number: (value: number) => new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value),
    when: 'When',
    name: 'Name',
    aMinute: 'A minute',
    byQueue: 'By queue',
    byWorker: 'By worker',
    none: 'No task has ended in this time',
    noneHint: 'How many end, how long they take and how long they wait stands here as soon as the first one ends.',
    countedFrom: (when: string) => `So much has happened that only what is newer than ${when} is counted.`,
  },
} as const;
