import { readdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { nearest } from '@aquilon/sdk/runtime';
import type { LoadFailure } from './loader-protocol.ts';

/** Imports that failed, by what they threw: its stack tells nothing of them. */
const failedImports = new WeakMap<object, { importer: string; specifier: string }>();

/** `importer`: absolute path of the file that asks for `specifier`. */
export function noteFailedImport(error: unknown, importer: string, specifier: string): void {
  if (typeof error === 'object' && error !== null) failedImports.set(error, { importer, specifier });
}

/** What an author's code threw, as it crosses to the server. */
export function failureOf(error: unknown): LoadFailure {
  if (!(error instanceof Error))
    return { name: 'Error', message: `it threw ${String(error)}, which is no Error`, stack: '' };
  const failedImport = failedImports.get(error);
  return {
    name: error.name,
    message: error.message + meantFile(failedImport),
    stack: error.stack ?? '',
    ...(failedImport ? { failedImport } : {}),
  };
}

/** Of a relative import: the file of that name with its ending, else the one that is called nearly so. */
function meantFile(failed: LoadFailure['failedImport']): string {
  if (!failed?.specifier.startsWith('.')) return '';
  const { importer, specifier } = failed;
  const wanted = basename(specifier);
  const names = filesIn(resolve(dirname(importer), dirname(specifier)));
  const meant = names.find((name) => stem(name) === stem(wanted)) ?? nearest(wanted, names)[0];
  return meant === undefined ? '' : `. Did you mean ${specifier.slice(0, -wanted.length)}${meant}?`;
}

const CODE = /\.[mc]?[jt]s$/;
const stem = (name: string): string => name.replace(CODE, '');

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => CODE.test(name));
  } catch {
    return [];
  }
}
