/** Options of a DAG, checked. */
import { splitSchedule } from './asset-schedule.ts';
import type { DagOptions, ParamDefinition, ParamObject } from './dag.ts';
import { checkDate, checkTimezone } from './dates.ts';
import { checkDeadlines } from './deadlines.ts';
import { jsonProblem } from './json-problem.ts';
import { checkCallbacks } from './notifiers.ts';
import type { Checker } from './options.ts';
import { show, suggestion } from './problems.ts';
import { checkSchedule } from './schedule.ts';
import type { Json, SerializedDag, SerializedParam } from './serialized.ts';

const NAMES = [
  'schedule',
  'startDate',
  'endDate',
  'timezone',
  'catchup',
  'maxActiveRuns',
  'maxActiveTasks',
  'maxConsecutiveFailedDagRuns',
  'dagrunTimeout',
  'failFast',
  'isPausedUponCreation',
  'tags',
  'displayName',
  'description',
  'docMd',
  'renderTemplateAsNativeObj',
  'userDefinedMacros',
  'userDefinedFilters',
  'params',
  'defaultArgs',
  'ownerLinks',
  'onSuccessCallback',
  'onFailureCallback',
  'deadline',
] as const satisfies readonly (keyof DagOptions)[];

type CheckedDagOptions = Omit<
  SerializedDag,
  'format' | 'dagId' | 'displayName' | 'owners' | 'defaultArgs' | 'tasks' | 'groups'
> & {
  displayName: string | null;
};

export function checkDagOptions(given: DagOptions, checker: Checker): CheckedDagOptions {
  checker.unknownNames(given, NAMES);
  const timezone = checkTimezone('timezone', given.timezone ?? 'UTC', checker);
  const startDate = checkDate('startDate', given.startDate, timezone, checker);
  const endDate = checkDate('endDate', given.endDate, timezone, checker);
  if (startDate !== null && endDate !== null && Date.parse(startDate) > Date.parse(endDate)) {
    checker.add(`startDate ${startDate} lies after endDate ${endDate}`);
  }
  checkUserDefined('userDefinedMacros', given.userDefinedMacros, () => true, checker);
  checkUserDefined('userDefinedFilters', given.userDefinedFilters, (one) => typeof one === 'function', checker);
  const { time, assets, partitions } = splitSchedule(given.schedule, checker);
  const continuous = time === '@continuous';
  const maxActiveRuns =
    given.maxActiveRuns === undefined ? null : checker.whole('maxActiveRuns', given.maxActiveRuns, 1, 1);
  if (continuous && maxActiveRuns !== null && maxActiveRuns > 1) {
    checker.add(`maxActiveRuns is ${maxActiveRuns}; with the schedule @continuous it must be 1`);
  }
  return {
    displayName: checker.text('displayName', given.displayName, null),
    description: checker.text('description', given.description, null),
    docMd: checker.text('docMd', given.docMd, null),
    timetable: checkSchedule(time, timezone, checker),
    ...(assets ? { assetSchedule: assets } : {}),
    ...(partitions ? { partitions } : {}),
    timezone,
    startDate,
    endDate,
    catchup: checker.flag('catchup', given.catchup),
    maxActiveRuns: continuous ? 1 : maxActiveRuns,
    maxActiveTasks:
      given.maxActiveTasks === undefined ? null : checker.whole('maxActiveTasks', given.maxActiveTasks, 1, 1),
    ...(given.maxConsecutiveFailedDagRuns === undefined
      ? {}
      : { maxConsecutiveFailedDagRuns: checkFailedRuns(given.maxConsecutiveFailedDagRuns, checker) }),
    dagrunTimeoutMs: checker.duration('dagrunTimeout', given.dagrunTimeout, null),
    ...(checker.flag('failFast', given.failFast) ? { failFast: true } : {}),
    ...(checker.flag('renderTemplateAsNativeObj', given.renderTemplateAsNativeObj)
      ? { renderTemplateAsNativeObj: true }
      : {}),
    isPausedUponCreation: checker.flag('isPausedUponCreation', given.isPausedUponCreation),
    tags: checkTags(given.tags, checker),
    ownerLinks: checkOwnerLinks(given.ownerLinks, checker),
    params: checkParams(given.params, checker),
    ...runCallbacks(given, checker),
    ...checkDeadlines(given.deadline, timezone, checker),
  };
}

/** Absent where there are none. */
function runCallbacks(given: DagOptions, checker: Checker): Pick<SerializedDag, 'callbacks'> {
  const success = checkCallbacks('onSuccessCallback', given.onSuccessCallback, checker);
  const failure = checkCallbacks('onFailureCallback', given.onFailureCallback, checker);
  if (success.length + failure.length === 0) return {};
  return { callbacks: { ...(success.length > 0 ? { success } : {}), ...(failure.length > 0 ? { failure } : {}) } };
}

const MOST_FAILED_RUNS = 10_000;

function checkFailedRuns(value: unknown, checker: Checker): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_FAILED_RUNS) return value;
  checker.add(`maxConsecutiveFailedDagRuns is ${show(value)}; it must be a whole number from 0 to ${MOST_FAILED_RUNS}`);
  return 0;
}

function checkTags(tags: unknown, checker: Checker): string[] {
  if (tags === undefined) return [];
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string' && tag !== '' && tag.length <= 100))
    return [...new Set(tags)];
  checker.add(`tags is ${show(tags)}; it must be a list of texts of 100 characters at most`);
  return [];
}

function checkUserDefined(
  option: string,
  given: unknown,
  isAllowed: (value: unknown) => boolean,
  checker: Checker,
): void {
  if (given === undefined) return;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return void checker.add(`${option} is ${show(given)}; it must give each of them by its name`);
  for (const [name, value] of Object.entries(given)) {
    if (!/^[\p{L}][\p{L}\p{N}_]*$/u.test(name))
      checker.add(`${option} has the name "${name}"; letters, digits and _ are allowed`);
    if (!isAllowed(value)) checker.add(`${option}.${name} is ${show(value)}; it must be a function`);
  }
}

function checkOwnerLinks(links: unknown, checker: Checker): { [owner: string]: string } {
  if (links === undefined) return {};
  const entries = typeof links === 'object' && links !== null ? Object.entries(links) : [];
  const good = entries.filter(([, link]) => typeof link === 'string' && /^(https?:\/\/|mailto:)/.test(link));
  if (entries.length === 0 || good.length < entries.length) {
    checker.add(
      `ownerLinks is ${show(links)}; it must give each owner an address that begins with https://, http:// or mailto:`,
    );
  }
  return Object.fromEntries(good) as { [owner: string]: string };
}

const PARAM_NAMES = ['default', 'description', 'schema'] as const satisfies readonly (keyof ParamObject)[];

/** Of a DAG, or of a task that asks people. */
export function checkParams(
  params: { [name: string]: ParamDefinition } | undefined,
  checker: Checker,
): { [name: string]: SerializedParam } {
  if (typeof (params ?? {}) !== 'object' || Array.isArray(params)) {
    checker.add(`params is ${show(params)}; it must give each param by its name`);
    return {};
  }
  const checked: [string, SerializedParam][] = [];
  for (const [name, param] of Object.entries(params ?? {})) {
    const problem = jsonProblem(param);
    if (problem) checker.add(`param ${name} is no JSON: ${problem}`);
    else checked.push([name, isParamObject(param) ? describedParam(name, param, checker) : plainParam(param)]);
  }
  return Object.fromEntries(checked);
}

const plainParam = (value: ParamDefinition): SerializedParam => ({
  value: value as Json,
  description: null,
  schema: {},
});

function describedParam(name: string, param: ParamObject, checker: Checker): SerializedParam {
  for (const given of Object.keys(param)) {
    if (!PARAM_NAMES.some((known) => known === given))
      checker.add(
        `param ${name}: there is no ${given}.${suggestion(given, PARAM_NAMES)} It may have ${PARAM_NAMES.join(', ')}`,
      );
  }
  return {
    value: param.default ?? null,
    description: checker.text(`param ${name}: description`, param.description, null),
    schema: param.schema,
    ...(param.default === undefined ? { required: true } : {}),
  };
}

/** A value that has a `schema` in it is a description of a param, not its default. */
function isParamObject(param: ParamDefinition): param is ParamObject {
  if (typeof param !== 'object' || param === null || Array.isArray(param) || !('schema' in param)) return false;
  return typeof param.schema === 'object' && param.schema !== null && !Array.isArray(param.schema);
}
