export const browse = {
  browse: {
    runs: 'DAG runs',
    dag: 'DAG',
    run: 'Run',
    state: 'State',
    type: 'Type',
    anyState: 'Any state',
    anyType: 'Any type',
    noRuns: 'No run fits',
    noRunsHint: 'A run appears here as soon as a DAG is triggered or its schedule is due. Filters may hide it.',
    clearFilters: 'Clear the filters',
  },
} as const;
