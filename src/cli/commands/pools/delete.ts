import { path, withClient } from '#cli/client.ts';
import { command } from '#cli/options.ts';

export const remove = () =>
  command('delete', 'Delete a pool; tasks that name it wait until there is one again', 'pools delete gpus')
    .argument('<name>')
    .action(async (name: string) => {
      await withClient((client) => client.ask('DELETE', path`/pools/${name}`));
      process.stdout.write(`Pool ${name} deleted\n`);
    });
