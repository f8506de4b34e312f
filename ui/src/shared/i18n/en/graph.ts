export const graph = {
  graph: {
    label: (dag: string) => `Tasks of ${dag} and their order. Tab moves through the tasks, Enter opens one.`,
    taskLabel: (task: string, state: string) => `Task ${task}: ${state}`,
    setup: 'setup',
    teardown: 'teardown',
    empty: 'This DAG has no task.',
    drawing: 'Drawing the graph ...',
    failed: 'The graph could not be drawn. The list of tasks shows the same.',
    fit: 'Show the whole graph',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
  },
} as const;
