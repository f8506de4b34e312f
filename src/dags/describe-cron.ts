const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A cron expression in words: the usual shapes, as Airflow says them; any other is given as it is written. */
export function describeCron(expression: string): string {
  const fields = expression.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const parts = [describeTime(minute, hour), describeDays(day, weekday), describeMonths(month)];
  return fields.length > 5 || parts.includes(undefined) ? expression : parts.join('');
}

/** Undefined: of a shape that is not known. The others alike. */
function describeTime(minute: string, hour: string): string | undefined {
  const every = /^\*\/(\d+)$/;
  if (hour === '*') {
    if (minute === '*' || minute === '*/1') return 'Every minute';
    if (every.test(minute)) return `Every ${minute.slice(2)} minutes`;
    if (/^\d+$/.test(minute)) return minute === '0' ? 'Every hour' : `At ${minute} minutes past the hour`;
  }
  if (every.test(hour) && minute === '0') return `Every ${hour.slice(2)} hours`;
  if (!/^\d+$/.test(hour) || !/^\d+$/.test(minute)) return undefined;
  return `At ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

function describeDays(day: string, weekday: string): string | undefined {
  if (weekday === '*') {
    if (day === '*') return '';
    if (day.toLowerCase() === 'l') return ', on the last day of the month';
    return /^\d+$/.test(day) ? `, on day ${day} of the month` : undefined;
  }
  const [, from, to] = /^([0-7])(?:-([0-7]))?$/.exec(weekday) ?? [];
  if (day !== '*' || from === undefined) return undefined;
  const name = (index: string) => WEEKDAYS[Number(index) % 7];
  return to === undefined ? `, only on ${name(from)}` : `, ${name(from)} through ${name(to)}`;
}

function describeMonths(month: string): string | undefined {
  if (month === '*') return '';
  if (/^\*\/\d+$/.test(month)) return `, every ${month.slice(2)} months`;
  const name = /^\d+$/.test(month) ? MONTHS[Number(month) - 1] : undefined;
  return name === undefined ? undefined : `, only in ${name}`;
}
