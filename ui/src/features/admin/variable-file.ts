/** Files of variables, as `airflow variables export` writes them: values by name, or objects of `value` and `description`. */
import type { Variable } from '#shared/api/queries/admin.ts';
import { type Entry, type FileContent, isObject, MASK, readEntries, sameJson } from './import-plan.ts';

export interface VariableEntry {
  readonly value: string;
  readonly description?: string;
}

export const readVariables = (text: string): FileContent<VariableEntry> =>
  readEntries(text, (name, given) => {
    const whole = isObject(given) && 'value' in given ? given : { value: given, description: undefined };
    const value = textOf(whole.value);
    const described = typeof whole.description === 'string' ? { description: whole.description } : {};
    return { name, body: { value, ...described }, isMasked: value.includes(MASK) };
  });

/** A text as it is, everything else as JSON: so the server stores it. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'));

export function isSameVariable({ body, isMasked }: Entry<VariableEntry>, there: Variable): boolean {
  const isDescribed = body.description === undefined || body.description === there.description;
  if (!isDescribed) return false;
  // What comes back masked means the value that is there; what is shown masked can not be compared.
  if (isMasked) return body.value === there.value;
  return there.value !== null && sameJson(body.value, there.value ?? '');
}

/** Values as the server shows them, so that secrets are masked. */
export const variableFile = (variables: readonly Variable[]): string =>
  `${JSON.stringify(
    Object.fromEntries(
      variables.map(({ key, value, description }) => [
        key,
        description || isWhole(value) ? { value, description } : value,
      ]),
    ),
    null,
    2,
  )}\n`;

/** It would be read as a value with its description. */
function isWhole(value: string | null | undefined): boolean {
  try {
    const read: unknown = JSON.parse(value ?? '');
    return isObject(read) && 'value' in read;
  } catch {
    return false;
  }
}

export const isMaskedVariable = ({ value }: Variable): boolean => value?.includes(MASK) ?? true;
