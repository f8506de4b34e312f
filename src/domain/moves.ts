/**
 * The moves of a run: what happens to it, and what follows from that. Every change of a state goes through `become`, which checks the
 * transition table; every function appends what it changed to `out`, for one commit to write down.
 */

import { type Follow, isPassedOver, leftOut, skipsOf } from './branching.ts';
import type { Cause } from './cause.ts';
import { failFast } from './fail-fast.ts';
import { blameUpstreams } from './failures.ts';
import type { TaskNode } from './graph.ts';
import { expandTask } from './mapping.ts';
import { isHeldByPast } from './past.ts';
import type { Reason } from './reasons.ts';
import { retryDelayMs } from './retry.ts';
import { allInstances, type Instance, isSplit, type Run, relatedInstances, type TaskOfRun, taskOf } from './run.ts';
import { isLeaf, judgeSetups } from './setups.ts';
import { isFinished, isOccupied, type TaskState } from './states.ts';
import { become, endedTry, endFields, type Moves, moveRun } from './transitions.ts';
import { judge, type RuleVerdict } from './trigger-rules.ts';
import type { WaitFor } from './wait-for.ts';

/** How an attempt ended. */
export type Ending =
  | { state: 'success'; follow?: Follow | undefined; returnedLength?: number | null }
  | { state: 'failed'; cause: Cause; retryable: boolean }
  | { state: 'skipped'; cause: Cause }
  | { state: 'up_for_reschedule'; until: number }
  | { state: 'deferred'; waitFor: WaitFor };

/** The run begins: it has a place among the active runs of its DAG. */
export function beginRun(run: Run, at: number, out: Moves): void {
  moveRun(run, 'running', at, null, out);
  run.startedAt ??= at;
  considerAll(run, at, out);
}

/** Looks at every instance that nothing is decided about; closes the run if nothing is left. */
export function considerAll(run: Run, at: number, out: Moves): void {
  if (run.state !== 'running') return;
  for (const task of run.tasks) consider(task, at, out);
  closeIfDone(run, at, out);
}

/** The run before has changed, or has only now been found: these tasks, which depend on it, are looked at again. */
export function considerPast(run: Run, nodes: readonly TaskNode[], at: number, out: Moves): void {
  if (run.state !== 'running') return;
  for (const { index } of nodes) {
    const task = run.tasks[index];
    if (!task) continue;
    task.told = null;
    consider(task, at, out);
  }
  closeIfDone(run, at, out);
}

/** An attempt began: a worker has it. */
export function attemptStarted(instance: Instance, pid: number | null, at: number, out: Moves): void {
  // With a worker free it ran from the first: its process is known now, which is not worth a commit of its own.
  if (instance.state === 'running') instance.pid ??= pid;
  if (instance.state !== 'queued') return;
  instance.startedAt = at;
  instance.pid = pid;
  become(instance, 'running', at, null, out);
}

/** An attempt ended: the task is done, or tried again later. */
export function attemptEnded(instance: Instance, ending: Ending, at: number, out: Moves): void {
  const { run } = instance;
  if (ending.state === 'up_for_reschedule') {
    instance.nextStartAt = ending.until;
    // As Airflow has it. A server that starts anew knows by it how long the wait was meant to be, whatever became of the clock.
    instance.endedAt = at;
    become(instance, 'up_for_reschedule', at, null, out);
  } else if (ending.state === 'deferred') {
    instance.waitFor = ending.waitFor;
    // The time of a sensor counts over all its tries, that of another task in each.
    const earlier = instance.node.task.sensor ? instance.waitingSince : null;
    instance.waitingSince = earlier ?? instance.startedAt ?? at;
    become(instance, ending.waitFor.kind === 'answer' ? 'awaiting_input' : 'deferred', at, null, out);
  } else if (ending.state === 'failed' && ending.retryable && instance.tryNumber <= instance.maxTries) {
    const seed = `${run.facts.dagId}#${run.facts.runId}`;
    instance.nextStartAt = at + retryDelayMs(instance.node.task, instance.tryNumber, seed);
    instance.endedAt = at;
    instance.error = ending.cause;
    become(instance, 'up_for_retry', at, ending.cause, out);
  } else {
    const follow = ending.state === 'success' ? ending.follow : undefined;
    if (follow) instance.skips = skipsOf(instance, follow);
    if (ending.state === 'success') instance.returnedLength = ending.returnedLength ?? null;
    end(instance, ending.state, at, 'cause' in ending ? ending.cause : null, out);
    // Where nothing is to follow, nothing need be expanded first, as in Airflow.
    if (follow?.others === 'all') passOver(leftOut(instance, follow), instance, at, out);
    tellDownstreams(instance, at, out);
    // Only now: what follows may have been expanded by the end of this one.
    if (follow?.others === 'direct') passOver(leftOut(instance, follow), instance, at, out);
    if (ending.state === 'failed' && run.graph.dag.failFast === true) {
      failFast(instance, at, out);
      considerAll(run, at, out);
    }
  }
  closeIfDone(run, at, out);
}

/** How often an attempt that went down with its server is replaced without using up a retry. */
const FREE_REPLACEMENTS = 3;

/**
 * The server died while the attempt ran. That is not the task's fault: it is tried again at once, without using up a retry, unless it
 * has gone down with a server too often (then it may well be the cause), and retries apply as after any failure.
 */
export function attemptLost(instance: Instance, lostBefore: number, at: number, cause: Cause, out: Moves): void {
  if (lostBefore >= FREE_REPLACEMENTS) {
    attemptEnded(instance, { state: 'failed', cause, retryable: true }, at, out);
    return;
  }
  instance.maxTries += 1;
  instance.nextStartAt = at;
  instance.endedAt = at;
  instance.error = cause;
  become(instance, 'up_for_retry', at, cause, out);
  out.ready.push(instance);
}

/** The attempt was queued and its worker is gone before it began: it stands in line again, for the same try. */
export function attemptRequeued(instance: Instance, at: number, cause: Cause, out: Moves): void {
  become(instance, 'scheduled', at, cause, out);
  instance.rescheduled = true;
  out.ready.push(instance);
}

/** The wait of a retry or of a rescheduled sensor is over. */
export function waitOver(instance: Instance, at: number, out: Moves): void {
  if (instance.state !== 'up_for_retry' && instance.state !== 'up_for_reschedule') return;
  if (instance.run.state !== 'running') return;
  instance.nextStartAt = instance.nextStartAt === null ? null : Math.min(instance.nextStartAt, at);
  out.ready.push(instance);
}

/**
 * A new try, or one that lost its worker, starts only if its trigger rule still holds: an upstream may have been cleared meanwhile. If it does
 * not, the instance waits for its upstreams again. Where a branch has passed it over meanwhile, it is skipped.
 */
export function confirmReady(instance: Instance, at: number, out: Moves): boolean {
  const chooser = isPassedOver(instance);
  if (chooser) {
    passOver([instance], chooser, at, out);
    closeIfDone(instance.run, at, out);
    return false;
  }
  const { triggerRule } = instance.node.task;
  const isHeld = isHeldByPast(instance.run, instance.node);
  if (!isHeld && judgeSetups(instance) === 'run' && judge(triggerRule, instance.counts) === 'run') return true;
  if (instance.state !== null) {
    const message = isHeld
      ? 'the run before it was cleared'
      : `an upstream was cleared, and the trigger rule ${triggerRule} does not hold any more`;
    become(instance, null, at, { code: isHeld ? 'depends_on_past' : 'trigger_rule', message }, out);
    consider(taskOf(instance), at, out);
    closeIfDone(instance.run, at, out);
  }
  instance.announced = false;
  return false;
}

/** The instance did not find a place now: it stands in line, and why is written down with it. */
export function standInLine(instance: Instance, at: number, reasons: Reason[], out: Moves): void {
  instance.scheduledAt = at;
  become(instance, 'scheduled', at, reasons, out);
}

/**
 * The next attempt begins its way to a worker: `running` when a worker is free at this moment, else `queued`.
 * A try after the first has an id of its own, and the row of the try before goes to the history.
 */
export function startAttempt(
  instance: Instance,
  workerFree: boolean,
  at: number,
  newId: () => string,
  out: Moves,
): void {
  const sameTry = instance.state === 'up_for_reschedule' || instance.rescheduled;
  const archive = instance.tryNumber > 0 && !sameTry ? endedTry(instance, at) : null;
  if (instance.tryNumber > 0) instance.attemptId = newId();
  if (!sameTry) instance.tryNumber += 1;
  instance.rescheduled = false;
  instance.nextStartAt = null;
  instance.scheduledAt = at;
  instance.queuedAt = at;
  instance.startedAt = workerFree ? at : null;
  instance.endedAt = null;
  instance.pid = null;
  instance.error = null;
  instance.skips = null;
  instance.returnedLength = null;
  become(instance, workerFree ? 'running' : 'queued', at, null, out, archive);
}

/** The instance ends without another try, by whatever cause. */
function end(instance: Instance, state: TaskState, at: number, why: Cause | null, out: Moves): void {
  endFields(instance, at, why);
  become(instance, state, at, why, out);
}

function consider(task: TaskOfRun, at: number, out: Moves): void {
  for (const ended of considerTask(task, at, out)) tellDownstreams(ended, at, out);
}

/** A task that ends without running tells its own downstreams, and so on: a list instead of recursion, a chain may be long. */
function tellDownstreams(instance: Instance, at: number, out: Moves): void {
  const ended = [instance];
  for (let done = ended.pop(); done !== undefined; done = ended.pop()) {
    const { downstream, listeners } = done.node;
    for (const after of [...downstream, ...listeners])
      for (const waiting of waitingOn(done, after)) ended.push(...decide(waiting, at, out));
  }
}

/** Instances that stand and fall together: all of a task; in a mapped group, where they wait for their own elements, each by itself. */
interface Waiting {
  task: TaskOfRun;
  instances: readonly Instance[];
}

const waitingIn = (task: TaskOfRun): Waiting[] =>
  isSplit(task) ? task.instances.map((one) => ({ task, instances: [one] })) : [{ task, instances: task.instances }];

/** Those of another task that an instance has to do with. */
function waitingOn(done: Instance, other: number): Waiting[] {
  const task = done.run.tasks[other];
  if (!task) return [];
  const related = relatedInstances(done, other);
  return related.length === task.instances.length ? waitingIn(task) : [{ task, instances: related }];
}

function considerTask(task: TaskOfRun, at: number, out: Moves): Instance[] {
  return waitingIn(task).flatMap((waiting) => decide(waiting, at, out));
}

/** Applies the trigger rule to the instances that nothing is decided about. Returns those that ended by it, without running. */
function decide({ task, instances }: Waiting, at: number, out: Moves): Instance[] {
  const [first] = instances;
  if (first?.run.state !== 'running') return [];
  const chooser = isPassedOver(first);
  const setups = judgeSetups(first);
  const rule = first.node.task.triggerRule;
  const judged = chooser ? 'skipped' : setups === 'run' ? judge(rule, first.counts) : setups;
  if (judged === 'wait' || (judged === task.told && !isSplit(task))) return [];
  if (judged === 'run' && isHeldByPast(first.run, task.node)) return [];
  const expansion = judged === 'run' ? expandTask(task, at, out) : 'stands';
  if (expansion === 'unknown') return [];
  task.told = judged;
  if (expansion === 'expanded') return considerGroup(task, at, out);
  const ends = expansion === 'stands' ? undefined : expansion;
  const verdict = ends?.state ?? judged;
  const open = instances.filter(({ state }) => state === null);
  if (verdict === 'run') {
    for (const instance of open) {
      if (!instance.announced) out.ready.push(instance);
      instance.announced = true;
    }
    return [];
  }
  const why = ends
    ? ends.why
    : chooser
      ? anotherWay(chooser)
      : setups === 'run'
        ? ruleBroken(first, verdict)
        : setupMissing(first);
  for (const instance of open) {
    endFields(instance, at, why);
    become(instance, verdict, at, why, out);
  }
  // With the first that ends, the number of elements of its mapped group is settled: others may have waited for that.
  const isFirst = task.node.group !== null && open.length > 0 && task.decided === open.length;
  return isFirst ? [...open, ...considerGroup(task, at, out)] : open;
}

/** The task, and all in its mapped group. */
function considerGroup(task: TaskOfRun, at: number, out: Moves): Instance[] {
  const { run } = task.instances[0] as Instance;
  const all = task.node.group?.members.flatMap((member) => run.tasks[member] ?? []) ?? [task];
  for (const one of all) one.told = null;
  return all.flatMap((one) => considerTask(one, at, out));
}

function setupMissing(instance: Instance): Cause {
  const { sentence, ...blamed } = blameUpstreams(instance, instance.node.setups);
  const message = `a setup that it needs did not succeed${sentence && `: ${sentence}`}`;
  return { code: 'setup', message, ...(sentence === '' ? {} : blamed) };
}

/** One that is failed by it tells who is to blame: the reader need not climb the graph. */
function ruleBroken(instance: Instance, verdict: Exclude<RuleVerdict, 'wait'>): Cause {
  const { triggerRule: rule } = instance.node.task;
  const cause = { code: 'trigger_rule', rule, counts: { ...instance.counts } };
  const message = `the trigger rule ${rule} cannot hold any more`;
  const { sentence, ...blamed } = verdict === 'upstream_failed' ? blameUpstreams(instance) : NOBODY;
  return sentence === '' ? { ...cause, message } : { ...cause, message: `${message}: ${sentence}`, ...blamed };
}

const NOBODY = { sentence: '' };

/** What waits is skipped; what runs is left to end. */
/** All are skipped before anybody is told: by then none of them may begin, or be expanded, because another one is skipped. */
function passOver(instances: readonly Instance[], chooser: Instance, at: number, out: Moves): void {
  const open = instances.filter(({ state }) => !isFinished(state) && !isOccupied(state));
  for (const instance of open) end(instance, 'skipped', at, anotherWay(chooser), out);
  for (const instance of open) tellDownstreams(instance, at, out);
}

const anotherWay = ({ node: { task } }: Instance): Cause => ({
  code: 'branch_not_taken',
  message: `${task.taskId} chose another way`,
  task: task.taskId,
});

/** The run ends with its last instance: failed when a leaf failed, as in Airflow. */
export function closeIfDone(run: Run, at: number, out: Moves): void {
  if (run.state !== 'running' || run.unfinished > 0) return;
  const failed = allInstances(run).filter(
    (one) => (one.state === 'failed' || one.state === 'upstream_failed') && isLeaf(one),
  );
  const why =
    failed.length === 0
      ? null
      : {
          code: 'leaf_failed',
          message: 'a task at the end of the DAG failed',
          tasks: failed.map((one) => one.node.task.taskId),
        };
  moveRun(run, failed.length > 0 ? 'failed' : 'success', at, why, out);
}
