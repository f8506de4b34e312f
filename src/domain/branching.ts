/**
 * What follows from a choice. Rules: Airflow documentation, "Core concepts / Dags / Branching" and "Latest only", and its SkipMixin: of the
 * tasks directly after a branch, those that were not chosen, and do not follow from one that was, are skipped, whatever their trigger rule.
 */
import type { Graph } from './graph.ts';
import type { Instance, Run } from './run.ts';

/** Of the tasks directly after the one that chose, `tasks` follow. `others`: how far the rest is skipped. */
export interface Follow {
  readonly tasks: readonly string[];
  readonly others: 'direct' | 'all';
}

/** Ids of the tasks directly after `instance` that its choice passes over. */
export const skipsOf = (instance: Instance, follow: Follow): string[] => [
  ...new Set(unchosen(instance, { ...follow, others: 'direct' }).map(({ node }) => node.task.taskId)),
];

/**
 * What the choice of `instance` leaves out: of what is directly after it, or of `all` that is. Of a mapped task every instance chooses, and what
 * is directly after it is left out when none of them follows it.
 */
export function leftOut(instance: Instance, follow: Follow): Instance[] {
  const left = unchosen(instance, follow);
  return instance.node.task.expand ? left.filter((one) => isPassedOver(one)) : left;
}

function unchosen({ node, run }: Instance, follow: Follow): Instance[] {
  const kept = reachable(run.graph, chosenBy(run, follow));
  const after = follow.others === 'all' ? [...reachable(run.graph, node.downstream)] : node.downstream;
  return after.flatMap((at) => (kept.has(at) || isTeardown(run, at) ? [] : (run.tasks[at]?.instances ?? [])));
}

const chosenBy = (run: Run, { tasks }: Follow): number[] => tasks.flatMap((id) => run.graph.byId.get(id)?.index ?? []);
const isTeardown = (run: Run, at: number): boolean => run.graph.nodes[at]?.task.role === 'teardown';

/** The instance directly before this one that chose another way, if there is one. */
export function isPassedOver({ node, run }: Instance): Instance | undefined {
  for (const up of node.choosers) {
    // Of a mapped branch every instance chooses: a task is passed over when all of them do that.
    const choosers = run.tasks[up]?.instances ?? [];
    const [first] = choosers;
    if (first && choosers.every((one) => one.state === 'success' && one.skips?.includes(node.task.taskId)))
      return first;
  }
  return undefined;
}

/** The tasks themselves, and all that come after them. */
function reachable({ nodes }: Graph, from: readonly number[]): Set<number> {
  const seen = new Set(from);
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const down of nodes[at]?.downstream ?? []) {
      if (seen.has(down)) continue;
      seen.add(down);
      open.push(down);
    }
  }
  return seen;
}
