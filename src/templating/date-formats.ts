/** Dates by format: Python's `strftime` and `strptime`, and pendulum's tokens. */

type Zoned = Temporal.ZonedDateTime;

const pad = (value: number, width = 2, fill = '0'): string => String(value).padStart(width, fill);
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const monthOf = (at: Zoned): string => MONTHS[at.month - 1] ?? '';
const dayOf = (at: Zoned): string => DAYS[at.dayOfWeek - 1] ?? '';
const hour12 = (at: Zoned): number => at.hour % 12 || 12;
const microsOf = (at: Zoned): string => pad(at.millisecond * 1000 + at.microsecond, 6);
/** The number of the week in the year, where weeks begin on the `first` day (0: Sunday, 1: Monday). */
const weekOf = (at: Zoned, first: 0 | 1): number =>
  Math.floor((at.dayOfYear + 6 - ((at.dayOfWeek + 7 - first) % 7)) / 7);

const DIRECTIVES: Readonly<Record<string, (at: Zoned) => string>> = {
  Y: (at) => String(at.year),
  y: (at) => pad(at.year % 100),
  C: (at) => pad(Math.floor(at.year / 100)),
  m: (at) => pad(at.month),
  d: (at) => pad(at.day),
  e: (at) => pad(at.day, 2, ' '),
  H: (at) => pad(at.hour),
  I: (at) => pad(hour12(at)),
  M: (at) => pad(at.minute),
  S: (at) => pad(at.second),
  f: microsOf,
  p: (at) => (at.hour < 12 ? 'AM' : 'PM'),
  j: (at) => pad(at.dayOfYear, 3),
  U: (at) => pad(weekOf(at, 0)),
  W: (at) => pad(weekOf(at, 1)),
  V: (at) => pad(at.weekOfYear ?? 0),
  G: (at) => String(at.yearOfWeek ?? at.year),
  u: (at) => String(at.dayOfWeek),
  w: (at) => String(at.dayOfWeek % 7),
  a: (at) => dayOf(at).slice(0, 3),
  A: dayOf,
  b: (at) => monthOf(at).slice(0, 3),
  h: (at) => monthOf(at).slice(0, 3),
  B: monthOf,
  z: (at) => at.offset.replace(':', ''),
  Z: (at) => (at.timeZoneId === 'UTC' ? 'UTC' : at.offset),
  s: (at) => String(Math.floor(at.epochMilliseconds / 1000)),
  F: (at) => at.toPlainDate().toString(),
  T: (at) => `${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`,
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

/** `%-d` is `%d` without its leading zeros. Throws for a directive that is not known. */
export function formatStrftime(at: Zoned, format: string): string {
  return format.replaceAll(/%(-?)(.?)/g, (_, short: string, letter: string) => {
    const directive = Object.hasOwn(DIRECTIVES, letter) ? DIRECTIVES[letter] : undefined;
    if (directive === undefined) throw new TypeError(`strftime does not know %${short}${letter}`);
    const text = directive(at);
    return short === '' ? text : text.replace(/^[0 ]+(?=.)/, '');
  });
}

const TOKENS: Readonly<Record<string, (at: Zoned) => string>> = {
  YYYY: (at) => pad(at.year, 4),
  YY: (at) => pad(at.year % 100),
  Q: (at) => String(Math.ceil(at.month / 3)),
  MMMM: monthOf,
  MMM: (at) => monthOf(at).slice(0, 3),
  MM: (at) => pad(at.month),
  M: (at) => String(at.month),
  DDDD: (at) => pad(at.dayOfYear, 3),
  DDD: (at) => String(at.dayOfYear),
  DD: (at) => pad(at.day),
  D: (at) => String(at.day),
  dddd: dayOf,
  ddd: (at) => dayOf(at).slice(0, 3),
  HH: (at) => pad(at.hour),
  H: (at) => String(at.hour),
  hh: (at) => pad(hour12(at)),
  h: (at) => String(hour12(at)),
  mm: (at) => pad(at.minute),
  m: (at) => String(at.minute),
  ss: (at) => pad(at.second),
  s: (at) => String(at.second),
  SSSSSS: microsOf,
  SSS: (at) => pad(at.millisecond, 3),
  A: (at) => (at.hour < 12 ? 'AM' : 'PM'),
  ZZ: (at) => at.offset.replace(':', ''),
  Z: (at) => at.offset,
  z: (at) => at.timeZoneId,
  X: (at) => String(Math.floor(at.epochMilliseconds / 1000)),
};
const TOKEN = new RegExp(
  `\\[([^\\]]*)\\]|${Object.keys(TOKENS)
    .sort((a, b) => b.length - a.length)
    .join('|')}`,
  'g',
);

/** Text in brackets stands for itself. */
export function formatPendulum(at: Zoned, format: string): string {
  return format.replaceAll(TOKEN, (token, literal: string | undefined) => literal ?? TOKENS[token]?.(at) ?? token);
}

const NUMBERS: Readonly<Record<string, string>> = {
  Y: '(?<year>\\d{4})',
  m: '(?<month>\\d{1,2})',
  d: '(?<day>\\d{1,2})',
  H: '(?<hour>\\d{1,2})',
  M: '(?<minute>\\d{1,2})',
  S: '(?<second>\\d{1,2})',
  f: '(?<fraction>\\d{1,6})',
  z: '(?<offset>Z|[+-]\\d\\d:?\\d\\d)',
  b: `(?<name>${MONTHS.map((name) => name.slice(0, 3)).join('|')})`,
  B: `(?<name>${MONTHS.join('|')})`,
  '%': '%',
};

/** In UTC where the text has no offset. Throws where it does not fit. */
export function parseStrptime(text: string, format: string): Zoned {
  const pattern = format.replaceAll(/%(.?)|[\\^$.*+?()[\]{}|]/g, (found, letter: string | undefined) => {
    if (letter === undefined) return `\\${found}`;
    const part = Object.hasOwn(NUMBERS, letter) ? NUMBERS[letter] : undefined;
    if (part === undefined) throw new TypeError(`strptime does not know %${letter}`);
    return part;
  });
  const parts = new RegExp(`^${pattern}$`, 'i').exec(text)?.groups;
  if (parts === undefined) throw new TypeError(`"${text}" does not have the format "${format}"`);
  const named = MONTHS.findIndex((month) => month.slice(0, 3).toLowerCase() === parts.name?.slice(0, 3).toLowerCase());
  const plain = Temporal.PlainDateTime.from(
    {
      year: Number(parts.year ?? 1900),
      month: named >= 0 ? named + 1 : Number(parts.month ?? 1),
      day: Number(parts.day ?? 1),
      hour: Number(parts.hour ?? 0),
      minute: Number(parts.minute ?? 0),
      second: Number(parts.second ?? 0),
    },
    { overflow: 'reject' },
  ).add({ microseconds: Number((parts.fraction ?? '0').padEnd(6, '0')) });
  const zone = parts.offset === undefined || /z/i.test(parts.offset) ? 'UTC' : parts.offset;
  return plain.toZonedDateTime(zone);
}
