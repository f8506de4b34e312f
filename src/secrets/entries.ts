/** What stands in a file of variables or connections, made into the texts that everything else reads. */
import { AquilonError } from '#errors/aquilon-error.ts';

/** A text as it is, everything else as JSON, as Airflow's `Variable.set` stores it. */
export const variableText = (value: unknown): string => (typeof value === 'string' ? value : jsonText(value));

/** JSON with the blanks that Python's `json.dumps` writes: clients of Airflow compare the text. */
export function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  return `{${Object.entries(value)
    .map(([name, one]) => `${JSON.stringify(name)}: ${jsonText(one)}`)
    .join(', ')}}`;
}

/** An address, or an object of the fields of a connection, with `extra_dejson` in the place of `extra`. Throws `CONNECTION_INVALID`. */
export function connectionText(connId: string, value: unknown): string {
  const refuse = (reason: string): never => {
    throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason });
  };
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return refuse('it is neither a text nor an object');
  const { conn_id: named, extra_dejson: extra, ...fields } = value as Record<string, unknown>;
  if (named !== undefined && named !== connId) refuse('its conn_id is another one');
  if (extra !== undefined && 'extra' in fields) refuse('it has both extra and extra_dejson');
  return JSON.stringify(extra === undefined ? fields : { ...fields, extra });
}
