export const code = {
  code: {
    label: (file: string) => `Source of ${file}`,
    none: 'The source of this DAG is not kept',
    noneHint: 'It is kept from the next time that its file is loaded.',
    compareWith: 'Compare with',
    nothing: 'nothing',
    unchanged: '$ unchanged lines',
    whole: 'All lines',
    same: 'The file is the same in both versions.',
    runsOf: (version: number) => `Runs of version ${version}`,
    noRunsOf: (version: number) => `No run of version ${version}`,
    allRuns: 'All runs',
    full: 'Full screen',
    leaveFull: 'Leave full screen',
    older: (version: number, newest: number) => `This run is of version ${version}; the newest is ${newest}.`,
    seeChange: 'See what has changed',
  },
  docs: {
    tasks: 'Tasks',
    none: 'This DAG has no documentation yet',
    noneHint: 'Write Markdown in docMd of the DAG, or of a task: it appears here as soon as the file is loaded.',
  },
} as const;
