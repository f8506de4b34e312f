export const dagPages = {
  dagPages: {
    grid: 'Grid',
    graph: 'Graph',
    runs: 'Runs',
  },
} as const;
