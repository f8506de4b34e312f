/** The process that loads DAG files: it imports what authors wrote, so that the server never does. One file at a time. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dagsOf } from '@aquilon/sdk/runtime';
import { installSdkHooks } from '#support/modules/sdk-hooks.ts';
import { codeHash } from './code/fingerprint.ts';
import { failureOf, noteFailedImport } from './load-failure.ts';
import type { ImportSeen, LoadReply, LoadRequest } from './loader-protocol.ts';
import { readDags } from './read-dag.ts';
import { stampNow } from './stamp.ts';

const SDK_FOLDER = new URL('.', import.meta.resolve('@aquilon/sdk')).href;

/** Imports as they happen: module -> the modules that it imports. */
const imports = new Map<string, Set<string>>();

function isOwnModule(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(SDK_FOLDER);
}

function recordImports(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context;
      const resolved = resolvedBy(() => next(specifier, context), specifier, parentURL);
      if (parentURL !== undefined && isOwnModule(resolved.url)) {
        const known = imports.get(parentURL) ?? new Set();
        const path = fileURLToPath(resolved.url);
        if (!known.has(resolved.url)) process.send?.({ imports: path, stamp: stampNow(path) } satisfies ImportSeen);
        imports.set(parentURL, known.add(resolved.url));
      }
      return resolved;
    },
  });
}

function resolvedBy<T>(resolve: () => T, specifier: string, parentURL: string | undefined): T {
  try {
    return resolve();
  } catch (error) {
    if (parentURL !== undefined && isOwnModule(parentURL)) noteFailedImport(error, fileURLToPath(parentURL), specifier);
    throw error;
  }
}

/** The entry and everything of the author's that it leads to. */
function filesOf(entryUrl: string): { [path: string]: string } {
  const files: { [path: string]: string } = {};
  const open = [entryUrl];
  for (let url = open.pop(); url !== undefined; url = open.pop()) {
    const path = fileURLToPath(url);
    if (path in files) continue;
    try {
      files[path] = readFileSync(path, 'utf8');
    } catch {
      // The import itself failed, and says so.
      continue;
    }
    open.push(...(imports.get(url) ?? []));
  }
  return files;
}

async function load(file: string): Promise<LoadReply> {
  const url = pathToFileURL(file).href;
  const others: { [path: string]: string } = {};
  try {
    const dags = await readDags(dagsOf(await import(url)), file, others);
    const files = { ...filesOf(url), ...others };
    return { file, ok: true, dags, files, code: codeHash(file, files) };
  } catch (error) {
    return { file, ok: false, error: failureOf(error), files: { ...filesOf(url), ...others } };
  }
}

installSdkHooks();
recordImports();
process.on('message', ({ file }: LoadRequest) => {
  void load(file).then((reply) => process.send?.(reply));
});
// A promise that a DAG file left to fail says something about that file, and must not end the loading of the others.
process.on('unhandledRejection', () => undefined);
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
