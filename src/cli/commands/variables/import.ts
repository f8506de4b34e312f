/** `aquilon variables import`: a file of Airflow's form; an object with `value` may have a description as well. */

import { Option } from 'commander';
import { counted } from '#cli/counted.ts';
import { command } from '#cli/options.ts';
import { changeSecrets } from '#cli/secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { variableText } from '#secrets/entries.ts';
import { checkKey } from '#secrets/names.ts';
import { readSecretFile } from '#secrets/read-secret-file.ts';
import type { Variables } from '#secrets/variables.ts';

type OnExisting = 'overwrite' | 'fail' | 'skip';

export const importVariables = () =>
  command('import', 'Make variables as a file says: JSON, YAML or .env', 'variables import variables.json')
    .argument('<file>')
    .addOption(
      new Option('-a, --action-on-existing-key <action>', 'what to do with those that are there')
        .choices(['overwrite', 'fail', 'skip'])
        .default('overwrite'),
    )
    .action(async (file: string, { actionOnExistingKey }: { actionOnExistingKey: OnExisting }) => {
      const entries = await readSecretFile(file);
      for (const key of entries.keys()) checkKey(key);
      const asked = ['variables', 'import', file, '--action-on-existing-key', actionOnExistingKey];
      const skipped = await changeSecrets(asked, ({ variables }) => store(variables, entries, actionOnExistingKey));
      process.stdout.write(
        `${entries.size - skipped.length} of ${counted(entries.size, 'variable')} successfully updated.\n`,
      );
      if (skipped.length > 0) process.stdout.write(`These were there and stay as they are: ${skipped.join(', ')}\n`);
    });

/** Returns the keys that were passed over. With `fail` nothing is written where one is there. */
async function store(
  variables: Variables,
  entries: ReadonlyMap<string, unknown>,
  onExisting: OnExisting,
): Promise<string[]> {
  const there = new Set(await variables.keys());
  const met = [...entries.keys()].filter((key) => there.has(key));
  const [first] = met;
  if (onExisting === 'fail' && first !== undefined) throw new AquilonError('VARIABLE_EXISTS', { key: met.join(', ') });
  for (const [key, entry] of entries) {
    if (onExisting === 'skip' && there.has(key)) continue;
    const isWhole = typeof entry === 'object' && entry !== null && 'value' in entry;
    const { value, description } = isWhole ? (entry as { value: unknown; description?: unknown }) : { value: entry };
    const told = typeof description === 'string' ? { description } : {};
    await variables.set(key, { value: variableText(value), ...told });
  }
  return onExisting === 'skip' ? met : [];
}
