/** The runs of a month, by day or by hour. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import { keys } from './keys.ts';

export type { CalendarSlot } from '../extra-operations.ts';

interface Month {
  /** null: of all DAGs. */
  readonly dagId: string | null;
  /** `YYYY-MM` */
  readonly month: string;
  readonly by: 'day' | 'hour';
  readonly zone: string;
}

export const calendarQuery = ({ dagId, month, by, zone }: Month) =>
  queryOptions({
    queryKey: [...keys.calendar(dagId), month, by, zone],
    queryFn: ({ signal }) =>
      call('GET /aquilon/calendar', {
        query: { month, by, zone, ...(dagId !== null && { dag_id: dagId }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
