/** What a schedule would do if a DAG had it. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import { keys } from './keys.ts';

export type { ClockSurprise, CronFields, ScheduleProblem, ScheduleTrial } from '../extra-operations.ts';

interface Tried {
  /** Undefined: that of the DAG. The others alike. */
  readonly schedule: string | undefined;
  readonly zone: string | undefined;
  readonly dataInterval: boolean | undefined;
  /** ISO 8601 */
  readonly start: string | undefined;
  /** Hours of load. */
  readonly hours: number;
  readonly dagId: string | undefined;
}

export const scheduleTrialQuery = ({ schedule, zone, dataInterval, start, hours, dagId }: Tried) =>
  queryOptions({
    // It tells of planned runs, as calendars do, and is asked for again when they are.
    queryKey: [...keys.calendar(null), 'schedule', schedule, zone, dataInterval, start, hours, dagId],
    queryFn: ({ signal }) =>
      call('GET /aquilon/schedule', {
        query: {
          hours,
          // An empty one would be left out, and that of the DAG be meant.
          ...(schedule !== undefined && { schedule: schedule === '' ? ' ' : schedule }),
          ...(zone !== undefined && { zone }),
          ...(dataInterval !== undefined && { data_interval: dataInterval }),
          ...(start !== undefined && { start }),
          ...(dagId !== undefined && { dag_id: dagId }),
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
