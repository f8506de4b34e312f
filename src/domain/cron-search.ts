/** The matching seconds of a cron expression, as numbers: seconds since 1970-01-01T00:00:00 of the wall clock. */
import type { Cron } from './cron.ts';

const DAY = 86_400;
/** As croniter: what does not fire within 50 years never does. The fifth Monday of February is silent for up to 40. */
const SEARCH_DAYS = 366 * 50;

/** The first matching second after `second`, or undefined when there is none. */
export function nextSecond(cron: Cron, second: number): number | undefined {
  const start = second + 1;
  const firstDay = Math.floor(start / DAY);
  for (let day = firstDay; day < firstDay + SEARCH_DAYS; day = dayAfter(cron, day)) {
    if (!matchesDay(cron, day)) continue;
    const found = firstOfDay(cron, day === firstDay ? start - day * DAY : 0);
    if (found !== undefined) return day * DAY + found;
  }
  return undefined;
}

/** The last matching second at or before `second`, or undefined when there is none. */
export function previousSecond(cron: Cron, second: number): number | undefined {
  const firstDay = Math.floor(second / DAY);
  for (let day = firstDay; day > firstDay - SEARCH_DAYS; day = dayBefore(cron, day)) {
    if (!matchesDay(cron, day)) continue;
    const found = lastOfDay(cron, day === firstDay ? second - day * DAY : DAY - 1);
    if (found !== undefined) return day * DAY + found;
  }
  return undefined;
}

const dateOf = (epochDay: number): Date => new Date(epochDay * DAY * 1000);

/** The next day that may match: months that do not are passed over at once. */
function dayAfter(cron: Cron, day: number): number {
  const date = dateOf(day);
  if (cron.months.has(date.getUTCMonth() + 1)) return day + 1;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / (DAY * 1000);
}

function dayBefore(cron: Cron, day: number): number {
  const date = dateOf(day);
  return cron.months.has(date.getUTCMonth() + 1) ? day - 1 : day - date.getUTCDate();
}

function firstOfDay({ hours, minutes, seconds }: Cron, from: number): number | undefined {
  for (const hour of hours) {
    if (hour * 3600 + 3599 < from) continue;
    for (const minute of minutes) {
      const at = hour * 3600 + minute * 60;
      if (at + 59 < from) continue;
      for (const second of seconds) if (at + second >= from) return at + second;
    }
  }
  return undefined;
}

function lastOfDay({ hours, minutes, seconds }: Cron, upTo: number): number | undefined {
  for (const hour of hours.toReversed()) {
    if (hour * 3600 > upTo) continue;
    for (const minute of minutes.toReversed()) {
      const at = hour * 3600 + minute * 60;
      if (at > upTo) continue;
      for (const second of seconds.toReversed()) if (at + second <= upTo) return at + second;
    }
  }
  return undefined;
}

function matchesDay(cron: Cron, epochDay: number): boolean {
  const date = dateOf(epochDay);
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  if (cron.anyDay && cron.anyWeekday) return true;
  if (cron.anyDay) return matchesWeekday(cron, date);
  if (cron.anyWeekday) return matchesDayOfMonth(cron, date);
  // Both are restricted: either may match. croniter does not let go of # and W, though: where they stand, they alone count.
  if (cron.nthWeekdays.length > 0 && cron.nearestWeekday !== null)
    return matchesWeekday(cron, date) && matchesDayOfMonth(cron, date);
  if (cron.nthWeekdays.length > 0) return matchesWeekday(cron, date);
  if (cron.nearestWeekday !== null) return matchesDayOfMonth(cron, date);
  return matchesDayOfMonth(cron, date) || matchesWeekday(cron, date);
}

const lastDayOf = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

function matchesDayOfMonth({ days, lastDay, nearestWeekday }: Cron, date: Date): boolean {
  const day = date.getUTCDate();
  if (nearestWeekday !== null) return day === nearestTo(nearestWeekday, date);
  return days.has(day) || (lastDay && day === lastDayOf(date));
}

/** The day from Monday to Friday that is nearest to `day`, in the month of `date`. */
function nearestTo(day: number, date: Date): number {
  const last = lastDayOf(date);
  const meant = Math.min(day, last);
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), meant)).getUTCDay();
  if (weekday === 6) return meant > 1 ? meant - 1 : meant + 2;
  if (weekday === 0) return meant < last ? meant + 1 : meant - 2;
  return meant;
}

function matchesWeekday({ weekdays, nthWeekdays }: Cron, date: Date): boolean {
  const weekday = date.getUTCDay();
  if (nthWeekdays.length === 0) return weekdays.has(weekday);
  const nth = Math.ceil(date.getUTCDate() / 7);
  const isLast = date.getUTCDate() + 7 > lastDayOf(date);
  return nthWeekdays.some((one) => one.weekday === weekday && (one.nth === 'last' ? isLast : one.nth === nth));
}
