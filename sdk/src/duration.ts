type Short = 'ms' | 's' | 'm' | 'h' | 'd' | 'w';
type Long = 'second' | 'minute' | 'hour' | 'day' | 'week';
type Part = `${number}${Short}` | `${number} ${Long}` | `${number} ${Long}s`;

/** Milliseconds as a number, or a text such as `30s`, `10m`, `1h30m`, `7d`, `1 day`, `2 weeks`. */
export type Duration = number | Part | `${number}h${number}m` | `${number}m${number}s` | `${number}d${number}h`;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  second: 1000,
  m: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
};

/** Milliseconds of a duration, or undefined where the text is none. */
export function parseDuration(duration: unknown): number | undefined {
  if (typeof duration === 'number') return Number.isFinite(duration) && duration >= 0 ? duration : undefined;
  if (typeof duration !== 'string') return undefined;
  const text = duration.trim();
  const part = /(\d+(?:\.\d+)?)\s*([a-z]+)\s*/y;
  let sum = 0;
  for (part.lastIndex = 0; part.lastIndex < text.length; ) {
    const match = part.exec(text);
    const unit = match?.[2] ?? '';
    const ms = UNITS[unit] ?? (unit.endsWith('s') && unit.length > 2 ? UNITS[unit.slice(0, -1)] : undefined);
    if (!match || ms === undefined) return undefined;
    sum += Number(match[1]) * ms;
  }
  return text === '' ? undefined : sum;
}

/** An interval as Airflow shows it, which is how Python prints a timedelta: `1 day, 0:00:00`, `0:00:30`. */
export function intervalSummary(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const rest = ms - days * 86_400_000;
  const seconds = Math.floor(rest / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const micros = Math.round((rest % 1000) * 1000);
  const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`;
  return days === 0 ? `${clock}${fraction}` : `${days} day${days === 1 ? '' : 's'}, ${clock}${fraction}`;
}
