/** The process that reads `aquilon.config.ts`: it says that it begins, imports the file, and tells what it exports. */
import { pathToFileURL } from 'node:url';
import { fileEntries } from '#config/file-entries.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import { installSdkHooks } from '#support/modules/sdk-hooks.ts';

installSdkHooks();
const [, , path = ''] = process.argv;
process.send?.('begun');
process.send?.(await read(path));

async function read(file: string): Promise<ReturnType<typeof fileEntries>> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(file).href);
    if ('default' in module) return fileEntries(await module.default);
    return { entries: [], problems: ['it has no default export; write export default defineConfig({ ... })'] };
  } catch (error) {
    // Further lines quote the source, and with it perhaps a secret.
    return { entries: [], problems: [`it throws ${messageOf(error).split('\n')[0]}`] };
  }
}
