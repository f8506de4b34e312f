/** `aquilon variables export`: the form that `variables import`, here and in Airflow, turns back into the same values. */
import { counted } from '#cli/counted.ts';
import { command } from '#cli/options.ts';
import { withSecrets, writeExport } from '#cli/secrets.ts';
import type { Variable } from '#secrets/variables.ts';

export const exportVariables = () =>
  command(
    'export',
    'Write all variables of the database, in the clear, into a JSON file',
    'variables export variables.json',
  )
    .argument('<file>', '-: to the output')
    .action(async (file: string) => {
      const found = await withSecrets(({ variables }) => variables.all());
      const entries = Object.fromEntries(found.map((variable) => [variable.key, entryOf(variable)]));
      await writeExport(file, `${JSON.stringify(entries, null, 4)}\n`);
      if (file !== '-')
        process.stdout.write(`${counted(found.length, 'Variable')} successfully exported to ${file}.\n`);
    });

function entryOf({ value: text, description }: Variable): unknown {
  const value = readable(text);
  const looksWhole = typeof value === 'object' && value !== null && 'value' in value;
  return description || looksWhole ? { value, description } : value;
}

/** The value of JSON whose text comes back the same; everything else as a text: numbers that JavaScript would round, for one. */
function readable(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const comesBack = typeof value !== 'string' && !Array.isArray(value) && isExact(text, value);
    return comesBack ? value : text;
  } catch {
    return text;
  }
}

const isExact = (text: string, value: unknown): boolean =>
  JSON.stringify(value) === text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
