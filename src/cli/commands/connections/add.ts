/** `aquilon connections add`, with the options of Airflow's: an address, JSON, or one option for each field. */
import type { Connection } from '@aquilon/sdk';
import { Option } from 'commander';
import { jsonObject, portNumber } from '#cli/arguments.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print } from '#cli/output.ts';
import { changeSecrets } from '#cli/secrets.ts';
import { connectionOf, parseConnection } from '#config/connection.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { checkConnectionId, storedFields } from '#secrets/names.ts';
import { hiddenConnection } from './show.ts';

interface Options extends OutputOptions {
  connUri?: string;
  connJson?: string;
  connType?: string;
  connDescription?: string;
  connHost?: string;
  connLogin?: string;
  connPassword?: string;
  connPort?: number;
  connSchema?: string;
  connExtra?: object;
}

const FIELDS = ['connType', 'connHost', 'connLogin', 'connPassword', 'connPort', 'connSchema'] as const;

export const add = () =>
  command('add', 'Make a connection', 'connections add shop --conn-uri http://me:password@shop.example')
    .argument('<conn_id>')
    .addOption(new Option('--conn-uri <uri>', 'all of it as an address').conflicts(['connJson', ...FIELDS]))
    .addOption(new Option('--conn-json <json>', 'all of it as JSON').conflicts([...FIELDS, 'connExtra']))
    .option('--conn-type <type>', 'http, postgres, aws, ...')
    .option('--conn-description <text>', 'what it is for')
    .option('--conn-host <host>')
    .option('--conn-login <name>')
    .option('--conn-password <password>')
    .option('--conn-port <number>', '', portNumber)
    .option('--conn-schema <schema>', 'of a database: its name')
    .option('--conn-extra <json>', 'further options', jsonObject)
    .addOption(outputOption())
    .action(async (connId: string, options: Options) => {
      checkConnectionId(connId);
      const connection = given(connId, options);
      await changeSecrets(['connections', 'add', connId], async ({ connections }) => {
        const isNew = await connections.create(connId, storedFields(connection));
        if (!isNew) throw new AquilonError('CONNECTION_EXISTS', { connection: connId });
      });
      process.stdout.write(`Successfully added \`conn_id\`=${connId}\n`);
      print([pick(hiddenConnection(connection), ['conn_id', 'conn_type', 'host', 'login', 'port'])], options.output);
    });

function given(connId: string, options: Options): Connection {
  const { connUri, connJson, connDescription: description = null, connExtra } = options;
  const extra = connExtra === undefined ? null : JSON.stringify(connExtra);
  const whole = connUri ?? connJson;
  if (whole !== undefined) {
    const { uri: _, connId: __, extraDejson: ___, ...fields } = parseConnection(connId, whole);
    return connectionOf(connId, {
      ...fields,
      description: description ?? fields.description,
      extra: extra ?? fields.extra,
    });
  }
  return connectionOf(connId, {
    connType: options.connType ?? null,
    description,
    host: options.connHost ?? null,
    schema: options.connSchema ?? null,
    login: options.connLogin ?? null,
    password: options.connPassword ?? null,
    port: options.connPort ?? null,
    extra,
  });
}
