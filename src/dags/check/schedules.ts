/** Schedules that make no run, or none any more. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { nextTick } from '#domain/timetable.ts';
import type { CheckCode } from './finding.ts';

const TIMED = ['cron', 'interval'];

/** `catchupByDefault`: of DAGs that do not say. */
export function scheduleProblems(dag: SerializedDag, catchupByDefault: boolean, now: number): [CheckCode, string][] {
  const { timetable, startDate, endDate } = dag;
  if (timetable.kind === 'null' || timetable.kind === 'custom') return [];
  const latest = endDate === null ? null : Date.parse(endDate);
  const earliest = startDate === null ? null : Date.parse(startDate);
  const limits = { earliest, latest, catchup: dag.catchup ?? catchupByDefault };
  const why = (reason: string): [CheckCode, string][] => [
    ['schedule-never-fires', `the schedule ${timetable.summary} makes no run: ${reason}`],
  ];
  if (timetable.kind === 'events') {
    const last = timetable.dates.at(-1) ?? '';
    if (Date.parse(last) < now)
      return [
        ['schedule-past', `all dates of the schedule are past, the last one is ${last}: no run will come after it`],
      ];
  }
  const next = nextTick(timetable, null, limits, now);
  if (next === null) {
    if (latest !== null && latest < now && !limits.catchup)
      return why(`endDate ${endDate} is past, and catchup is off. Move endDate, or remove the schedule`);
    if (endDate !== null) return why(`no date of it lies between startDate and endDate ${endDate}`);
    return why('none of its dates can come');
  }
  if (startDate === null && TIMED.includes(timetable.kind)) {
    const reason = 'the first run depends on when the file is loaded, and there is nothing to catch up from';
    return [['no-start-date', `the schedule ${timetable.summary} has no startDate: ${reason}. Add startDate`]];
  }
  return [];
}
