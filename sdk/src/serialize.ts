/** From a DAG to plain JSON, with every check that needs nothing but the DAG itself. */

import { assetConflicts } from './asset-schedule.ts';
import { chosenTasks } from './chosen-tasks.ts';
import { findCycle } from './cycle.ts';
import { type Dag, type DagParts, dagParts, type Placement } from './dag.ts';
import { checkDagOptions } from './dag-options.ts';
import { isWithin, joinGroups, joinMapped, serializeGroup } from './join-mapped.ts';
import { jsonProblem } from './json-problem.ts';
import { serializeExpansion } from './mapping.ts';
import { checkCallbacks } from './notifiers.ts';
import { fixedOptions, isOperator, isOperatorFactory, type Operator } from './operator.ts';
import { Checker, checkDefaultArgs, checkTaskOptions } from './options.ts';
import { DagDefinitionError, show } from './problems.ts';
import type { Json, SerializedDag, SerializedInput, SerializedTask } from './serialized.ts';
import { argumentParts, isTaskRef } from './task-ref.ts';
import { templateOf } from './templates.ts';

const ID = /^[\p{L}\p{N}_.-]+$/u;
const ID_LIMIT = 250;

/** Throws `DagDefinitionError` with all problems of the DAG at once. */
export function serialize(dag: Dag): SerializedDag {
  const { serialized, problems } = examine(dag);
  if (problems.length > 0) throw new DagDefinitionError(String(dag.dagId), problems);
  return serialized;
}

/** All that is wrong with the DAG by itself, and the DAG without it: whatever is refused has its default, or is left out. */
export function examine(dag: Dag): { serialized: SerializedDag; problems: string[] } {
  const parts = dagParts(dag);
  const problems = [...parts.problems];
  checkId('the id of the DAG', dag.dagId, problems);
  const dagChecker = new Checker('');
  const options = checkDagOptions(dag.options, dagChecker);
  const defaults = dag.options.defaultArgs ?? {};
  const defaultArgs = checkDefaultArgs(defaults, dagChecker);
  problems.push(...dagChecker.problems);

  checkPlacements(parts, problems);
  const tasks = parts.placements.map((placement) => serializeTask(placement, defaults, problems));
  const groups = parts.groups.map((group) => serializeGroup(group, problems));
  joinGroups(tasks, groups, parts, problems);
  joinMapped(tasks, groups);
  const downstream = Map.groupBy(
    tasks.flatMap((task) => task.upstream.map((up) => ({ up, taskId: task.taskId }))),
    (edge) => edge.up,
  );
  for (const task of tasks) task.downstream = (downstream.get(task.taskId) ?? []).map((edge) => edge.taskId);
  for (const task of tasks) resolveDecision(dag, task, tasks, problems);
  const cycle = findCycle(tasks);
  if (cycle) problems.push(`the tasks form a cycle: ${cycle.join(' -> ')}`);
  problems.push(...assetConflicts(options.assetSchedule ?? null, tasks));
  markTemplates(tasks, dag);
  if (options.failFast) problems.push(...failFastProblems(tasks));
  const owners = [...new Set(tasks.map((task) => task.owner))];
  const serialized: SerializedDag = {
    format: 1,
    dagId: dag.dagId,
    ...options,
    displayName: options.displayName ?? dag.dagId,
    owners: owners.length > 0 ? owners : ['airflow'],
    defaultArgs,
    tasks,
    groups,
  };
  return { serialized, problems: [...new Set(problems)] };
}

/** As in Airflow, a DAG that ends with its first failure has no task that waits for one. */
function failFastProblems(tasks: readonly SerializedTask[]): string[] {
  const others = tasks.filter(({ role, triggerRule }) => role !== 'teardown' && triggerRule !== 'all_success');
  return others.map(
    ({ taskId, triggerRule, line }) =>
      `task ${taskId}${at(line)}: its trigger rule is ${triggerRule}; with failFast it must be all_success`,
  );
}

function checkId(what: string, id: unknown, problems: string[]): void {
  if (typeof id !== 'string' || id === '') problems.push(`${what} is ${show(id)}; it must be a text`);
  else if (id.length > ID_LIMIT) problems.push(`${what} has ${id.length} characters; ${ID_LIMIT} are allowed`);
  else if (!ID.test(id)) problems.push(`${what} is "${id}"; letters, digits, dashes, dots and underscores are allowed`);
}

function checkPlacements(parts: DagParts, problems: string[]): void {
  for (const definition of parts.definitions) {
    if (definition.placements > 0 || definition.baseId === '') continue;
    problems.push(
      `task ${definition.baseId}${at(definition.line)} is declared and never placed: call what dag.task() returns`,
    );
  }
  const seen = new Map<string, Placement>();
  const groups = new Set<string>();
  for (const group of parts.groups) {
    checkId(`the id of group ${group.groupId}`, group.groupId, problems);
    if (group.label.includes('.')) problems.push(`the id of a group is "${group.label}"; it must not have a dot`);
    if (groups.has(group.groupId)) problems.push(`there are two groups ${group.groupId}`);
    groups.add(group.groupId);
  }
  for (const placement of parts.placements) {
    checkId(`the id of task ${placement.taskId}`, placement.taskId, problems);
    const first = seen.get(placement.taskId);
    if (first) problems.push(`there are two tasks ${placement.taskId}${at(first.line)}${at(placement.line)}`);
    if (groups.has(placement.taskId)) problems.push(`${placement.taskId} is the id of a task and of a group`);
    seen.set(placement.taskId, placement);
  }
}

const at = (line: number | null): string => (line === null ? '' : ` (line ${line})`);

/** What the options of a question lead to are ids of tasks from here on. */
function resolveDecision(dag: Dag, task: SerializedTask, tasks: readonly SerializedTask[], problems: string[]): void {
  const { decision, taskId, line } = task;
  if (decision?.kind !== 'answer') return;
  const after = descendants(tasks, taskId);
  for (const choice of decision.choices) {
    const [name = ''] = choice.tasks;
    const where = `task ${taskId}${at(line)}: the option ${choice.option} leads to ${name}`;
    try {
      choice.tasks = chosenTasks(dag, name).tasks;
    } catch {
      problems.push(
        `${where}, which is no task and no task group of the DAG; optionsMapping gives options other targets`,
      );
      continue;
    }
    if (choice.tasks.some((id) => !after.has(id))) problems.push(`${where}, which does not come after it`);
  }
}

/** The ids of all that comes after a task. */
function descendants(tasks: readonly SerializedTask[], taskId: string): Set<string> {
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const seen = new Set<string>();
  const open = [taskId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const down of byId.get(id)?.downstream ?? []) {
      if (seen.has(down)) continue;
      seen.add(down);
      open.push(down);
    }
  }
  return seen;
}

/** What the DAG says of all its templates. */
function markTemplates(tasks: readonly SerializedTask[], { options }: Dag): void {
  for (const { template, body } of tasks) {
    if (!template) continue;
    if (options.renderTemplateAsNativeObj) template.native = true;
    // The process of mails runs no code of a DAG file.
    if ((options.userDefinedMacros ?? options.userDefinedFilters) && body !== 'email') template.userDefined = true;
  }
}

function serializeTask(placement: Placement, defaults: object, problems: string[]): SerializedTask {
  const { definition, taskId } = placement;
  const checker = new Checker(`task ${taskId}${at(definition.line)}`);
  const options = checkTaskOptions(definition.options, defaults, checker);
  const operator = isOperator(placement.body) ? placement.body : null;
  const given: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(operator?.options ?? {})) {
    const problem = jsonProblem(value);
    if (problem) checker.add(`option ${name} is no JSON: ${problem}`);
    else given[name] = value;
  }
  for (const problem of operator?.problems ?? definition.sensor?.problems ?? []) checker.add(problem);
  // What it is given stands where it is placed.
  const placed = new Checker(`task ${taskId}${at(placement.line)}`);
  const inputs = serializeInputs(placement, placed);
  const { expansion } = placement;
  const expand = expansion && serializeExpansion(expansion, (problem) => placed.add(problem));
  for (const end of operator?.templates?.templateExt ?? []) {
    if (typeof end !== 'string' || !/^\.\w/.test(end))
      checker.add(`templateExt has ${show(end)}; it must be the end of a file name, such as '.sql'`);
  }
  const template = templateOf(operator, inputs, expand);
  checkFixed(placement, inputs, expand, placed);
  checkRequired(operator, inputs, expand, checker);
  const callbacks = callbacksOf(options, operator, checker);
  problems.push(...checker.problems, ...placed.problems);
  return {
    taskId,
    label: placement.label,
    groupId: placement.groupId,
    operator: operator?.operator ?? definition.decider?.operator ?? (definition.sensor ? '@task.sensor' : '@task'),
    body: operator?.body ?? 'handler',
    options: given,
    inputs,
    upstream: [...placement.upstream],
    downstream: [],
    ...options,
    line: definition.line,
    ...callbacks,
    ...decisionOf(placement),
    ...roleOf(placement),
    ...sensorOf(placement),
    ...(expand ? { expand } : {}),
    ...(template ? { template } : {}),
    ...(placement.labels.size > 0 ? { labels: Object.fromEntries(placement.labels) } : {}),
  };
}

/** Of an operator whose options are the arguments of its task: those that must stand in the file. */
function checkFixed(
  { definition: { body } }: Placement,
  inputs: SerializedTask['inputs'],
  expand: SerializedTask['expand'],
  checker: Checker,
): void {
  if (!isOperatorFactory(body)) return;
  const later = argumentNames(inputs, expand);
  for (const name of fixedOptions(body))
    if (later.includes(name))
      checker.add(`option ${name} must be given in the DAG file; it cannot be mapped or be a result`);
}

/** The rows of `expandKwargs` may name any option: what is missing there is found when the task runs. */
function checkRequired(
  operator: Operator<unknown> | null,
  inputs: SerializedTask['inputs'],
  expand: SerializedTask['expand'],
  checker: Checker,
): void {
  if (expand?.kind === 'rows') return;
  const given = [...Object.keys(operator?.options ?? {}), ...argumentNames(inputs, expand)];
  for (const name of operator?.required ?? []) if (!given.includes(name)) checker.add(`${name} is missing`);
}

const argumentNames = (inputs: SerializedTask['inputs'], expand: SerializedTask['expand']): string[] => [
  ...Object.keys(inputs),
  ...(expand?.kind === 'product' ? expand.inputs.map(({ name }) => name) : []),
];

/** A teardown has a trigger rule of its own, as in Airflow. */
function roleOf({ role, onFailureFailDagrun }: Placement): Partial<SerializedTask> {
  if (role !== 'teardown') return role === undefined ? {} : { role };
  return { role, triggerRule: 'all_done_setup_success', ...(onFailureFailDagrun ? { onFailureFailDagrun } : {}) };
}

/** With those that are told when it begins to wait for an answer. */
function callbacksOf(
  { callbacks }: Pick<SerializedTask, 'callbacks'>,
  operator: Operator<unknown> | null,
  checker: Checker,
): Pick<SerializedTask, 'callbacks'> {
  const told = checkCallbacks('notifiers', operator?.notifiers, checker);
  return told.length === 0 ? {} : { callbacks: { ...callbacks, awaiting_input: told } };
}

function sensorOf({ body, definition: { sensor } }: Placement): Pick<SerializedTask, 'sensor'> {
  const policy = sensor?.policy ?? (isOperator(body) ? body.sensor : undefined);
  return policy === undefined ? {} : { sensor: policy };
}

function decisionOf({ body, definition, decision }: Placement): Pick<SerializedTask, 'decision'> {
  const made = definition.decider?.decision ?? (isOperator(body) ? body.decision : undefined) ?? decision;
  // A copy: the names in it become ids of tasks.
  return made === undefined ? {} : { decision: structuredClone(made) };
}

function serializeInputs(placement: Placement, checker: Checker): { [name: string]: SerializedInput } {
  const { inputs } = placement;
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs) || isTaskRef(inputs)) {
    checker.add(`its input is ${show(inputs)}; it must be one object of named arguments, such as { rows }`);
    return {};
  }
  const serialized: { [name: string]: SerializedInput } = {};
  for (const [name, value] of Object.entries(inputs)) {
    const argument = argumentParts(value);
    if (isTaskRef(value)) {
      serialized[name] = { kind: 'xcom', taskId: value.taskId, key: 'return_value' };
      continue;
    }
    if (argument) {
      serialized[name] = { kind: 'element', name: argument.name };
      if (!isWithin(placement.groupId, argument.groupId))
        checker.add(
          `input ${name} is the argument ${argument.name} of group ${argument.groupId}, in which it does not stand`,
        );
      continue;
    }
    if (value === undefined) continue;
    const problem = jsonProblem(value);
    if (problem) checker.add(`input ${name} is no JSON: ${problem}`);
    else serialized[name] = { kind: 'value', value: value as Json };
  }
  return serialized;
}
