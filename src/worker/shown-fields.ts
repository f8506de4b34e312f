/** Rendered fields as they are stored and shown. */
import type { Json } from '@aquilon/sdk/serialized';
import { isAuthorFunction } from '#support/author-function.ts';
import type { Attempt } from './attempt.ts';
import type { Prepared } from './run-attempt.ts';

const NOTICE = 'Truncated. You can change this behaviour in [core]max_templated_field_length. ';

/** By Airflow's names. Secrets are masked, a field longer than `limit` characters is cut as in Airflow, and its value is a text then. */
export function shownFields({ mask, work }: Attempt, prepared: Prepared, limit: number): { [name: string]: Json } {
  const { template, options } = work.task;
  const show = (value: Json | undefined, name: string): Json =>
    cut(mask.json({ [name]: value ?? null }, true)[name], limit);
  if (isAuthorFunction(work.task) || Object.keys(options).length === 0) {
    const given = Object.entries(prepared.arguments).map(([name, value]) => [name, value ?? null]);
    return { templates_dict: null, op_args: [], op_kwargs: show(Object.fromEntries(given), 'op_kwargs') };
  }
  const fields = template?.fields ?? [];
  return Object.fromEntries(fields.map((name) => [snakeCase(name), show(prepared.options[name], name)]));
}

export const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function cut(value: Json | undefined, limit: number): Json {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= limit) return storable(value);
  return storable(`${NOTICE}${JSON.stringify(text.slice(0, Math.max(0, limit - NOTICE.length - 1)))}... `);
}

/** The database takes neither NUL characters nor halves of surrogate pairs. */
function storable(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll('\0', '\\0').toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(storable);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [storable(name), storable(one)]));
}
