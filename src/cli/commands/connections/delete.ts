import { command } from '#cli/options.ts';
import { changeSecrets } from '#cli/secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

export const remove = () =>
  command('delete', 'Delete a connection of the database', 'connections delete shop')
    .argument('<conn_id>')
    .action(async (connId: string) => {
      await changeSecrets(['connections', 'delete', connId], async ({ connections }) => {
        if (await connections.remove(connId)) return;
        throw new AquilonError('CONNECTION_NOT_FOUND', { connection: connId, name: connId.toUpperCase() });
      });
      process.stdout.write(`Successfully deleted connection with \`conn_id\`=${connId}\n`);
    });
