/** Ids of runs, made as Airflow makes them: an instant as Python's `isoformat` writes it, with microseconds where it has a fraction. */

export const runIdDate = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('.000Z', '+00:00')
    .replace(/(\.\d{3})Z$/, '$1000+00:00');
