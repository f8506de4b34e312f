/** Options of a DAG, checked. */
import type { DagOptions, ParamDefinition, Schedule } from './dag.ts';
import { intervalSummary, parseDuration } from './duration.ts';
import { jsonProblem } from './json-problem.ts';
import type { Checker } from './options.ts';
import { show, suggestion } from './problems.ts';
import type { Json, SerializedDag, SerializedParam, SerializedTimetable } from './serialized.ts';

const NAMES = [
  'schedule',
  'startDate',
  'endDate',
  'timezone',
  'catchup',
  'maxActiveRuns',
  'maxActiveTasks',
  'dagrunTimeout',
  'failFast',
  'isPausedUponCreation',
  'tags',
  'displayName',
  'description',
  'docMd',
  'params',
  'defaultArgs',
  'ownerLinks',
] as const satisfies readonly (keyof DagOptions)[];

const PRESETS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@quarterly': '0 0 1 */3 *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};
const OTHER_PRESETS = ['@once', '@continuous'];

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
  const continuous = given.schedule === '@continuous';
  const maxActiveRuns =
    given.maxActiveRuns === undefined ? null : checker.whole('maxActiveRuns', given.maxActiveRuns, 1, 1);
  if (continuous && maxActiveRuns !== null && maxActiveRuns > 1) {
    checker.add(`maxActiveRuns is ${maxActiveRuns}; with the schedule @continuous it must be 1`);
  }
  return {
    displayName: checker.text('displayName', given.displayName, null),
    description: checker.text('description', given.description, null),
    docMd: checker.text('docMd', given.docMd, null),
    timetable: checkSchedule(given.schedule, timezone, checker),
    timezone,
    startDate,
    endDate,
    catchup: checker.flag('catchup', given.catchup),
    maxActiveRuns: continuous ? 1 : maxActiveRuns,
    maxActiveTasks:
      given.maxActiveTasks === undefined ? null : checker.whole('maxActiveTasks', given.maxActiveTasks, 1, 1),
    dagrunTimeoutMs: checker.duration('dagrunTimeout', given.dagrunTimeout, null),
    ...(checker.flag('failFast', given.failFast) ? { failFast: true } : {}),
    isPausedUponCreation: checker.flag('isPausedUponCreation', given.isPausedUponCreation),
    tags: checkTags(given.tags, checker),
    ownerLinks: checkOwnerLinks(given.ownerLinks, checker),
    params: checkParams(given.params, checker),
  };
}

function checkTimezone(name: string, zone: unknown, checker: Checker): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: String(zone) }).resolvedOptions().timeZone;
  } catch {
    checker.add(`${name} is ${show(zone)}; it must be the IANA name of a time zone, such as Europe/Paris`);
    return 'UTC';
  }
}

function checkDate(name: string, value: unknown, timezone: string, checker: Checker): string | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === 'string') {
    try {
      if (/(Z|[+-]\d\d:?\d\d)$/i.test(value)) return Temporal.Instant.from(value).toString();
      return Temporal.PlainDateTime.from(value).toZonedDateTime(timezone).toInstant().toString();
    } catch {
      // Reported below, with the value.
    }
  }
  checker.add(`${name} is ${show(value)}; it must be a date such as '2026-01-01' or '2026-01-01T06:00:00Z'`);
  return null;
}

function checkSchedule(schedule: Schedule | undefined, zone: string, checker: Checker): SerializedTimetable {
  if (schedule === undefined || schedule === null) return { kind: 'null', summary: null };
  if (typeof schedule === 'object') {
    const timezone =
      schedule.timezone === undefined ? zone : checkTimezone('schedule.timezone', schedule.timezone, checker);
    return { kind: 'cron', expression: schedule.cron, timezone, summary: schedule.cron };
  }
  if (schedule === '@once') return { kind: 'once', summary: '@once' };
  if (schedule === '@continuous') return { kind: 'continuous', summary: '@continuous' };
  if (typeof schedule === 'string' && schedule.startsWith('@')) return preset(schedule, zone, checker);
  const ms = parseDuration(schedule);
  if (ms !== undefined && ms > 0) return { kind: 'interval', ms, summary: intervalSummary(ms) };
  if (typeof schedule === 'string' && /^\S+(\s+\S+){4}$/.test(schedule.trim())) {
    return { kind: 'cron', expression: schedule.trim(), timezone: zone, summary: schedule.trim() };
  }
  checker.add(
    `schedule is ${show(schedule)}; it must be a preset such as @daily, a cron expression of five fields, a duration such as '1 day', or null`,
  );
  return { kind: 'null', summary: null };
}

/** Airflow shows a preset as the cron expression that it stands for. */
function preset(name: string, timezone: string, checker: Checker): SerializedTimetable {
  const expression = PRESETS[name];
  if (expression) return { kind: 'cron', expression, timezone, summary: expression };
  const known = [...Object.keys(PRESETS), ...OTHER_PRESETS];
  checker.add(`schedule is ${show(name)};${suggestion(name, known)} It must be one of ${known.join(', ')}`);
  return { kind: 'null', summary: null };
}

function checkTags(tags: unknown, checker: Checker): string[] {
  if (tags === undefined) return [];
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string' && tag !== '' && tag.length <= 100))
    return [...new Set(tags)];
  checker.add(`tags is ${show(tags)}; it must be a list of texts of 100 characters at most`);
  return [];
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

function checkParams(
  params: { [name: string]: ParamDefinition } | undefined,
  checker: Checker,
): { [name: string]: SerializedParam } {
  const checked: { [name: string]: SerializedParam } = {};
  for (const [name, param] of Object.entries(params ?? {})) {
    const problem = jsonProblem(param);
    if (problem) {
      checker.add(`param ${name} is no JSON: ${problem}`);
      continue;
    }
    checked[name] = isParamObject(param)
      ? { value: param.default, description: param.description ?? null, schema: param.schema }
      : { value: param as Json, description: null, schema: {} };
  }
  return checked;
}

function isParamObject(param: ParamDefinition): param is Extract<ParamDefinition, { schema: unknown }> & {
  default: Json;
  description?: string;
  schema: { [keyword: string]: Json };
} {
  return (
    typeof param === 'object' && param !== null && !Array.isArray(param) && 'default' in param && 'schema' in param
  );
}
