/** A value in Airflow's words, in the clear: `True` and `False`. */
export function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}
