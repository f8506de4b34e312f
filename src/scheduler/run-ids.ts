/** Ids of runs, made as Airflow makes them: an instant as Python's `isoformat` writes it, with microseconds where it has a fraction. */

export const runIdDate = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('.000Z', '+00:00')
    .replace(/(\.\d{3})Z$/, '$1000+00:00');

let lastMicros = 0;

/** The instant with six digits, as Airflow writes it; two runs of one millisecond get different ones. */
export function microseconds(at: number): string {
  lastMicros = Math.max(lastMicros + 1, at * 1000);
  const micros = String(lastMicros % 1_000_000).padStart(6, '0');
  return `${new Date(Math.floor(lastMicros / 1000)).toISOString().slice(0, 19)}.${micros}+00:00`;
}
