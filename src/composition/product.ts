/** Facts about the product itself: where it is, which version. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the product: where package.json, examples/ and ui/ are. */
export const PRODUCT_ROOT = join(import.meta.dirname, '..', '..');

export function productVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(PRODUCT_ROOT, 'package.json'), 'utf8'));
  return manifest.version;
}

/** The built web page; null where it was not built. */
export function uiFolder(): string | null {
  const folder = join(PRODUCT_ROOT, 'ui', 'dist');
  return existsSync(join(folder, 'index.html')) ? folder : null;
}
