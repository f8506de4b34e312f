/** When the runs of a DAG are made, as an author writes it. Names and defaults are those of Airflow's timetables, in camelCase. */
import { checkDate, checkTimezone } from './dates.ts';
import { type Duration, intervalSummary, parseDuration } from './duration.ts';
import { Checker } from './options.ts';
import { show, suggestion } from './problems.ts';
import type { SerializedTimetable } from './serialized.ts';
import { isTimetable, type Timetable } from './timetable.ts';

type Preset =
  | '@once'
  | '@continuous'
  | '@hourly'
  | '@daily'
  | '@midnight'
  | '@weekly'
  | '@monthly'
  | '@quarterly'
  | '@yearly'
  | '@annually';

/**
 * One cron expression, or several: a run is made at every tick of any of them, one where they tick together
 * (`CronTriggerTimetable`, `MultipleCronTriggerTimetable`).
 */
export interface CronSchedule {
  cron: string | readonly string[];
  /** Default: the time zone of the DAG. */
  timezone?: string;
  /** Length of the data interval of a run; it ends at the tick. Default 0: the tick alone. */
  interval?: Duration;
  /**
   * Of a DAG without a start date and without runs: whether the tick that is just past counts. True: always; false: never; a duration: when it
   * is no longer past than that. Default: a tenth of the time between two ticks, 5 minutes at least.
   */
  runImmediately?: boolean | Duration;
  /**
   * True: the data interval lies between two ticks, and its run is made at its end (`CronDataIntervalTimetable`). False: the run is made at
   * the tick. Default: `[scheduler] create_cron_data_intervals`, which is false.
   */
  dataInterval?: boolean;
  /**
   * Each run has the tick as its partition key, on the clock of the zone, and gives it to the events of its tasks (`CronPartitionTimetable`). True:
   * written as `%Y-%m-%dT%H:%M:%S`; a text: a format of one's own. Default: no key.
   */
  partitionKey?: boolean | string;
}

/** A run each time the interval has passed (`DeltaTriggerTimetable`). */
export interface IntervalSchedule {
  every: Duration;
  /** Length of the data interval of a run; it ends when the run is made. Default 0. */
  interval?: Duration;
  /** True: each data interval begins where the one before ends. Default: `[scheduler] create_delta_data_intervals`, which is false. */
  dataInterval?: boolean;
}

/** A run at each date of a list (`EventsTimetable`). They are sorted, and a date that is given twice counts once. */
export interface EventsSchedule {
  events: readonly (string | Date)[];
  /** Shown as the schedule. Default: how many there are. */
  description?: string;
  /** The data interval of a run that somebody asks for is the newest event that is past. Default false: its logical date. */
  restrictToEvents?: boolean;
}

/** A preset, a cron expression of five fields or six, a list of them, an interval, dates, a timetable of one's own; null for a DAG that only runs when asked. */
export type Schedule =
  | null
  | Preset
  | Duration
  | (string & {})
  | readonly string[]
  | CronSchedule
  | IntervalSchedule
  | EventsSchedule
  | Timetable;

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
const NOTHING: SerializedTimetable = { kind: 'null', summary: null };
/** A list is searched for each tick, and stands in every version of its DAG. */
const MOST_EVENTS = 10_000;
const LONGEST_MS = 36_500 * 86_400_000;

const FORMS = `a preset such as @daily, a cron expression of five fields, a list of them, a duration such as '1 day', { cron }, { every }, { events }, a timetable with nextDagrunInfo() and inferManualDataInterval(), or null`;

/** A schedule as a DAG may have it, read without a DAG; what is wrong with it, where something is. */
export function readSchedule(
  schedule: Schedule,
  zone: string,
): { timetable: SerializedTimetable; problems: readonly string[] } {
  const checker = new Checker('');
  return { timetable: checkSchedule(schedule, zone, checker), problems: checker.problems };
}

export function checkSchedule(schedule: Schedule | undefined, zone: string, checker: Checker): SerializedTimetable {
  if (schedule === undefined || schedule === null) return NOTHING;
  if (Array.isArray(schedule)) return checkCron({ cron: schedule as string[] }, zone, checker);
  if (typeof schedule === 'object') return checkObject(schedule as object, zone, checker);
  if (schedule === '@once') return { kind: 'once', summary: '@once' };
  if (schedule === '@continuous') return { kind: 'continuous', summary: '@continuous' };
  if (typeof schedule === 'string' && schedule.startsWith('@')) return preset(schedule, zone, checker);
  const ms = parseDuration(schedule);
  if (ms !== undefined) return checkInterval('schedule', { every: schedule as Duration }, checker);
  if (isCron(schedule)) {
    return { kind: 'cron', expression: schedule.trim(), timezone: zone, summary: schedule.trim() };
  }
  checker.add(`schedule is ${show(schedule)}; it must be ${FORMS}`);
  return NOTHING;
}

const isCron = (value: unknown): value is string =>
  typeof value === 'string' && /^\S+(\s+\S+){4,5}$/.test(value.trim());

/** Airflow shows a preset as the cron expression that it stands for. */
function preset(name: string, timezone: string, checker: Checker): SerializedTimetable {
  const expression = PRESETS[name];
  if (expression) return { kind: 'cron', expression, timezone, summary: expression };
  const known = [...Object.keys(PRESETS), ...OTHER_PRESETS];
  checker.add(`schedule is ${show(name)};${suggestion(name, known)} It must be one of ${known.join(', ')}`);
  return NOTHING;
}

function checkObject(schedule: object, zone: string, checker: Checker): SerializedTimetable {
  if (isTimetable(schedule)) return checkTimetable(schedule, checker);
  if ('cron' in schedule) return checkCron(schedule as CronSchedule, zone, checker);
  if ('every' in schedule) return checkInterval('schedule.every', schedule as IntervalSchedule, checker);
  if ('events' in schedule) return checkEvents(schedule as EventsSchedule, zone, checker);
  checker.add(`schedule is ${show(schedule)}; it must be ${FORMS}`);
  return NOTHING;
}

function checkCron(given: CronSchedule, zone: string, checker: Checker): SerializedTimetable {
  checkNames(given, ['cron', 'timezone', 'interval', 'runImmediately', 'dataInterval', 'partitionKey'], checker);
  const expressions = (Array.isArray(given.cron) ? given.cron : [given.cron]).map((one) => PRESETS[one] ?? one);
  const bad = expressions.find((one) => !isCron(one));
  if (expressions.length === 0 || bad !== undefined) {
    const what = expressions.length === 0 ? 'an empty list' : `${show(bad)}`;
    checker.add(`schedule.cron is ${what}; it must be a cron expression of five fields, or a list of them`);
    return NOTHING;
  }
  const [expression = '', ...more] = [...new Set(expressions.map((one) => one.trim()))];
  const dataInterval = checker.flag('schedule.dataInterval', given.dataInterval);
  if (dataInterval && (more.length > 0 || given.interval !== undefined || given.runImmediately !== undefined))
    checker.add(
      'schedule.dataInterval is true; its interval lies between two ticks of one cron expression, so it goes without interval, runImmediately and further crons',
    );
  return {
    kind: 'cron',
    expression,
    ...(more.length > 0 ? { more } : {}),
    timezone: given.timezone === undefined ? zone : checkTimezone('schedule.timezone', given.timezone, checker),
    summary: [expression, ...more].join(', '),
    ...intervalOf(given.interval, checker),
    ...(given.runImmediately === undefined
      ? {}
      : { runImmediately: checkRunImmediately(given.runImmediately, checker) }),
    // What is said of the trigger is not changed by how plain cron expressions are configured.
    ...(dataInterval === null && isPlain(given) ? {} : { dataInterval: dataInterval === true }),
    ...partitionKeyOf(given, checker),
  };
}

/** Letters of Python's `strftime` that a key may be made of. */
const KEY_FORMAT = /^(?:%[YmdHMSV]|[^%])+$/;

function partitionKeyOf({ partitionKey, dataInterval }: CronSchedule, checker: Checker): { partitionKey?: string } {
  if (partitionKey === undefined || partitionKey === false) return {};
  const format = partitionKey === true ? '%Y-%m-%dT%H:%M:%S' : partitionKey;
  if (typeof format !== 'string' || !KEY_FORMAT.test(format))
    checker.add(
      `schedule.partitionKey is ${show(partitionKey)}; it must be true, or a format of %Y, %m, %d, %H, %M, %S and %V`,
    );
  if (dataInterval)
    checker.add(
      'schedule.partitionKey and schedule.dataInterval are both given; a key is that of a tick, not of an interval',
    );
  return { partitionKey: format };
}

const isPlain = ({ cron, interval, runImmediately, partitionKey }: CronSchedule): boolean =>
  typeof cron === 'string' && [interval, runImmediately, partitionKey].every((one) => one === undefined);

function checkRunImmediately(value: unknown, checker: Checker): boolean | number {
  if (typeof value === 'boolean') return value;
  const ms = parseDuration(value);
  if (ms === undefined)
    checker.add(`schedule.runImmediately is ${show(value)}; it must be true, false, or a duration such as '10m'`);
  return ms ?? false;
}

function checkInterval(name: string, given: IntervalSchedule, checker: Checker): SerializedTimetable {
  checkNames(given, ['every', 'interval', 'dataInterval'], checker);
  const ms = Math.round(parseDuration(given.every) ?? 0);
  if (ms < 1 || ms > LONGEST_MS)
    checker.add(
      `${name} is ${show(given.every)}; it must be a duration of 1 ms or more, such as '30m' or '1 day', and 36500 days at most`,
    );
  const dataInterval = checker.flag('schedule.dataInterval', given.dataInterval);
  if (dataInterval && given.interval !== undefined)
    checker.add(
      'schedule.dataInterval is true; the data interval is then as long as every, so it goes without interval',
    );
  return {
    kind: 'interval',
    ms: Math.min(Math.max(1, ms), LONGEST_MS),
    summary: intervalSummary(Math.min(ms, LONGEST_MS)),
    ...intervalOf(given.interval, checker),
    ...(dataInterval === null && given.interval === undefined ? {} : { dataInterval: dataInterval === true }),
  };
}

function intervalOf(interval: unknown, checker: Checker): { intervalMs?: number } {
  const ms = checker.duration('schedule.interval', interval, 0);
  if (ms > LONGEST_MS) checker.add(`schedule.interval is ${show(interval)}; it must be 36500 days at most`);
  return ms > 0 ? { intervalMs: ms } : {};
}

function checkEvents(given: EventsSchedule, zone: string, checker: Checker): SerializedTimetable {
  checkNames(given, ['events', 'description', 'restrictToEvents'], checker);
  const { events } = given;
  if (!Array.isArray(events) || events.length === 0 || events.length > MOST_EVENTS) {
    const what = Array.isArray(events) ? `a list of ${events.length} dates` : show(events);
    checker.add(`schedule.events is ${what}; it must be a list of 1 to ${MOST_EVENTS} dates`);
    return NOTHING;
  }
  const instants = events.map((event: unknown, at) => {
    const name = `schedule.events[${at}]`;
    if (event === undefined || event === null) checker.add(`${name} is ${show(event)}; it must be a date`);
    return Date.parse(checkDate(name, event, zone, checker) ?? '1970-01-01');
  });
  const dates = [...new Set(instants)].sort((a, b) => a - b).map((at) => new Date(at).toISOString());
  const description = checker.text('schedule.description', given.description, null);
  return {
    kind: 'events',
    dates,
    restrictToEvents: checker.flag('schedule.restrictToEvents', given.restrictToEvents) ?? false,
    ...(description === null ? {} : { description }),
    summary: description ?? `${dates.length} events`,
  };
}

function checkTimetable(given: Timetable, checker: Checker): SerializedTimetable {
  const ownName = given.constructor.name;
  const summary = checker.text('schedule.summary', given.summary, ownName === 'Object' ? 'custom' : ownName);
  return { kind: 'custom', summary, description: checker.text('schedule.description', given.description, summary) };
}

function checkNames(given: object, known: readonly string[], checker: Checker): void {
  const inner = new Checker('schedule');
  inner.unknownNames(given, known);
  checker.problems.push(...inner.problems);
}
