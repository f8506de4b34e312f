import type { SerializedTimetable } from '@aquilon/sdk/serialized';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

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
      return describeCron(timetable.expression);
  }
}

/** The usual shapes; any other is given as it is written. */
function describeCron(expression: string): string {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = expression.trim().split(/\s+/);
  if (/^\*\/\d+$/.test(minute) && [hour, day, month, weekday].every((field) => field === '*'))
    return `Every ${minute.slice(2)} minutes`;
  if (!/^\d+$/.test(minute)) return expression;
  if (hour === '*' && day === '*' && month === '*' && weekday === '*')
    return minute === '0' ? 'Every hour' : `At ${minute} minutes past the hour`;
  if (!/^\d+$/.test(hour)) return expression;
  const time = `At ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && month === '*' && weekday === '*') return time;
  if (day === '*' && month === '*' && /^[0-7]$/.test(weekday))
    return `${time}, only on ${WEEKDAYS[Number(weekday) % 7]}`;
  if (/^\d+$/.test(day) && month === '*' && weekday === '*') return `${time}, on day ${day} of the month`;
  return expression;
}
