import type { SerializedDag } from '@aquilon/sdk/serialized';
import { parseCron } from '#domain/cron.ts';
import { messageOf } from '#errors/aquilon-error.ts';

/** What the scheduler computes with must be what it says: a date or a zone that is none would end each of its turns. */
export function scheduleProblem({
  timetable,
  startDate,
  endDate,
}: Pick<SerializedDag, 'timetable' | 'startDate' | 'endDate'>): string | undefined {
  const wrong = [startDate, endDate].find((date) => date !== null && Number.isNaN(Date.parse(date)));
  if (wrong !== undefined) return `${wrong} is no date`;
  if (timetable.kind !== 'cron') return undefined;
  try {
    for (const expression of [timetable.expression, ...(timetable.more ?? [])]) parseCron(expression);
    new Intl.DateTimeFormat('en', { timeZone: timetable.timezone }).resolvedOptions();
    return undefined;
  } catch (error) {
    return `schedule ${messageOf(error)}`;
  }
}
