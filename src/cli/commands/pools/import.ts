import { withClient } from '#cli/client.ts';
import { counted } from '#cli/counted.ts';
import { command } from '#cli/options.ts';
import { readPoolFile } from './pool-file.ts';
import { storePools } from './store.ts';

export const importPools = () =>
  command('import', 'Make and change pools as a JSON file says', 'pools import pools.json')
    .argument('<file>')
    .action(async (file: string) => {
      const pools = await readPoolFile(file);
      const stored = await withClient((client) => storePools(client, pools));
      process.stdout.write(`Uploaded ${counted(stored.length, 'pool')}\n`);
    });
