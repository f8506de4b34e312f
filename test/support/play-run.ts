/** Plays a run by the pure moves alone: every ready task starts at once and ends as the script says. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { buildGraph } from '#domain/graph.ts';
import { attemptEnded, beginRun, confirmReady, type Ending, startAttempt } from '#domain/moves.ts';
import { allInstances, createRun, type Run } from '#domain/run.ts';
import { noMoves } from '#domain/transitions.ts';

export type Script = { readonly [taskId: string]: Ending | undefined };

export interface Played {
  run: Run;
  /** States by task id. */
  states: { [taskId: string]: string | null };
  /** Ids of the tasks that ran, in order. */
  ran: string[];
}

let ids = 0;
const newId = () => `id ${ids++}`;

/** What has no line in the script succeeds. Retries are used up at once. */
export function playRun(dag: SerializedDag, script: Script = {}): Played {
  const facts = {
    dagRunId: 1,
    dagId: dag.dagId,
    runId: 'r',
    runType: 'manual',
    logicalDate: null,
    dataIntervalStart: null,
    dataIntervalEnd: null,
    runAfter: 0,
    isForLater: false,
    conf: {},
    triggeringUser: null,
  };
  const setup = { facts, state: 'queued' as const, startedAt: null, paused: false, versionId: 'v', snapshotHash: 's' };
  const run = createRun({ ...setup, graph: buildGraph(dag), maxActiveTasks: 1000, clearNumber: 0 }, newId);
  const moves = noMoves('test');
  beginRun(run, 0, moves);
  return { ...goOn(run, script, moves) };
}

export function goOn(run: Run, script: Script, moves = noMoves('test')): Played {
  const ran: string[] = [];
  for (let at = 1; moves.ready.length > 0; at++) {
    for (const instance of moves.ready.splice(0)) {
      if (run.state !== 'running' || instance.state !== null || !confirmReady(instance, at, moves)) continue;
      startAttempt(instance, true, at, newId, moves);
      const { taskId } = instance.node.task;
      ran.push(taskId);
      attemptEnded(instance, script[taskId] ?? { state: 'success' }, at, moves);
    }
  }
  const states = Object.fromEntries(allInstances(run).map((one) => [one.node.task.taskId, one.state]));
  return { run, states, ran };
}

export const FAILED: Ending = { state: 'failed', cause: { code: 'TASK_FAILED', message: 'boom' }, retryable: false };
/** It succeeds and lets only `tasks` follow. */
export const follows = (tasks: string[], others: 'direct' | 'all' = 'direct'): Ending => ({
  state: 'success',
  follow: { tasks, others },
});
