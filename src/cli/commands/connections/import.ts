/** `aquilon connections import`: a file of Airflow's form, with addresses or objects of fields. */
import { command } from '#cli/options.ts';
import { changeSecrets } from '#cli/secrets.ts';
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
      const asked = ['connections', 'import', file, ...(overwrite ? ['--overwrite'] : [])];
      const told = await changeSecrets(asked, async ({ connections }) => {
        const lines: string[] = [];
        for (const { connId, fields } of wanted) {
          const isStored =
            (await connections.create(connId, fields)) || (overwrite && (await connections.change(connId, fields)));
          lines.push(
            isStored
              ? `Imported connection ${connId}`
              : `Could not import connection ${connId}: connection already exists.`,
          );
        }
        return lines;
      });
      for (const line of told) process.stdout.write(`${line}\n`);
    });
