interface Node {
  taskId: string;
  upstream: readonly string[];
}

/** The ids along a cycle, the first one repeated at the end; undefined where there is none. A list instead of recursion: chains may be long. */
export function findCycle(tasks: readonly Node[]): string[] | undefined {
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const state = new Map<string, 'open' | 'done'>();
  for (const root of tasks) {
    const path: { node: Node; next: number }[] = [];
    if (!state.has(root.taskId)) enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const up = top.node.upstream[top.next++];
      if (up === undefined) {
        state.set(top.node.taskId, 'done');
        path.pop();
        continue;
      }
      if (state.get(up) === 'open') return cycleOf(path, up);
      const node = byId.get(up);
      if (node && !state.has(up)) enter(node);
    }

    function enter(node: Node): void {
      state.set(node.taskId, 'open');
      path.push({ node, next: 0 });
    }
  }
  return undefined;
}

/** The path leads upstream: read backwards it is the order in which the tasks would run. */
function cycleOf(path: readonly { node: Node }[], back: string): string[] {
  const from = path.findIndex((step) => step.node.taskId === back);
  const ids = path.slice(from).map((step) => step.node.taskId);
  return [back, ...ids.toReversed()];
}
