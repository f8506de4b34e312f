/** Who has, or is, what a task instance waits for: to every reason that names a limit or others, those others. */
import { type Admission, instanceBefore } from './admission.ts';
import type { Reason } from './reasons.ts';
import { type Instance, type Run, relatedInstances } from './run.ts';
import { isFinished, isOccupied, isRunFinished, isWaiting } from './states.ts';

/** A task instance, or a run as a whole. */
export type Holder = Instance | Run;

export const isRun = (holder: Holder): holder is Run => 'facts' in holder;

/** In the order in which they began. `runs`: all that are open. */
export function holdersOf(reason: Reason, instance: Instance, admission: Admission, runs: Iterable<Run>): Holder[] {
  const { run, node } = instance;
  const { pool, taskId } = node.task;
  const isOfDag = (one: Run) => one.facts.dagId === run.facts.dagId;
  switch (reason.code) {
    case 'upstream':
      return node.upstream.flatMap((up) => unfinished(relatedInstances(instance, up)));
    case 'setup':
      return node.setups.flatMap((up) => unfinished(relatedInstances(instance, up)));
    case 'mapped_over':
      return reason.waitingFor.flatMap((id) => unfinished(run.tasks[run.graph.byId.get(id)?.index ?? -1]?.instances));
    case 'depends_on_past':
    case 'wait_for_downstream':
      return run.past ? [run.past] : [];
    case 'max_active_runs':
      return [...runs].filter(
        (one) => isOfDag(one) && one.state === 'running' && one.facts.backfillId === run.facts.backfillId,
      );
    case 'pool_full': {
      const withDeferred = admission.pools.get(pool)?.includeDeferred === true;
      const holds = ({ state }: Instance) => isOccupied(state) || (withDeferred && state === 'deferred');
      return byStart(instancesOf(runs, (one) => one.node.task.pool === pool && holds(one)));
    }
    case 'parallelism':
      return byStart(instancesOf(runs, active));
    case 'max_active_tasks':
      return byStart(instancesOf([run], active));
    case 'max_active_tis_per_dagrun':
      return byStart(instancesOf([run], (one) => counted(one) && one.node.task.taskId === taskId));
    case 'max_active_tis_per_dag':
      return byStart(instancesOf([...runs].filter(isOfDag), (one) => counted(one) && one.node.task.taskId === taskId));
    case 'priority':
      return linedUpBefore(instance, runs);
    default:
      return [];
  }
}

/** Those of its pool that stand in line and go first, the next one first. */
export const linedUpBefore = (instance: Instance, runs: Iterable<Run>): Instance[] =>
  instancesOf(runs, (one) => one.node.task.pool === instance.node.task.pool && isInLineBefore(one, instance)).sort(
    (a, b) => (instanceBefore(a, b) ? -1 : 1),
  );

const isInLineBefore = (one: Instance, other: Instance): boolean =>
  one !== other && one.state === 'scheduled' && instanceBefore(one, other);

const active = ({ state }: Instance): boolean => isOccupied(state);

/** Under the limits of its task. */
const counted = ({ state }: Instance): boolean => isOccupied(state) || isWaiting(state);

const unfinished = (instances: readonly Instance[] = []): Instance[] =>
  instances.filter(({ state }) => !isFinished(state));

function instancesOf(runs: Iterable<Run>, wanted: (instance: Instance) => boolean): Instance[] {
  const found: Instance[] = [];
  for (const run of runs) {
    if (isRunFinished(run.state)) continue;
    for (const { instances } of run.tasks) for (const one of instances) if (wanted(one)) found.push(one);
  }
  return found;
}

const byStart = (instances: Instance[]): Instance[] =>
  instances.sort((a, b) => (a.startedAt ?? a.queuedAt ?? 0) - (b.startedAt ?? b.queuedAt ?? 0));
