/** `~` in an address stands for all. */
import { invalid } from '#http/api-error.ts';

/** A filter on DAG or run ids: `~` in the address stands for all. */
export const idsOf = (id: string): string[] | null => (id === '~' ? null : [id]);

/** Batch lists name their DAGs in the body; the address takes `~` and nothing else. */
export function requireAll(name: string, given: string): void {
  if (given === '~') return;
  const ctx = { expected: "'~'" };
  throw invalid([{ type: 'literal_error', loc: ['path', name], msg: "Input should be '~'", input: given, ctx }]);
}
