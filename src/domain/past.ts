/**
 * Tasks that depend on the run before. Rules: Airflow documentation, "Core concepts / Tasks / depends on past", and its PrevDagrunDep: the task itself,
 * and with `waitForDownstream` the tasks directly after it, must have succeeded or been skipped in the run of the logical date before. A run without
 * a logical date, and the first run, depend on nothing; so does a task that the run before did not have
 * (`[scheduler] ignore_first_depends_on_past_by_default`).
 */
import type { TaskNode } from './graph.ts';
import type { Reason } from './reasons.ts';
import type { Run, TaskOfRun } from './run.ts';

const UNKNOWN: Reason = { code: 'depends_on_past', run: null, message: 'the run before it is being looked up' };

/** What the run before it holds against the start of a task. */
export function pastReasons(run: Run, { task }: TaskNode): Reason[] {
  if (task.dependsOnPast !== true) return [];
  const { past } = run;
  if (past === undefined) return [UNKNOWN];
  const node = past?.graph.byId.get(task.taskId);
  if (!past || !node) return [];
  const { runId } = past.facts;
  const reasons: Reason[] = [];
  if (!hasPassed(past.tasks[node.index])) {
    const message = `${task.taskId} depends on the past, and neither succeeded nor was skipped in the run ${runId}`;
    reasons.push({ code: 'depends_on_past', run: runId, message });
  }
  const open = task.waitForDownstream === true ? node.downstream.filter((down) => !hasPassed(past.tasks[down])) : [];
  if (open.length > 0) {
    const waitingFor = open.map((down) => past.graph.nodes[down]?.task.taskId ?? '');
    const message = `${task.taskId} waits for the tasks after it in the run ${runId}: ${waitingFor.join(', ')}`;
    reasons.push({ code: 'wait_for_downstream', run: runId, waitingFor, message });
  }
  return reasons;
}

export const isHeldByPast = (run: Run, node: TaskNode): boolean =>
  node.task.dependsOnPast === true && pastReasons(run, node).length > 0;

/** From the last instance: they end roughly in their order, and most looks then end with the first one. */
const hasPassed = (task: TaskOfRun | undefined): boolean =>
  task === undefined ||
  task.instances.findLast(({ state }) => state !== 'success' && state !== 'skipped' && state !== 'removed') ===
    undefined;

/** The tasks of `run` that an end of the task `taskId` in the run before may let start. */
export function heirsOf(run: Run, taskId: string): TaskNode[] {
  const node = run.graph.byId.get(taskId);
  if (!node) return [];
  const before = node.upstream.map((up) => run.graph.nodes[up]).filter((one) => one !== undefined);
  return [node, ...before.filter(({ task }) => task.waitForDownstream === true)].filter(
    ({ task }) => task.dependsOnPast === true,
  );
}
