export const palette = {
  palette: {
    open: 'Search',
    title: 'Find anything',
    hint: 'A DAG, run, task, asset, page or action',
    found: 'Found',
    nothing: 'Nothing fits.',
    group: { dags: 'DAGs', runs: 'Recent runs', tasks: 'Tasks', assets: 'Assets', pages: 'Pages', actions: 'Actions' },
    keys: 'All keys',
    toSearch: 'Go to the search field of the page',
    goTo: (name: string) => `Go to ${name}`,
    dark: 'Dark colours',
    light: 'Light colours',
    contrast: 'High contrast on or off',
    language: (name: string) => `Language: ${name}`,
    switchOn: (dag: string) => `Switch ${dag} on`,
    switchOff: (dag: string) => `Switch ${dag} off`,
  },
} as const;
