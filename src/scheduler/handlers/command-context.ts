/** What a command's handler works with, and what it promises. */

import type { Cause } from '#domain/cause.ts';
import { findInstances } from '#domain/mapping.ts';
import type { Instance, Run } from '#domain/run.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Actor, CommandResult, TaskKey } from '#scheduler/commands.ts';
import type { TickOptions } from '#scheduler/ticks.ts';
import type { Turn } from '#scheduler/turn.ts';

export interface CommandContext {
  readonly turn: Turn;
  readonly actor: Actor;
  readonly options: TickOptions;
  /** A run by its number: open, or loaded for this command. Throws `RUN_NOT_FOUND`. */
  readonly run: (dagRunId: number) => Run;
  /** Also one that loses instances in this turn: its memory is not to be believed then. Throws `RUN_NOT_FOUND`. */
  readonly runAsItIs: (dagRunId: number) => Run;
  /** Ended runs that the commands of this turn work on, by number. */
  readonly loaded: Map<number, Run>;
  /** A number for a new run. */
  readonly nextRunId: () => number;
}

export const actorName = (actor: Actor): string => actor.user ?? actor.via;

export function causeOf(actor: Actor, code: string, message: string): Cause {
  return { code, message, user: actor.user, via: actor.via };
}

/** The instances of `keys`. Throws `TASK_NOT_FOUND` for the first that the run does not have. */
export function instancesOf(run: Run, keys: readonly TaskKey[]): Instance[] {
  return keys.flatMap((key) => {
    const found = findInstances(run, key.taskId, key.mapIndex);
    if (found.length > 0) return found;
    throw taskNotFound(run, key.taskId);
  });
}

export function taskNotFound({ facts: { dagId, runId } }: Run, taskId: string): AquilonError {
  return new AquilonError('TASK_NOT_FOUND', { dag: dagId, run: runId, task: taskId });
}

export function resultOf(run: Run, changed: readonly Instance[] = []): CommandResult {
  return {
    dagRunId: run.facts.dagRunId,
    runId: run.facts.runId,
    changed: changed.map((instance) => ({ taskId: instance.node.task.taskId, mapIndex: instance.mapIndex })),
  };
}
