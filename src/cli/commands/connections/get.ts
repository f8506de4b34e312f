import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { withSecrets } from '#cli/secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { shownConnection } from './show.ts';

export const get = () =>
  command('get', 'Show a connection in the clear, from wherever tasks would get it', 'connections get shop -o json')
    .argument('<conn_id>')
    .addOption(outputOption())
    .action(async (connId: string, { output }: OutputOptions) => {
      const connection = await withSecrets((secrets) => secrets.getConnection(connId));
      if (!connection)
        throw new AquilonError('CONNECTION_NOT_FOUND', { connection: connId, name: connId.toUpperCase() });
      print([shownConnection(connection)], output);
    });
