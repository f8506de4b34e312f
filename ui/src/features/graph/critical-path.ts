/** The longest chain of tasks by their durations: what the run as a whole could not be faster than. Pure. */

interface Edge {
  readonly source: string;
  readonly target: string;
}

/** Task ids from the first to the last. Tasks without a duration take no part. Durations in any one unit. */
export function criticalPath(durations: ReadonlyMap<string, number>, edges: readonly Edge[]): string[] {
  const known = edges.filter(({ source, target }) => durations.has(source) && durations.has(target));
  const downstream = Map.groupBy(known, ({ source }) => source);
  const open = new Map<string, number>([...durations.keys()].map((id) => [id, 0]));
  for (const { target } of known) open.set(target, (open.get(target) ?? 0) + 1);
  const total = new Map(durations);
  const before = new Map<string, string>();
  const ready = [...open].filter(([, count]) => count === 0).map(([id]) => id);
  let last: string | undefined;
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    if (last === undefined || (total.get(id) ?? 0) > (total.get(last) ?? 0)) last = id;
    for (const { target } of downstream.get(id) ?? []) {
      const length = (total.get(id) ?? 0) + (durations.get(target) ?? 0);
      if (!before.has(target) || length > (total.get(target) ?? 0)) {
        total.set(target, length);
        before.set(target, id);
      }
      const left = (open.get(target) ?? 0) - 1;
      open.set(target, left);
      if (left === 0) ready.push(target);
    }
  }
  const path: string[] = [];
  for (let at = last; at !== undefined; at = before.get(at)) path.unshift(at);
  return path;
}
