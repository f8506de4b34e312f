/** Plays a run by the pure moves alone: every ready task starts at once and ends as the script says. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { buildGraph } from '#domain/graph.ts';
import { clearInstances, reopen } from '#domain/interventions.ts';
import { attemptEnded, beginRun, confirmReady, type Ending, startAttempt } from '#domain/moves.ts';
import { allInstances, createRun, type Instance, type Run } from '#domain/run.ts';
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
export const newId = (): string => `id ${ids++}`;

/** A run that nothing has happened to. */
export function newRun(dag: SerializedDag, maxActiveTasks: number): Run {
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
    backfillId: null,
  };
  const setup = { facts, state: 'queued' as const, startedAt: null, paused: false, versionId: 'v', snapshotHash: 's' };
  return createRun({ ...setup, graph: buildGraph(dag), maxActiveTasks, clearNumber: 0 }, newId);
}

/** What has no line in the script succeeds; a line for a mapped task is for each of its instances, one for `task[2]` for that one. Retries are used up at once. */
export function playRun(dag: SerializedDag, script: Script = {}): Played {
  const run = newRun(dag, 1000);
  const moves = noMoves('test', newId);
  beginRun(run, 0, moves);
  return { ...goOn(run, script, moves) };
}

export function goOn(run: Run, script: Script, moves = noMoves('test', newId)): Played {
  const ran: string[] = [];
  for (let at = 1; moves.ready.length > 0; at++) {
    for (const instance of moves.ready.splice(0)) {
      if (run.state !== 'running' || instance.state !== null || !confirmReady(instance, at, moves)) continue;
      startAttempt(instance, true, at, newId, moves);
      ran.push(nameOf(instance));
      const ending = script[nameOf(instance)] ?? script[instance.node.task.taskId] ?? { state: 'success' };
      attemptEnded(instance, ending, at, moves);
    }
  }
  const states = Object.fromEntries(allInstances(run).map((one) => [nameOf(one), one.state]));
  return { run, states, ran };
}

/** Clears the tasks of `ids`, or their instances `task[2]`, and goes on. */
export function playAgain(run: Run, ids: readonly string[], script: Script = {}): Played {
  const why = { code: 'TASK_CLEARED', message: 'cleared' };
  const moves = noMoves('test', newId);
  const isMeant = (one: Instance) => ids.includes(one.node.task.taskId) || ids.includes(nameOf(one));
  clearInstances(run, allInstances(run).filter(isMeant), 9, why, moves);
  reopen(run, 9, why, moves);
  beginRun(run, 9, moves);
  return goOn(run, script, moves);
}

const LETTERS: Readonly<Record<string, string>> = {
  success: 'S',
  skipped: 'K',
  failed: 'F',
  upstream_failed: 'U',
  removed: 'R',
};

/** `a:S b:K`: the states of a run, short enough to be compared as a text. */
export const letters = (states: Played['states']): string =>
  Object.entries(states)
    .map(([id, state]) => `${id}:${LETTERS[state ?? ''] ?? state}`)
    .join(' ');

/** `task`, or `task[2]` of a mapped one. */
export const nameOf = ({ node, mapIndex }: Instance): string =>
  mapIndex < 0 ? node.task.taskId : `${node.task.taskId}[${mapIndex}]`;

/** It succeeds and returns a list of that length. */
export const returns = (returnedLength: number): Ending => ({ state: 'success', returnedLength });

export const FAILED: Ending = { state: 'failed', cause: { code: 'TASK_FAILED', message: 'boom' }, retryable: false };
/** It succeeds and lets only `tasks` follow. */
export const follows = (tasks: string[], others: 'direct' | 'all' = 'direct'): Ending => ({
  state: 'success',
  follow: { tasks, others },
});
