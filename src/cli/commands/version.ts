import { command } from '#cli/options.ts';
import { productVersion } from '#composition/product.ts';

export const version = () =>
  command('version', 'Show the version', 'version').action(() => void process.stdout.write(`${productVersion()}\n`));
