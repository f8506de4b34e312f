/** A cron expression in words, whatever its shape, from the values that the server's parser found in it. */
import type { CronFields } from '#shared/api/queries/schedule.ts';
import type { ScheduleTexts } from '#shared/i18n/en/schedule.ts';
import type { Language } from '#shared/i18n/languages.ts';

type Words = ScheduleTexts['cronWords'];

/** So many times of day are told one by one. */
const MOST_TIMES = 4;
const ALL = { hours: 24, minutes: 60, seconds: 60, months: 12 };

export function cronWords(cron: CronFields, language: Language, { cronWords: words }: ScheduleTexts): string {
  const list = (items: readonly (string | number)[]) => new Intl.ListFormat(language).format(items.map(String));
  const parts = [daysOf(cron, language, words, list), monthsOf(cron, language, words, list), timeOf(cron, words, list)];
  const sentence = parts.filter((part) => part !== '').join(', ');
  return sentence.slice(0, 1).toLocaleUpperCase(language) + sentence.slice(1);
}

type List = (items: readonly (string | number)[]) => string;

function timeOf({ hours, minutes, seconds }: CronFields, words: Words, list: List): string {
  const second = seconds.length === 1 && seconds[0] === 0 ? '' : secondsOf(seconds, words, list);
  if (hours.length * minutes.length <= MOST_TIMES) {
    const times = hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`));
    return [words.at(list(times)), second].filter(Boolean).join(', ');
  }
  return [minutesOf(minutes, words, list), hoursOf(hours, words, list), second].filter(Boolean).join(', ');
}

function secondsOf(seconds: readonly number[], words: Words, list: List): string {
  const step = stepOf(seconds, ALL.seconds);
  return step === null ? words.seconds(list(seconds)) : words.everySeconds(step);
}

function minutesOf(minutes: readonly number[], words: Words, list: List): string {
  const step = stepOf(minutes, ALL.minutes);
  return step === null ? words.minutes(list(minutes)) : words.everyMinutes(step);
}

function hoursOf(hours: readonly number[], words: Words, list: List): string {
  const step = stepOf(hours, ALL.hours);
  if (step !== null) return words.everyHours(step);
  if (isRow(hours)) return words.between(`${two(hours[0] ?? 0)}:00`, `${two(hours.at(-1) ?? 0)}:59`);
  return words.hours(list(hours));
}

/** Where days and weekdays are both given, either is enough; but what has # or W stands for itself. */
function daysOf(cron: CronFields, language: Language, words: Words, list: List): string {
  const { days, weekdays, nth_weekdays: nth, nearest_weekday: nearest } = cron;
  const byDay = days === null ? null : daysOfMonth(cron, words, list);
  const byWeekday = weekdays === null ? null : weekdaysOf(cron, language, words, list);
  if (byDay === null || byWeekday === null) return byDay ?? byWeekday ?? words.everyDay;
  if (nth.length > 0 && nearest !== null) return words.both(byDay, byWeekday);
  if (nth.length > 0) return byWeekday;
  return nearest === null ? words.either(byDay, byWeekday) : byDay;
}

function daysOfMonth(
  { days, last_day: isLast, nearest_weekday: nearest }: CronFields,
  words: Words,
  list: List,
): string {
  if (nearest !== null) return words.nearest(nearest);
  const plain = days ?? [];
  const said =
    plain.length === 0
      ? null
      : isRow(plain)
        ? words.dayRow(plain[0] ?? 0, plain.at(-1) ?? 0)
        : words.days(list(plain), plain.length);
  if (!isLast) return said ?? words.everyDay;
  return said === null ? words.lastDay : words.either(said, words.lastDay);
}

function weekdaysOf(cron: CronFields, language: Language, words: Words, list: List): string {
  const { weekdays, nth_weekdays: nth } = cron;
  if (nth.length > 0) return list(nth.map((one) => words.nth(one.nth, weekdayName(one.weekday, language))));
  // From Monday on: Sunday is the last.
  const places = (weekdays ?? []).map((day) => (day + 6) % 7).sort((a, b) => a - b);
  const names = places.map((place) => weekdayName((place + 1) % 7, language));
  return isRow(places) ? words.weekdayRow(names[0] ?? '', names.at(-1) ?? '') : words.weekdays(list(names));
}

function monthsOf({ months }: CronFields, language: Language, words: Words, list: List): string {
  if (months.length === ALL.months) return '';
  const names = months.map((month) => monthName(month, language));
  return isRow(months) ? words.monthRow(names[0] ?? '', names.at(-1) ?? '') : words.months(list(names));
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Three and more, each the next of the one before. */
const isRow = (values: readonly number[]): boolean =>
  values.length > 2 && values.every((value, place) => value === (values[0] ?? 0) + place);

/** The distance of values that are spread evenly over all `count` of them, from 0 on; null: they are not. */
function stepOf(values: readonly number[], count: number): number | null {
  const step = count / values.length;
  return values.length > 1 && values.every((value, place) => value === place * step) ? step : null;
}

/** 0: Sunday; the first of March 2026 is one. */
const weekdayName = (day: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 2, 1 + day));

const monthName = (month: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month - 1, 1));
