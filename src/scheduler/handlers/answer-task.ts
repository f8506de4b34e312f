/** The answer of a person to the question of a task: the first one that fits counts. */
import type { Json } from '@aquilon/sdk/serialized';
import type { Person, Question } from '#domain/question.ts';
import { findInstance } from '#domain/run.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { takeAnswer } from '#scheduler/answers.ts';
import type { AnswerTask, CommandResult } from '#scheduler/commands.ts';
import { createParamCheck } from '#support/params.ts';
import { actorName, type CommandContext, resultOf } from './command-context.ts';

/** Throws `HITL_ANSWERED`, `HITL_NOT_ASSIGNED`, `HITL_OPTIONS_INVALID`, `HITL_PARAMS_INVALID`. */
export function answerTask({ turn, actor, run: runOf }: CommandContext, command: AnswerTask): CommandResult {
  const { dagRunId, task, attemptId, chosenOptions } = command;
  const run = runOf(dagRunId);
  const instance = findInstance(run, task.taskId, task.mapIndex);
  const waitFor = instance?.attemptId === attemptId ? instance.waitFor : null;
  if (!instance || waitFor?.kind !== 'answer') throw new AquilonError('HITL_ANSWERED', { id: attemptId });
  const { question } = waitFor;
  const name = actorName(actor);
  const respondedBy = { id: name, name };
  checkPerson(question, respondedBy);
  checkOptions(question, chosenOptions);
  const paramsInput = completeParams(question, command.paramsInput);
  takeAnswer(turn, instance, { chosenOptions, paramsInput, respondedAt: turn.now, respondedBy });
  return resultOf(run, [instance]);
}

function checkPerson({ assignedUsers }: Question, { id, name }: Person): void {
  if (assignedUsers.length > 0 && !assignedUsers.some((one) => one.id === id))
    throw new AquilonError('HITL_NOT_ASSIGNED', { user: name, id });
}

function checkOptions({ options, multiple }: Question, chosen: readonly string[]): void {
  const unknown = chosen.filter((one) => !options.includes(one));
  const refuse = (reason: string): never => {
    throw new AquilonError('HITL_OPTIONS_INVALID', { reason });
  };
  if (unknown.length > 0)
    refuse(`Invalid options ${listed(unknown.toSorted())}; allowed options are ${listed(options.toSorted())}.`);
  if (new Set(chosen).size < chosen.length) refuse(`Options ${listed(chosen)} name one twice.`);
  if (chosen.length === 0) refuse(`No option was chosen; allowed options are ${listed(options)}.`);
  if (chosen.length > 1 && !multiple)
    refuse(`Options ${listed(chosen)} are more than one, and only one may be chosen.`);
}

/** As Airflow writes a list: its users look for these words. */
const listed = (texts: readonly string[]): string => `[${texts.map((one) => `'${one}'`).join(', ')}]`;

/** The values of all params: what was left out takes its default. */
function completeParams({ params }: Question, given: { [name: string]: Json }): { [name: string]: Json } {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(params, name));
  const problems = createParamCheck(params).problems(given);
  const lines = [
    ...unknown.map((name) => `There is no param ${name}.`),
    ...problems.map(({ param, path, reason }) => `Invalid input for param ${param}: ${path} ${reason}`),
  ];
  if (lines.length > 0) throw new AquilonError('HITL_PARAMS_INVALID', { reason: lines.join('\n') });
  const values = Object.entries(params).map(([name, { value }]): [string, Json] => [name, given[name] ?? value]);
  return Object.fromEntries(values);
}
