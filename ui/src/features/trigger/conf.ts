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
