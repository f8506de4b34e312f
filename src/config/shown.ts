/** A value in Airflow's words, in the clear: `True` and `False`; a list or an object as JSON, empty where there is nothing in it. */
export function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null || (Array.isArray(value) && value.length === 0)) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Masks the user and the password of every address in a text. */
export const withoutLogins = (text: string): string => text.replaceAll(/\/\/[^/\s]*@/g, '//***@');
