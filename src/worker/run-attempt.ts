import type { Json, SerializedTask } from '@aquilon/sdk/serialized';
import type { WaitFor } from '#domain/wait-for.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Outcome, Work, XComValue } from '#queue/executor.ts';
import { decodeXCom } from '#queue/xcom-values.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import { isAuthorFunction } from '#support/author-function.ts';
import type { Attempt } from './attempt.ts';
import type { TaskCode } from './author-code.ts';
import { decide } from './decide.ts';
import { elementOfXCom } from './element-of-xcom.ts';
import { errorDetail } from './error-detail.ts';
import { outcomeOfLook, readLook } from './look.ts';
import type { BodyContext, BodyResult } from './operator-body.ts';
import { outcomeOfAbort, outcomeOfError } from './outcomes.ts';
import type { InputValue } from './protocol.ts';
import { pushXCom, type Surroundings } from './task-context.ts';
import { encodeXCom } from './xcom-values.ts';

/** Runs one attempt to its outcome. Never rejects: whatever the author's code does becomes an outcome. */
export async function runAttempt(attempt: Attempt, code: TaskCode, around: Surroundings): Promise<Outcome> {
  const outcome = await runToEnd(attempt, code, around);
  const { sensor } = attempt.work.task;
  return sensor === undefined ? outcome : outcomeOfLook(attempt, sensor, outcome);
}

async function runToEnd(attempt: Attempt, code: TaskCode, around: Surroundings): Promise<Outcome> {
  try {
    const result = await Promise.race([runBody(attempt, code, around), attempt.broken]);
    if (attempt.aborted !== undefined) return outcomeOfAbort(attempt.aborted);
    if ('skipped' in result) return { state: 'skipped', reason: result.skipped };
    if ('waitFor' in result) return { state: 'deferred', waitFor: maskedWait(attempt, result.waitFor) };
    const rest = {
      ...(result.follow === undefined ? {} : { follow: result.follow }),
      ...(attempt.outletEvents === undefined ? {} : { assetEvents: attempt.outletEvents.told() }),
    };
    if (attempt.work.task.isListed) checkListed(result.value, around.settings.maxMapLength);
    if (result.value === undefined) return { state: 'success', ...rest };
    const encoded = encodeXCom(result.value, 'return_value', attempt.work.attemptId, around.store, around.settings);
    return { state: 'success', returnValue: encoded instanceof Promise ? await encoded : encoded, ...rest };
  } catch (error) {
    if (attempt.aborted !== undefined) return outcomeOfAbort(attempt.aborted);
    const outcome = attempt.mask.json(outcomeOfError(error));
    if (outcome.state === 'failed') {
      attempt.line('error', 'Task failed with exception', 'task', { error_detail: errorDetail(error) });
    }
    return outcome;
  }
}

/** What people are shown. */
function maskedWait({ mask }: Attempt, waitFor: WaitFor): WaitFor {
  if (waitFor.kind !== 'answer') return waitFor;
  const { subject, body } = waitFor.question;
  return { ...waitFor, question: { ...waitFor.question, ...mask.json({ subject, body }) } };
}

async function runBody(attempt: Attempt, code: TaskCode, around: Surroundings): Promise<BodyResult> {
  const { task } = attempt.work;
  const given = await gatherInputs(attempt, around.store);
  // A built-in sensor knows what it looks for from its first look on.
  const isKnown = task.body !== 'handler' && attempt.work.wait?.for.keep !== undefined;
  if ((task.template === undefined && task.mapIndexTemplate === undefined) || isKnown)
    return runPrepared(attempt, code, around, { arguments: given, options: optionsOf(task, given) });
  // Loaded with the first template only: most tasks have none.
  const { TaskTemplates } = await import('./task-templates.ts');
  const own = task.template?.userDefined ? await code.userDefined(attempt) : { macros: {}, filters: {} };
  const templates = new TaskTemplates(attempt, around, { arguments: given, options: optionsOf(task, given) }, own);
  const prepared = await templates.render();
  const result = await runPrepared(attempt, code, around, prepared);
  await templates.nameInstance(prepared);
  return result;
}

/** Of an operator: its own options, and those that came as arguments. */
function optionsOf(task: SerializedTask, given: { [name: string]: Json | undefined }): { [name: string]: Json } {
  if (isAuthorFunction(task)) return task.options;
  const passedOn = Object.entries(given).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return { ...task.options, ...Object.fromEntries(passedOn) };
}

/** What a body runs with: its templates are rendered. */
export interface Prepared {
  arguments: { [name: string]: Json | undefined };
  options: { [name: string]: Json };
}

async function runPrepared(
  attempt: Attempt,
  code: TaskCode,
  around: Surroundings,
  prepared: Prepared,
): Promise<BodyResult> {
  const { task } = attempt.work;
  if (task.body === 'notice_function') {
    await code.tell(attempt, around);
    return {};
  }
  if (task.body === 'handler') {
    const value = await code.call(attempt, around, isAuthorFunction(task) ? prepared.arguments : prepared.options);
    if (task.sensor !== undefined) return readLook(task.taskId, task.sensor, value);
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
  const result = await body(bodyContext(attempt, code, around, prepared));
  if (task.decision === undefined || !('value' in result)) return result;
  return decide(task, result.value, (choice) => code.choose(attempt, choice));
}

function bodyContext(attempt: Attempt, code: TaskCode, around: Surroundings, prepared: Prepared): BodyContext {
  return {
    work: attempt.work,
    options: prepared.options,
    arguments: prepared.arguments,
    scripts: attempt.order.scripts ?? {},
    cacheFolder: around.settings.cacheFolder,
    keepEnvironmentsDays: around.settings.keepEnvironmentsDays,
    signal: attempt.signal,
    mail: attempt.order.mail,
    outboxFolder: around.settings.outboxFolder,
    dagFile: code.entry,
    kept: attempt.work.wait?.for.keep,
    now: around.now,
    log: (level, event, logger, fields) => attempt.line(level, event, logger, fields),
    push: (key, value) => pushXCom(attempt, around, key, value),
    hide: (secret) => attempt.mask.add(secret),
    call: (option, ...values) => code.callOption(attempt, around, option, values),
    request: (request) => attempt.ask(request) as Promise<Json | XComValue | undefined>,
  };
}

/** The handler's arguments. An XCom that was never pushed is given as undefined, as a skipped upstream leaves it. */
async function gatherInputs({ work, order }: Attempt, store: ObjectStore): Promise<Record<string, Json | undefined>> {
  const inputs: Record<string, Json | undefined> = {};
  for (const [name, input] of Object.entries(work.task.inputs))
    inputs[name] = input.kind === 'value' ? input.value : undefined;
  for (const [name, given] of Object.entries(order.inputs)) {
    const value = decodeInput(given, store, work);
    inputs[name] = value instanceof Promise ? await value : value;
  }
  if (order.row === undefined) return inputs;
  return { ...inputs, ...rowOf(await decodeInput(order.row, store, work), work) };
}

function decodeInput(input: InputValue, store: ObjectStore, work: Work): Json | Promise<Json> {
  switch (input.kind) {
    case 'list':
      return Promise.all(input.items.map((one) => decodeInput(one, store, work)));
    case 'element':
      return elementOfXCom(input.of, input.index, store);
    case 'field': {
      const { name } = input;
      const fieldOf = (row: { [name: string]: Json }) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null);
      return Promise.resolve(decodeInput(input.of, store, work)).then((row) => fieldOf(rowOf(row, work)));
    }
    default:
      return decodeXCom(input, store);
  }
}

function rowOf(row: Json, { taskId, mapIndex }: Work): { [name: string]: Json } {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row;
  throw new AquilonError('MAPPED_ROW_INVALID', { task: taskId, index: mapIndex });
}

/** What other tasks are mapped over must be a list, and no longer than is allowed. */
function checkListed(value: unknown, limit: number): void {
  if (typeof value !== 'object' || value === null) {
    const found = value === undefined ? 'nothing' : JSON.stringify(value)?.slice(0, 80);
    throw new AquilonError('MAP_NO_LIST', { value: found ?? typeof value });
  }
  const { length } = Object.keys(value);
  if (length > limit) throw new AquilonError('MAP_TOO_LONG', { length, limit });
}
