/** Texts of one page, which come with it: the first page does without them. */
import type { Widen } from '../en.ts';
import { plural } from './plural.ts';

const NTH = ['last', 'first', 'second', 'third', 'fourth', 'fifth'];

export const schedule = {
  /** A cron expression: when, in which months, at which times, one after the other. */
  cronWords: {
    everyDay: 'every day',
    at: (times: string) => `at ${times}`,
    everyMinutes: (count: number) => (count === 1 ? 'every minute' : `every ${count} minutes`),
    minutes: (minutes: string) => `at minute ${minutes}`,
    everyHours: (count: number) => (count === 1 ? 'every hour' : `every ${count} hours`),
    between: (from: string, to: string) => `from ${from} to ${to}`,
    hours: (hours: string) => `in the hours ${hours}`,
    everySeconds: (count: number) => (count === 1 ? 'every second' : `every ${count} seconds`),
    seconds: (seconds: string) => `at second ${seconds}`,
    days: (days: string, count: number) =>
      count === 1 ? `on day ${days} of the month` : `on days ${days} of the month`,
    dayRow: (from: number, to: number) => `on days ${from} to ${to} of the month`,
    lastDay: 'on the last day of the month',
    nearest: (day: number) => `on the weekday nearest to day ${day} of the month`,
    weekdays: (days: string) => `every ${days}`,
    weekdayRow: (from: string, to: string) => `${from} to ${to}`,
    nth: (nth: number, day: string) => `on the ${NTH[nth] ?? nth} ${day} of the month`,
    either: (one: string, other: string) => `${one} or ${other}`,
    both: (one: string, other: string) => `${one} where that is ${other}`,
    months: (months: string) => `in ${months}`,
    monthRow: (from: string, to: string) => `from ${from} to ${to}`,
  },
  tryOut: {
    hint: 'Nothing is changed here: the schedule of a DAG stands in its file. The line for it is below.',
    ofDag: (dag: string) => `In place of the schedule of ${dag}: its own runs are not counted.`,
    asInFile: 'As in its file',
    calendar: (dag: string) => `Calendar of ${dag}`,
    schedule: 'Schedule',
    scheduleHint: 'A preset, cron expressions with ", " between them, or an interval such as 6h or 1 day',
    examples: 'Examples',
    zone: 'Time zone',
    start: 'Start date',
    startHint: 'No run comes before it; intervals are counted from it',
    made: 'A run is made',
    atTick: 'At each tick',
    between: 'Between two ticks',
    emptyTitle: 'No schedule yet',
    empty: 'Type one, or choose an example: its next ticks, and the load beside all other DAGs, are shown here.',
    notTyped:
      'The DAG has no schedule that can be typed here: dates of a list, assets, a timetable of its own, or none.',
    problem: {
      form: 'It is no preset, no cron expression and no interval.',
      formAllowed:
        'Presets: @hourly, @daily, @weekly, @monthly, @quarterly, @yearly, @once, @continuous. Intervals: 30m, 6h, 1h30m, 1 day.',
      count: 'A cron expression has five fields: minute, hour, day, month, weekday; a sixth at the end is the second.',
      never: 'It never comes: no such day exists.',
      duration: 'An interval is 1 ms or more, and 36500 days at most.',
      several: 'Only one cron expression alone has intervals between two ticks.',
      zone: 'There is no such time zone. Its name is that of the IANA data base, such as Europe/Paris.',
      field: (field: string, part: string) => `${field}: "${part}" does not fit.`,
    },
    field: {
      minute: 'Minute',
      hour: 'Hour',
      day: 'Day of the month',
      month: 'Month',
      weekday: 'Day of the week',
      second: 'Second',
    },
    allowed: {
      minute: 'Allowed: 0 to 59, *, lists 0,30, ranges 0-29, steps */15',
      hour: 'Allowed: 0 to 23, *, lists 6,18, ranges 8-17 and 22-2, steps */3',
      day: 'Allowed: 1 to 31, *, lists 1,15, ranges 1-7, steps */2, L for the last, 15W for the working day nearest to the 15th',
      month: 'Allowed: 1 to 12, jan to dec, *, lists 1,7, ranges 3-5, steps */3',
      weekday:
        'Allowed: 0 to 7 (0 and 7 are Sunday), sun to sat, *, lists 1,3, ranges 1-5 and fri-mon, 5#2 for the second Friday, L5 for the last; those with # or L stand alone',
      second: 'Allowed: 0 to 59, *, lists 0,30, ranges 0-29, steps */10',
    },
    words: 'In words',
    ticks: (count: number) => `Next ${plural(count, 'run', 'runs')}`,
    clock: 'Changes of the clock',
    clockNone: (zone: string) => `No change of the clock of ${zone} moves a run within a year.`,
    clockInterval: 'An interval knows no clock: a day is 24 hours, and the time of day moves when the clock is set.',
    clockCut: 'There are more: only the first are told.',
    surprise: {
      skipped: (time: string, day: string, due: string) => `${time} does not exist on ${day}: the run comes at ${due}.`,
      doubled: (time: string, day: string) => `${time} comes twice on ${day}: one run, the second time.`,
      shorter_interval: (time: string, day: string) => `The time until ${time} on ${day} is shorter than usual.`,
      longer_interval: (time: string, day: string) => `The time until ${time} on ${day} is longer than usual.`,
      fewer_runs: (_time: string, day: string) => `${day} is a short day: ticks go on in real time, fewer runs.`,
      more_runs: (_time: string, day: string) => `${day} is a long day: ticks go on in real time, more runs.`,
    },
    code: 'For the file of the DAG',
    codeOf: (name: string) => `As options of new Dag. Airflow calls it ${name}.`,
    load: 'What if: runs that start',
    loadOf: (added: number, others: number, most: number) =>
      `${plural(added, 'run', 'runs')} of this schedule beside ${others} of the active DAGs; ${most} at most in an hour`,
    loadHint: (zone: string) =>
      `Planned starts of all DAGs that are on, hour by hour on the clock of ${zone}. Runs that assets or people trigger are not known before.`,
    day: 'A day',
    week: 'A week',
    period: 'Period',
    others: 'Active DAGs',
    added: 'This schedule',
    hour: 'Hour',
    total: 'Together',
    bar: (hour: string, others: number, added: number) =>
      `${hour}: ${others} of active DAGs, ${added} of this schedule`,
    loadCut: 'There are more runs than are counted: some DAGs are left out.',
  },
} as const;

export type ScheduleTexts = Widen<typeof schedule>;
