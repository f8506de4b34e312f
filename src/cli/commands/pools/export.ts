import { writeFile } from 'node:fs/promises';
import { withClient } from '#cli/client.ts';
import { counted } from '#cli/counted.ts';
import { command } from '#cli/options.ts';
import type { PoolEntry } from './pool-file.ts';

export const exportPools = () =>
  command('export', 'Write all pools into a JSON file', 'pools export pools.json')
    .argument('<file>')
    .action(async (file: string) => {
      const pools = await withClient((client) => client.all<PoolEntry & { name: string }>('/pools', 'pools'));
      const entries = pools.map(({ name, slots, description, include_deferred: includeDeferred }) => [
        name,
        { slots, description: description ?? '', include_deferred: includeDeferred },
      ]);
      await writeFile(file, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
      process.stdout.write(`Exported ${counted(pools.length, 'pool')} to ${file}\n`);
    });
