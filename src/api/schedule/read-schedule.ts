/** A schedule as somebody types it: a preset, cron expressions with ", " between them, or an interval. Read by the code that reads DAG files and by the scheduler's. */
import { parseDuration, readSchedule } from '@aquilon/sdk/runtime';
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { type Cron, parseCron, placeOf } from '#domain/cron.ts';
import { CronError } from '#domain/cron-field.ts';

export interface ScheduleProblem {
  /**
   * `form`: none of the three; `count`, `field`, `never`: of a cron expression; `duration`: of an interval; `several`: only one cron expression has
   * data intervals; `zone`: no such time zone; `nothing`: no schedule was given, and the DAG has none that could be typed.
   */
  kind: 'form' | CronError['reason'] | 'duration' | 'several' | 'zone' | 'nothing';
  message: string;
  /** Of a cron expression: `minute`, `hour`, ...; null: it is another thing. */
  field: string | null;
  /** What is wrong stands here: characters from the start of what was typed, the end not included. */
  start: number;
  end: number;
}

export interface Reading {
  /** null: there is a problem. */
  timetable: SerializedTimetable | null;
  /** Of cron expressions: the values that fit. */
  crons: Cron[];
  problem: ScheduleProblem | null;
}

interface Given {
  text: string;
  zone: string;
  /** Undefined: as DAG files have it that do not say. */
  dataInterval: boolean | undefined;
}

export function readTyped({ text, zone, dataInterval }: Given): Reading {
  const typed = text.trim();
  if (typed === '') return refused(text, 'nothing', 'There is no schedule');
  if (!isZone(zone)) return refused(text, 'zone', `${JSON.stringify(zone)} is no IANA name of a time zone`);
  if (typed.startsWith('@')) {
    const { timetable, problems } = readSchedule(typed, zone);
    if (problems.length > 0) return refused(text, 'form', problems.join('\n'));
    return timetable.kind === 'cron'
      ? readCron(timetable.expression, zone, dataInterval)
      : { timetable, crons: [], problem: null };
  }
  if (parseDuration(typed) !== undefined) {
    const { timetable, problems } = readSchedule({ every: typed as '1d', dataInterval }, zone);
    return problems.length > 0
      ? refused(text, 'duration', problems.join('\n'))
      : { timetable, crons: [], problem: null };
  }
  if (!/\s/.test(typed)) return refused(text, 'form', `"${typed}" is no preset, cron expression or interval`);
  return readCron(text, zone, dataInterval);
}

const refused = (
  text: string,
  kind: ScheduleProblem['kind'],
  message: string,
  more: Partial<ScheduleProblem> = {},
): Reading => ({
  timetable: null,
  crons: [],
  problem: { kind, message, field: null, start: 0, end: text.length, ...more },
});

/** A comma within a field has no space after it. */
const EXPRESSION = /[^\s,](?:[^,]|,(?!\s))*/g;

function readCron(text: string, zone: string, dataInterval: boolean | undefined): Reading {
  const crons: Cron[] = [];
  for (const { 0: expression, index } of text.matchAll(EXPRESSION)) {
    try {
      crons.push(parseCron(expression));
    } catch (error) {
      if (!(error instanceof CronError)) throw error;
      const { start, end } = placeOf(expression, error);
      return refused(text, error.reason, error.message, { field: error.field, start: index + start, end: index + end });
    }
  }
  if (crons.length > 1 && dataInterval) return refused(text, 'several', 'Only one cron expression has data intervals');
  const [first = '', ...more] = crons.map(({ expression }) => expression);
  const cron = more.length === 0 ? first : [first, ...more];
  const { timetable, problems } = readSchedule({ cron, timezone: zone, dataInterval }, zone);
  return problems.length > 0 ? refused(text, 'form', problems.join('\n')) : { timetable, crons, problem: null };
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** What somebody would type for it; null: dates of a list or a timetable of one's own are not typed. */
export function typedForm(timetable: SerializedTimetable): string | null {
  switch (timetable.kind) {
    case 'once':
    case 'continuous':
      return timetable.summary;
    case 'cron':
      return [timetable.expression, ...(timetable.more ?? [])].join(', ');
    case 'interval': {
      let left = timetable.ms;
      return UNITS.map(([unit, size]) => {
        const count = Math.floor(left / size);
        left -= count * size;
        return count === 0 ? '' : `${count}${unit}`;
      }).join('');
    }
    default:
      return null;
  }
}
