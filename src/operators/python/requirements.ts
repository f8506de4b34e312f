/** What a task needs beside the standard library, as lines that pip reads. */
import { createHash } from 'node:crypto';
import type { Interpreter } from './interpreter.ts';

export interface Needs {
  /** Sorted, each once. */
  lines: string[];
  systemSitePackages: boolean;
  installOptions: string[];
  /** Addresses of package indexes; they may hold passwords. The first takes the place of the usual one. */
  indexUrls: string[];
}

/** Without comments and blank lines. */
export function requirementLines(texts: readonly string[]): string[] {
  const lines = texts
    .flatMap((text) => text.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/))
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
  return [...new Set(lines)].sort();
}

/** Tells environments apart. Passwords in addresses play no part: they change while what is behind them stays. */
export function environmentKey({ executable, version }: Interpreter, needs: Needs): string {
  const indexes = needs.indexUrls.map((url) => url.replace(/\/\/[^/@]*@/, '//'));
  const content = [executable, version, needs.lines, needs.systemSitePackages, needs.installOptions, indexes];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
