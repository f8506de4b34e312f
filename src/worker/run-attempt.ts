import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Outcome, XComValue } from '#queue/executor.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import type { Attempt } from './attempt.ts';
import type { AuthorCode } from './author-code.ts';
import { decide } from './decide.ts';
import { errorDetail } from './error-detail.ts';
import type { BodyContext, BodyResult } from './operator-body.ts';
import { outcomeOfAbort, outcomeOfError } from './outcomes.ts';
import type { Surroundings } from './task-context.ts';
import { decodeXCom, encodeXCom } from './xcom-values.ts';

/** Runs one attempt to its outcome. Never rejects: whatever the author's code does becomes an outcome. */
export async function runAttempt(attempt: Attempt, code: AuthorCode, around: Surroundings): Promise<Outcome> {
  try {
    const result = await Promise.race([runBody(attempt, code, around), attempt.broken]);
    if (attempt.aborted !== undefined) return outcomeOfAbort(attempt.aborted);
    if ('skipped' in result) return { state: 'skipped', reason: result.skipped };
    const follow = result.follow === undefined ? {} : { follow: result.follow };
    if (result.value === undefined) return { state: 'success', ...follow };
    const encoded = encodeXCom(result.value, 'return_value', attempt.work.attemptId, around.store, around.settings);
    return { state: 'success', returnValue: encoded instanceof Promise ? await encoded : encoded, ...follow };
  } catch (error) {
    if (attempt.aborted !== undefined) return outcomeOfAbort(attempt.aborted);
    const outcome = outcomeOfError(error);
    if (outcome.state === 'failed') {
      attempt.line('error', 'Task failed with exception', 'task', { error_detail: errorDetail(error) });
    }
    return outcome;
  }
}

async function runBody(attempt: Attempt, code: AuthorCode, around: Surroundings): Promise<BodyResult> {
  const { task } = attempt.work;
  if (task.body === 'handler') {
    const value = await code.call(attempt, around, await gatherInputs(attempt, around.store));
    return task.decision === undefined ? { value } : decide(task, value, (choice) => code.choose(attempt, choice));
  }
  const load = Object.hasOwn(around.bodies, task.body) ? around.bodies[task.body] : undefined;
  if (load === undefined) {
    throw new AquilonError('OPTION_INVALID', {
      option: 'body',
      operator: task.operator,
      reason: `this Aquilon has no operator ${task.body}`,
    });
  }
  const body = await load();
  return body(bodyContext(attempt, around));
}

function bodyContext(attempt: Attempt, around: Surroundings): BodyContext {
  return {
    work: attempt.work,
    options: attempt.work.task.options,
    signal: attempt.signal,
    mail: attempt.order.mail,
    outboxFolder: around.settings.outboxFolder,
    log: (level, event, logger, fields) => attempt.line(level, event, logger, fields),
    request: (request) => attempt.ask(request) as Promise<Json | XComValue | undefined>,
  };
}

/** The handler's arguments. An XCom that was never pushed is given as undefined, as a skipped upstream leaves it. */
async function gatherInputs(attempt: Attempt, store: ObjectStore): Promise<Record<string, Json | undefined>> {
  const inputs: Record<string, Json | undefined> = {};
  for (const [name, input] of Object.entries(attempt.work.task.inputs)) {
    if (input.kind === 'value') {
      inputs[name] = input.value;
      continue;
    }
    const xcom = attempt.order.inputs[name];
    const value = xcom === undefined ? undefined : decodeXCom(xcom, store);
    inputs[name] = value instanceof Promise ? await value : value;
  }
  return inputs;
}
