/** Bulk requests on runs and task instances: what their actions come to is gathered first, and handed to the scheduler as one commit. */
import type { Static } from 'typebox';
import { toldError } from '#api/list/apply-bulk.ts';
import type { BulkAnswer } from '#api/list/bulk.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { ApiError } from '#http/api-error.ts';
import type { Actor, Command, CommandResult, SchedulerPort } from '#scheduler/commands.ts';
import { submitTogether } from './submit-together.ts';

type Answer = Static<typeof BulkAnswer>;
export type Told = NonNullable<Answer['create']>;

/** What one entity of an action asks for. */
export interface Step {
  told: Told;
  /** Told as successes. */
  names: string[];
  commands: Command[];
  /** What the commands came to is refused all the same; absent: nothing is. */
  check?: (results: readonly CommandResult[]) => void;
  /** Throws the error as the path words it. */
  reword?: (error: unknown) => never;
  /** What is written beside the commands, once they are carried out. */
  note?: () => void;
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

/** Each entity succeeds or is refused by itself. What is no refusal is thrown. */
export async function carryOut(
  scheduler: Pick<SchedulerPort, 'submit'>,
  steps: readonly Step[],
  actor: Actor,
): Promise<void> {
  const results = await submitTogether(
    scheduler,
    steps.flatMap((step) => step.commands),
    actor,
  );
  for (const step of steps) {
    const own = results.splice(0, step.commands.length);
    try {
      finish(step, own);
      step.told.success.push(...step.names);
    } catch (error) {
      if (!(error instanceof AquilonError) || error.status >= 500) throw error;
      step.told.errors.push(toldError(error));
    }
  }
}

function finish(step: Step, results: readonly PromiseSettledResult<CommandResult>[]): void {
  const done = results.map((result) => {
    if (result.status === 'fulfilled') return result.value;
    step.reword?.(result.reason);
    throw result.reason;
  });
  step.check?.(done);
  step.note?.();
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
