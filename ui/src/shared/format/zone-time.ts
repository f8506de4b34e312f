/** Between an instant and what the clock of a time zone shows of it, `YYYY-MM-DD HH:mm:ss`, as date pickers hold it. */

const DAY_MS = 86_400_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    const digits = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
    clock = new Intl.DateTimeFormat('en-GB', { ...digits, second: '2-digit', hourCycle: 'h23', timeZone: zone });
    clocks.set(zone, clock);
  }
  return clock;
}

/** `zone` is a name of the IANA data base, such as `Europe/Paris`. */
export function toClock(instant: Date, zone: string): string {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const { year = '', month, day, hour, minute, second } = parts;
  return `${year.padStart(4, '0')}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** What the clock shows, as if it were that of UTC: their difference is the offset of the zone. */
const asUtc = (clock: string): number => Date.parse(`${clock.replace(' ', 'T')}Z`);

/**
 * ISO 8601 in UTC. A time that comes twice, as a clock is set back, is the first of both; one that never comes, as it is set
 * forward, is as much later as the clock was set.
 */
export function toInstant(clock: string, zone: string): string {
  const wanted = asUtc(clock);
  const offsetAt = (at: number) => asUtc(toClock(new Date(at), zone)) - Math.floor(at / 1000) * 1000;
  const before = wanted - offsetAt(wanted - DAY_MS);
  const after = wanted - offsetAt(wanted + DAY_MS);
  const isShown = (at: number) => asUtc(toClock(new Date(at), zone)) === wanted;
  const found = [before, after].sort((a, b) => a - b).find(isShown) ?? before;
  return new Date(found).toISOString();
}

const WRITTEN = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A date that somebody wrote, with or without a time, as the clock of the zone shows it; with an offset it is that instant. Null: it is none. */
export function readClock(text: string, zone: string): string | null {
  const [, day, time = '00:00', second = '00', offset] = WRITTEN.exec(text.trim()) ?? [];
  if (day === undefined) return null;
  const clock = `${day} ${time}:${second}`;
  const instant = new Date(`${day}T${time}:${second}${offset ?? 'Z'}`);
  // A day that is in no calendar, such as 30 February, would become another.
  if (Number.isNaN(instant.getTime()) || !new Date(`${day}T00:00Z`).toISOString().startsWith(day)) return null;
  return offset === undefined ? clock : toClock(instant, zone);
}
