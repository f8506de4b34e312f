import type { SerializedDag, SerializedTimetable } from '@aquilon/sdk/serialized';
import { describeCron } from './describe-cron.ts';

/** Airflow's `timetable_summary`: of assets `Asset`, by partitions `Partitioned Asset`, of assets and a time `Asset or 0 0 * * *`. */
export function summarizeSchedule({ timetable, assetSchedule, partitions }: SerializedDag): string | null {
  if (!assetSchedule) return timetable.summary;
  if (partitions) return 'Partitioned Asset';
  return timetable.summary === null ? 'Asset' : `Asset or ${timetable.summary}`;
}

/** Airflow's `timetable_description`. */
export function describeSchedule({ timetable, assetSchedule }: SerializedDag): string {
  if (!assetSchedule) return describeTimetable(timetable);
  return timetable.kind === 'null' ? 'Triggered by assets' : `Triggered by assets or ${describeTimetable(timetable)}`;
}

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
    case 'custom':
      return timetable.description;
    case 'events':
      return timetable.description ?? describeEvents(timetable.dates);
  }
}

function describeEvents(dates: readonly string[]): string {
  const iso = (date: string | undefined) => date?.replace('.000Z', '+00:00').replace(/Z$/, '+00:00');
  return `${dates.length} events between ${iso(dates[0])} and ${iso(dates.at(-1))}`;
}
