import { makeFormatter } from '#shared/format/format.ts';

/** One moment in the zone of the browser, in UTC, and in that of a DAG where it is another one. */
export function allZones(iso: string, zone?: string): { name: string; time: string }[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = new Set([here, 'UTC', ...(zone === undefined ? [] : [zone])]);
  return [...zones].map((name) => ({ name, time: makeFormatter('en', name).dateTime(iso) }));
}
