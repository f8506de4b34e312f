/** Bulk requests on runs and task instances: what their actions come to is gathered first, and handed to the scheduler as one commit. */
import type { Static } from 'typebox';
import { toldError } from '#api/list/apply-bulk.ts';
import type { BulkAnswer } from '#api/list/bulk.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { ApiError } from '#http/api-error.ts';
import type { Actor, Command, CommandResult, JointCommand, SchedulerPort } from '#scheduler/commands.ts';

type Answer = Static<typeof BulkAnswer>;
export type Told = NonNullable<Answer['create']>;

/** What one entity of an action asks for. */
export interface Step {
  told: Told;
  /** Told as successes. */
  names: string[];
  /** All of them are carried out, or none. */
  commands: readonly [Command] | readonly JointCommand[];
  /** What the commands came to is refused all the same; absent: nothing is. */
  check?: (results: readonly CommandResult[]) => void;
  /** Throws the error as the path words it. */
  reword?: (error: unknown) => never;
}

/** One answer for all actions of a kind. */
export function emptyAnswer(): { answer: Answer; toldOf: (action: 'create' | 'update' | 'delete') => Told } {
  const answer: Answer = { create: null, update: null, delete: null };
  return {
    answer,
    toldOf: (action) => {
      const told = answer[action] ?? { success: [], errors: [] };
      answer[action] = told;
      return told;
    },
  };
}

/** Each entity succeeds or is refused by itself, and what is done of all is one commit. What is no refusal is thrown. */
export async function carryOut(
  scheduler: Pick<SchedulerPort, 'submit' | 'submitAll'>,
  steps: readonly Step[],
  actor: Actor,
): Promise<void> {
  const submit = ({ commands }: Step): Promise<CommandResult[]> =>
    isOne(commands)
      ? scheduler.submit(commands[0], actor).then((result) => [result])
      : scheduler.submitAll(commands, actor);
  // Without a pause between them the scheduler finds all of them when it wakes.
  const results = await Promise.allSettled(steps.map(submit));
  for (const [at, step] of steps.entries()) {
    try {
      finish(step, results[at] as PromiseSettledResult<CommandResult[]>);
      step.told.success.push(...step.names);
    } catch (error) {
      if (!(error instanceof AquilonError) || error.status >= 500) throw error;
      step.told.errors.push(toldError(error));
    }
  }
}

const isOne = (commands: Step['commands']): commands is readonly [Command] => commands.length === 1;

function finish(step: Step, result: PromiseSettledResult<CommandResult[]>): void {
  if (result.status === 'fulfilled') {
    step.check?.(result.value);
    return;
  }
  step.reword?.(result.reason);
  throw result.reason;
}

/** Airflow makes neither runs nor task instances in bulk. */
export function refuseCreate(told: Told, what: string): void {
  const words = `${what} bulk create is not supported`;
  told.errors.push({ error: words, status_code: 405 });
}

/** 400 where the address says `~` and the entity does not say what is meant. */
export function unresolved(names: string, entity: string): ApiError {
  const reason = `When using wildcard in path, ${names} must be specified in request body for ${entity}`;
  return new ApiError('BAD_REQUEST', reason, { reason });
}
