import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { describeCron } from './describe-cron.ts';

/** A schedule in words, in the manner of Airflow's `timetable_description`: `At 00:00`, `Never, external triggers only`. */
export function describeTimetable(timetable: SerializedTimetable): string {
  switch (timetable.kind) {
    case 'null':
      return 'Never, external triggers only';
    case 'once':
      return 'Once, as soon as possible';
    case 'continuous':
      return 'As frequently as possible, but only one run at a time.';
    case 'interval':
      return `Every ${timetable.summary}`;
    case 'cron':
      return [timetable.expression, ...(timetable.more ?? [])].map(describeCron).join(', ');
    case 'events':
      return timetable.description ?? describeEvents(timetable.dates);
  }
}

function describeEvents(dates: readonly string[]): string {
  const iso = (date: string | undefined) => date?.replace('.000Z', '+00:00').replace(/Z$/, '+00:00');
  return `${dates.length} events between ${iso(dates[0])} and ${iso(dates.at(-1))}`;
}
