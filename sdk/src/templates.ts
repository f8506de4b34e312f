/** Which parts of a task are templates. */
import { type Operator, takesArguments } from './operator.ts';
import type { Json, SerializedExpand, SerializedInput, SerializedTemplate } from './serialized.ts';

/**
 * Of an operator, the template fields that it declares. Of a function, the arguments that are written in the DAG file and hold a mark of a
 * template: as in Airflow, values of other tasks are taken as they are. Undefined: nothing is rendered.
 */
export function templateOf(
  operator: Operator<unknown> | null,
  inputs: { readonly [name: string]: SerializedInput },
  expand: SerializedExpand | undefined,
): SerializedTemplate | undefined {
  if (operator === null || takesArguments(operator)) {
    const marked = literalArguments(inputs, expand).filter(([, value]) => hasMark(value));
    return marked.length === 0 ? undefined : { fields: [...new Set(marked.map(([name]) => name))], ext: [] };
  }
  const { templateFields = [], templateExt = [], pathFields } = operator.templates ?? {};
  const mapped = expand?.kind === 'product' ? expand.inputs.map(({ name }) => name) : [];
  const given = new Set([...Object.keys(operator.options), ...Object.keys(inputs), ...mapped]);
  if (expand?.kind !== 'rows' && !templateFields.some((name) => given.has(name))) return undefined;
  return { fields: [...templateFields], ext: [...templateExt], ...(pathFields ? { paths: [...pathFields] } : {}) };
}

/** The arguments of a handler that are written in the DAG file; of a mapped one, the lists or the entries of the rows. */
export function literalArguments(
  inputs: { readonly [name: string]: SerializedInput },
  expand: SerializedExpand | undefined,
): [string, Json][] {
  const given = Object.entries(inputs).flatMap(([name, input]): [string, Json][] =>
    input.kind === 'value' ? [[name, input.value]] : [],
  );
  if (expand?.kind === 'product') {
    for (const { name, source } of expand.inputs) if (source.kind === 'value') given.push([name, source.value]);
  } else if (expand?.rows.kind === 'value') {
    for (const row of expand.rows.value) given.push(...Object.entries((row ?? {}) as { [name: string]: Json }));
  }
  return given;
}

function hasMark(value: Json): boolean {
  if (typeof value === 'string') return /\{[{%#]/.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasMark);
}
