/** `aquilon connections import`: a file of Airflow's form, with addresses or objects of fields. */
import { command } from '#cli/options.ts';
import { withSecrets } from '#cli/secrets.ts';
import { parseConnection } from '#config/connection.ts';
import { connectionText } from '#secrets/entries.ts';
import { checkConnectionId, storedFields } from '#secrets/names.ts';
import { readSecretFile } from '#secrets/read-secret-file.ts';

export const importConnections = () =>
  command('import', 'Make connections as a file says: JSON, YAML or .env', 'connections import connections.yaml')
    .argument('<file>')
    .option('--overwrite', 'change those that are there; without it they stay as they are')
    .action(async (file: string, { overwrite }: { overwrite?: boolean }) => {
      // All of the file is read before anything is written: what is wrong in it leaves no half of it behind.
      const wanted = [...(await readSecretFile(file))].map(([connId, value]) => {
        checkConnectionId(connId);
        return { connId, fields: storedFields(parseConnection(connId, connectionText(connId, value))) };
      });
      await withSecrets(async ({ connections }) => {
        for (const { connId, fields } of wanted) {
          const isStored =
            (await connections.create(connId, fields)) || (overwrite && (await connections.change(connId, fields)));
          const told = isStored
            ? `Imported connection ${connId}`
            : `Could not import connection ${connId}: connection already exists.`;
          process.stdout.write(`${told}\n`);
        }
      });
    });
