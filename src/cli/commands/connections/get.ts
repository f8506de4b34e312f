import { findConnection } from '#cli/find-connection.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print } from '#cli/output.ts';
import { shownConnection } from './show.ts';

export const get = () =>
  command('get', 'Show a connection in the clear, from wherever tasks would get it', 'connections get shop -o json')
    .argument('<conn_id>')
    .addOption(outputOption())
    .action(async (connId: string, { output }: OutputOptions) => {
      print([shownConnection(await findConnection(connId))], output);
    });
