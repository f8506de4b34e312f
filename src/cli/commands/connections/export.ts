/** `aquilon connections export`, in Airflow's forms. */

import { extname } from 'node:path';
import type { Connection } from '@aquilon/sdk';
import { Option } from 'commander';
import { counted } from '#cli/counted.ts';
import { command } from '#cli/options.ts';
import { yamlText } from '#cli/output.ts';
import { withSecrets, writeExport } from '#cli/secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

const FORMS = ['json', 'yaml', 'env'] as const;
type Form = (typeof FORMS)[number];

interface Options {
  fileFormat?: Form;
  serializationFormat?: 'uri' | 'json';
}

export const exportConnections = () =>
  command(
    'export',
    'Write all connections of the database, in the clear, into a file',
    'connections export connections.yaml',
  )
    .argument('<file>', '-: to the output')
    .addOption(new Option('--file-format <format>', 'default: as the name of the file ends, json for -').choices(FORMS))
    .addOption(
      new Option('--serialization-format <format>', 'of the values in an env file; default: uri').choices([
        'uri',
        'json',
      ]),
    )
    .action(async (file: string, { fileFormat, serializationFormat }: Options) => {
      const form = fileFormat ?? formOf(file);
      if (serializationFormat && form !== 'env')
        throw new AquilonError('SECRET_FILE_INVALID', { file, reason: 'only env files have a --serialization-format' });
      const found = await withSecrets(({ connections }) => connections.all());
      await writeExport(file, textOf(found, form, serializationFormat ?? 'uri'));
      if (file !== '-')
        process.stdout.write(`${counted(found.length, 'Connection')} successfully exported to ${file}.\n`);
    });

function formOf(file: string): Form {
  if (file === '-') return 'json';
  const found = FORMS.find((one) => `.${one}` === extname(file).toLowerCase());
  if (!found)
    throw new AquilonError('SECRET_FILE_INVALID', { file, reason: 'its name ends with none of .json, .yaml, .env' });
  return found;
}

function textOf(connections: readonly Connection[], form: Form, values: 'uri' | 'json'): string {
  if (form === 'env') {
    const lines = connections.map(
      (one) => `${one.connId}=${values === 'uri' ? one.uri : JSON.stringify(entryOf(one))}\n`,
    );
    return lines.join('');
  }
  const entries = Object.fromEntries(connections.map((one) => [one.connId, entryOf(one)]));
  return form === 'yaml' ? yamlText(entries) : `${JSON.stringify(entries, null, 2)}\n`;
}

const entryOf = ({ connType, description, login, password, host, port, schema, extra }: Connection) => ({
  conn_type: connType,
  description,
  login,
  password,
  host,
  port,
  schema,
  extra,
});
