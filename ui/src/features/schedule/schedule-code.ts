/** What is tried out, as it is written in the file of a DAG. */
import type { ScheduleTrial } from '#shared/api/queries/schedule.ts';

interface Chosen {
  /** Undefined: nobody chose, and the file does not say either. */
  readonly dataInterval: boolean | undefined;
  /** ISO 8601; undefined: none was chosen. */
  readonly start: string | undefined;
}

/** Options of `new Dag`, a line each. */
export function scheduleCode({ schedule, zone, kind, crons }: ScheduleTrial, { dataInterval, start }: Chosen): string {
  const typed = schedule.trim();
  const lines = [`schedule: ${write()},`];
  if (start !== undefined) lines.push(`startDate: ${quoted(start)},`);
  return lines.join('\n');

  function write(): string {
    const interval = dataInterval === undefined ? [] : [`dataInterval: ${dataInterval}`];
    if (kind === 'interval')
      return interval.length === 0 ? quoted(typed) : `{ every: ${quoted(typed)}, ${interval.join(', ')} }`;
    if (kind !== 'cron') return quoted(typed);
    const cron = crons.length < 2 ? quoted(typed) : `[${typed.split(/,\s+/).map(quoted).join(', ')}]`;
    const more = [...(zone === 'UTC' ? [] : [`timezone: ${quoted(zone)}`]), ...interval];
    return more.length === 0 ? cron : `{ cron: ${[cron, ...more].join(', ')} }`;
  }
}

/** What Airflow calls a timetable of this kind. */
export function timetableName({ kind, crons, data_interval: dataInterval }: ScheduleTrial): string {
  switch (kind) {
    case 'cron':
      if (dataInterval) return 'CronDataIntervalTimetable';
      return crons.length > 1 ? 'MultipleCronTriggerTimetable' : 'CronTriggerTimetable';
    case 'interval':
      return dataInterval ? 'DeltaDataIntervalTimetable' : 'DeltaTriggerTimetable';
    case 'once':
      return 'OnceTimetable';
    default:
      return 'ContinuousTimetable';
  }
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
