/** Tasks that ask people, and wait for the answer without a slot (Airflow: human-in-the-loop operators). */
import type { ParamDefinition } from '../dag.ts';
import { checkParams } from '../dag-options.ts';
import { type Duration, parseDuration } from '../duration.ts';
import type { Callbacks } from '../notifiers.ts';
import { type Operator, type OperatorFactory, operatorFactory } from '../operator.ts';
import { Checker } from '../options.ts';
import { show } from '../problems.ts';
import type { Json, SerializedDecision } from '../serialized.ts';
import { anything, checked, flag, isRecord, type OperatorKind, text } from './checked.ts';

/** A user who may answer: `id` is the name that they sign in with. */
export interface HitlUser {
  id: string;
  name: string;
}

interface QuestionOptions<O extends string> {
  /** The headline. A template. */
  subject: string;
  /** What somebody has to know to decide, in Markdown. A template. */
  body?: string;
  /** Marked where somebody answers; taken when `responseTimeout` is over. Default: none, and the task fails then. */
  defaults?: O | readonly O[];
  /** Asked for beside the options, as those of a DAG. */
  params?: { [name: string]: ParamDefinition };
  /** Told when the task begins to wait. */
  notifiers?: Callbacks;
  /** Only they may answer. Default: everybody who may change task instances. */
  assignedUsers?: string | HitlUser | readonly (string | HitlUser)[];
  /** How long it waits for an answer. Default: the task's `executionTimeout`; without one, for ever. */
  responseTimeout?: Duration;
}

export interface HitlOptions<O extends string = string> extends QuestionOptions<O> {
  /** What can be chosen; at least one. */
  options: readonly O[];
  /** More than one may be chosen. Default false. */
  multiple?: boolean;
}

/** What such a task returns, under Airflow's names. */
export interface HitlResult<O extends string = string> {
  chosen_options: O[];
  params_input: { [name: string]: Json };
  /** ISO 8601. */
  responded_at: string;
  /** Null: nobody answered in time, and the defaults were taken. */
  responded_by_user: HitlUser | null;
  timedout: boolean;
}

export type ApprovalChoice = 'Approve' | 'Reject';

export interface ApprovalOptions extends QuestionOptions<ApprovalChoice> {
  /** A rejection skips everything after the task, whatever its trigger rule. Default false: what directly follows it. */
  ignoreDownstreamTriggerRules?: boolean;
  /** A rejection fails the task. Default false. */
  failOnReject?: boolean;
}

export interface HitlBranchOptions<O extends string = string> extends HitlOptions<O> {
  /** Which task or group an option leads to. Default: the one of its own name. */
  optionsMapping?: { [K in O]?: string };
}

export type HitlEntryOptions<O extends string = string> = Omit<HitlOptions<O>, 'options'> & {
  /** Default: `OK` alone, which is the default choice as well. */
  options?: readonly O[];
};

/** Known when the DAG is loaded; the others may be results of tasks, and mapped. */
const FIXED = ['defaults', 'params', 'notifiers', 'assignedUsers', 'responseTimeout'] as const;

const kind = (name: string, operator: string, rules: OperatorKind['rules']): OperatorKind => ({
  name,
  operator,
  body: 'hitl',
  required: ['subject'],
  templates: { templateFields: ['subject', 'body'] },
  rules: {
    subject: text,
    body: text,
    defaults: choices,
    params: anything,
    notifiers: anything,
    assignedUsers: users,
    responseTimeout: positiveDuration,
    ...rules,
  },
});

const OWN_OPTIONS = { options: choices, multiple: flag };
const HITL = kind('hitl', 'HITLOperator', OWN_OPTIONS);
const ENTRY = kind('hitlEntry', 'HITLEntryOperator', OWN_OPTIONS);
const APPROVAL = kind('approval', 'ApprovalOperator', { ignoreDownstreamTriggerRules: flag, failOnReject: flag });
const BRANCH = kind('hitlBranch', 'HITLBranchOperator', { ...OWN_OPTIONS, optionsMapping: anything });

/** Asks somebody to choose among `options`, and returns what was chosen. */
export const hitl: (<const O extends string>(options: HitlOptions<O>) => Operator<HitlResult<O>>) &
  OperatorFactory<HitlOptions, HitlResult> = operatorFactory(
  (given: HitlOptions): Operator<never> => question(HITL, given),
  [...FIXED, 'options', 'multiple'],
);

/** Asks for values (`params`) rather than for a choice. */
export const hitlEntry: (<const O extends string = 'OK'>(options: HitlEntryOptions<O>) => Operator<HitlResult<O>>) &
  OperatorFactory<HitlEntryOptions, HitlResult> = operatorFactory(
  (given: HitlEntryOptions): Operator<never> => {
    const isBare = isRecord(given) && given.options === undefined;
    return question(ENTRY, given, isBare ? { options: ['OK'], defaults: given.defaults ?? 'OK' } : {});
  },
  [...FIXED, 'options', 'multiple'],
);

/** Asks to approve. On `Reject` what follows is skipped, or the task fails. */
export const approval: ((options: ApprovalOptions) => Operator<HitlResult<ApprovalChoice>>) &
  OperatorFactory<ApprovalOptions, HitlResult<ApprovalChoice>> = operatorFactory(
  (given: ApprovalOptions): Operator<never> => {
    const made = question(APPROVAL, given, { options: ['Approve', 'Reject'] });
    const { failOnReject = false, ignoreDownstreamTriggerRules: ignoreTriggerRules = false } = given ?? {};
    return { ...made, decision: { kind: 'approval', reject: 'Reject', failOnReject, ignoreTriggerRules } };
  },
  [...FIXED, 'ignoreDownstreamTriggerRules', 'failOnReject'],
);

/** Asks which of the tasks after it are to run: each option names one, and the others are skipped. Returns the ids of those that run. */
export const hitlBranch: (<const O extends string>(options: HitlBranchOptions<O>) => Operator<string[]>) &
  OperatorFactory<HitlBranchOptions, string[]> = operatorFactory(
  (given: HitlBranchOptions): Operator<never> => {
    const made = question(BRANCH, given);
    const options = textsOf(made.options.options);
    const mapping = given?.optionsMapping ?? {};
    const problems = [...(made.problems ?? []), ...mappingProblems(mapping, options)];
    return { ...made, problems, decision: decisionOf(options, isRecord(mapping) ? mapping : {}) };
  },
  [...FIXED, 'options', 'multiple', 'optionsMapping'],
);

/** The names become ids of tasks when the DAG is serialised. */
function decisionOf(options: readonly string[], mapping: { readonly [option: string]: unknown }): SerializedDecision {
  const target = (option: string) => (Object.hasOwn(mapping, option) ? String(mapping[option]) : option);
  return { kind: 'answer', choices: options.map((option) => ({ option, tasks: [target(option)] })) };
}

function mappingProblems(mapping: unknown, options: readonly string[]): string[] {
  if (!isRecord(mapping)) return [`optionsMapping is ${show(mapping)}; it must be an object of ids by option`];
  return Object.entries(mapping).flatMap(([option, target]) => {
    if (!options.includes(option)) return [`optionsMapping has ${show(option)}, which is none of the options`];
    if (typeof target === 'string' && target !== '') return [];
    return [`optionsMapping leads from ${option} to ${show(target)}; it must be the id of a task or a group`];
  });
}

/** `more`: what the operator itself gives. */
function question(
  of: OperatorKind,
  given: object,
  more: { options?: string[]; defaults?: unknown } = {},
): Operator<never> {
  const made = checked<never>(of, given);
  if (!isRecord(given)) return made;
  const checker = new Checker('');
  const all: { [name: string]: unknown } = { ...given, ...more };
  const options = textsOf(all.options);
  const defaults = all.defaults === undefined ? null : textsOf(all.defaults);
  const multiple = all.multiple === true;
  const params = checkParams(all.params as HitlOptions['params'], checker);
  if (all.options === undefined) checker.add('options is missing');
  if (new Set(options).size < options.length) checker.add(`options is ${show(options)}; it must name each one once`);
  const strange = defaults?.find((one) => !options.includes(one));
  if (strange !== undefined && options.length > 0)
    checker.add(`defaults has ${show(strange)}; it must be among the options ${options.join(', ')}`);
  if (defaults && defaults.length > 1 && !multiple)
    checker.add(`defaults has ${defaults.length} options; without multiple it must have one`);
  // The page hands options over under that name, as Airflow's does.
  if (Object.hasOwn(params, '_options')) checker.add('params has _options, which is no name for a param');
  const responseTimeoutMs =
    all.responseTimeout === undefined ? null : (parseDuration(all.responseTimeout as Duration) ?? null);
  const assignedUsers = [all.assignedUsers ?? []].flat().map(userOf);
  return {
    ...made,
    options: {
      ...(all.subject === undefined ? {} : { subject: all.subject as string }),
      ...(all.body === undefined ? {} : { body: all.body as string }),
      ...{ options, defaults, multiple, params: params as unknown as Json, assignedUsers, responseTimeoutMs },
    },
    problems: [...(made.problems ?? []), ...checker.problems],
    ...(all.notifiers === undefined ? {} : { notifiers: all.notifiers as Callbacks }),
  };
}

const textsOf = (value: unknown): string[] => [value ?? []].flat().filter((one) => typeof one === 'string');

const userOf = (user: unknown): { id: string; name: string } => {
  const { id, name = id } = isRecord(user) ? user : { id: user };
  return { id: String(id), name: String(name) };
};

function choices(checker: Checker, name: string, value: unknown): void {
  const list = [value].flat();
  if (list.length === 0 || !list.every((one) => typeof one === 'string' && one !== ''))
    checker.add(`${name} is ${show(value)}; it must be a list of texts, and not empty`);
}

function users(checker: Checker, name: string, value: unknown): void {
  const isUser = (user: unknown) =>
    isRecord(user) ? isName(user.id) && (user.name === undefined || isName(user.name)) : isName(user);
  if (![value].flat().every(isUser))
    checker.add(`${name} is ${show(value)}; it must be a user name, { id, name }, or a list of them`);
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';

function positiveDuration(checker: Checker, name: string, value: unknown): void {
  checker.duration(name, value, 0);
  if (parseDuration(value as Duration) === 0) checker.add(`${name} is ${show(value)}; it must be longer than nothing`);
}
