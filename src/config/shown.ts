/** Values as people see them. */
import type { Setting } from './settings.ts';

/** In Airflow's words, in the clear: `True` and `False`. */
export function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

/** `mask` in place of a secret; of an address in any other text, its user and password are masked. */
export function shownValue({ option }: Setting, value: unknown, mask: string): string {
  if (option.secret) return mask;
  return textOf(value).replaceAll(/\/\/[^/@\s]*@/g, '//***@');
}
