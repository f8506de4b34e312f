import { productVersion } from '#composition/product.ts';

export function version(): void {
  process.stdout.write(`${productVersion()}\n`);
}
