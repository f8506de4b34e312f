/**
 * What follows from a choice. Rules: Airflow documentation, "Core concepts / Dags / Branching" and "Latest only", and its SkipMixin: of the
 * tasks directly after a branch, those that were not chosen, and do not follow from one that was, are skipped, whatever their trigger rule.
 */
import type { Graph } from './graph.ts';
import { type Instance, type Run, relatedInstances } from './run.ts';

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
 * is directly after it is left out when none of them follows it; in a mapped group each chooses for its own element.
 */
export function leftOut(instance: Instance, follow: Follow): Instance[] {
  const { node } = instance;
  const decidesAlone = (one: Instance) => node.expand === undefined || (node.group && one.node.group === node.group);
  return unchosen(instance, follow).filter((one) => decidesAlone(one) || isPassedOver(one));
}

function unchosen(instance: Instance, follow: Follow): Instance[] {
  const { node, run } = instance;
  const kept = reachable(run.graph, chosenBy(run, follow));
  const after = follow.others === 'all' ? [...reachable(run.graph, node.downstream)] : node.downstream;
  return after.flatMap((at) => (kept.has(at) || isTeardown(run, at) ? [] : relatedInstances(instance, at)));
}

const chosenBy = (run: Run, { tasks }: Follow): number[] => tasks.flatMap((id) => run.graph.byId.get(id)?.index ?? []);
const isTeardown = (run: Run, at: number): boolean => run.graph.nodes[at]?.task.role === 'teardown';

/** The instance directly before this one that chose another way, if there is one. */
export function isPassedOver(instance: Instance): Instance | undefined {
  const { node } = instance;
  for (const up of node.choosers) {
    // Of a mapped branch every instance chooses: a task is passed over when all of them do that.
    const choosers = relatedInstances(instance, up);
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
