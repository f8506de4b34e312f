/**
 * Runs a DAG file from its snapshot: `import()` of the original address gives the frozen text. Imports between files of the snapshot stay
 * inside of it, even where the files are gone; everything else resolves from where the DAG file really lies. Stack traces and
 * `import.meta.url` show the original path.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface SnapshotFiles {
  entry: string;
  files: { readonly [path: string]: string };
}

/** Installs the hooks, once for each snapshot of a process. Returns the address of the entry, to be imported. */
export function installSnapshotHooks(snapshot: SnapshotFiles): string {
  const texts = new Map(Object.entries(snapshot.files).map(([path, text]) => [pathToFileURL(path).href, text]));
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL;
      if (parent !== undefined && texts.has(parent) && /^\.{0,2}\//.test(specifier)) {
        const url = new URL(specifier, parent).href;
        if (texts.has(url)) return { url, format: formatOf(url), shortCircuit: true };
      }
      if (texts.has(specifier)) return { url: specifier, format: formatOf(specifier), shortCircuit: true };
      return next(specifier, context);
    },
    load(url, context, next) {
      const source = texts.get(url);
      return source === undefined ? next(url, context) : { format: formatOf(url), source, shortCircuit: true };
    },
  });
  return pathToFileURL(snapshot.entry).href;
}

function formatOf(url: string): string {
  if (url.endsWith('.json')) return 'json';
  return /\.[mc]?ts$/.test(url) ? 'module-typescript' : 'module';
}
