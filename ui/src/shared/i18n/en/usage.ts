export const usage = {
  usage: {
    tab: 'Resource use',
    memory: 'Memory',
    cpu: 'CPU',
    peak: 'Peak memory',
    mean: 'Mean CPU',
    total: 'CPU time',
    measured: 'Measured for',
    time: 'After the start',
    hundred: '100 % is one processor. What the task started counts as well.',
    memoryOver: (time: string, peak: string, last: string) =>
      `Memory over ${time}: at most ${peak}, at the end ${last}.`,
    cpuOver: (time: string, mean: string, most: string) => `CPU over ${time}: ${mean} in the mean, at most ${most}.`,
    peakedAt: (peak: string, time: string) => `Its memory peaked at ${peak}, ${time} after the start.`,
    killedAt: (peak: string, time: string) =>
      `What takes too much memory is ended like this: its memory had peaked at ${peak}, ${time} after the start.`,
    short: 'It was over before there was a curve to draw.',
    none: 'Nothing was measured',
    notStarted: 'It has not started yet.',
    justStarted: 'It has only just started: the first look comes within a second.',
    waits: 'It waits without a process of its own: there is nothing to measure.',
    over: 'It had no process of its own, or the process ended before the first look at it. Tries from before this was measured have nothing either.',
  },
} as const;
