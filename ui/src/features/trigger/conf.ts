/** The configuration of a run, as typed. */
export type ConfProblem = { readonly kind: 'not-json'; readonly reason: string } | { readonly kind: 'not-object' };

/** An empty text is an empty configuration. */
export function parseConf(text: string): { conf: Record<string, unknown> } | { problem: ConfProblem } {
  if (text.trim() === '') return { conf: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: { kind: 'not-json', reason: error instanceof Error ? error.message : String(error) } };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { problem: { kind: 'not-object' } };
  return { conf: value as Record<string, unknown> };
}

/** As it stands in the dialog. */
export const showConf = (conf: object): string => JSON.stringify(conf, null, 2);

/** `local` is `YYYY-MM-DD HH:mm:ss`, as the date picker holds it, in UTC or in the zone of the browser. Gives ISO 8601 in UTC. */
export function toInstant(local: string, isUtc: boolean): string {
  return new Date(`${local.replace(' ', 'T')}${isUtc ? 'Z' : ''}`).toISOString();
}

/** The opposite: what the picker shows for an instant. */
export function toPicker(instant: Date, isUtc: boolean): string {
  const shifted = isUtc ? instant : new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19).replace('T', ' ');
}
