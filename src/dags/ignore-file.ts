/**
 * `.airflowignore`: which files below its folder are no DAG files. Patterns are those of `.gitignore`, as Airflow 3 reads them (its documentation, "Core
 * concepts / Dags / .airflowignore"): the last one that fits decides, `!` takes back, `/` at the end means folders, one before binds to the folder of the file.
 */
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export const IGNORE_FILE = '.airflowignore';

export interface IgnoreFile {
  /** Folder in which it stands. */
  folder: string;
  patterns: readonly Pattern[];
}

interface Pattern {
  fits: RegExp;
  isFolder: boolean;
  /** It takes back what an earlier one has ignored. */
  isBack: boolean;
}

/** Undefined where the folder has none. */
export async function readIgnoreFile(folder: string): Promise<IgnoreFile | undefined> {
  const text = await readFile(join(folder, IGNORE_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { folder, patterns: text.split(/\r?\n/).flatMap(readPattern) };
}

/** `files`: those of the folders above it, outermost first. */
export function isIgnored(files: readonly IgnoreFile[], path: string, isFolder: boolean): boolean {
  let ignored = false;
  for (const { folder, patterns } of files) {
    const name = relative(folder, path).split(sep).join('/');
    for (const one of patterns) if ((isFolder || !one.isFolder) && one.fits.test(name)) ignored = !one.isBack;
  }
  return ignored;
}

function readPattern(line: string): Pattern[] {
  // A blank at the end counts only behind a backslash.
  const given = line.replace(/(?<!\\)\s+$/, '');
  if (given === '' || given.startsWith('#')) return [];
  const isBack = given.startsWith('!');
  const text = given.slice(isBack ? 1 : 0);
  const isFolder = text.endsWith('/');
  const body = isFolder ? text.slice(0, -1) : text;
  if (body === '') return [];
  const isBound = body.includes('/');
  const fits = expression(body.replace(/^\//, ''));
  // A pattern that cannot be read ignores nothing, as in git.
  return fits === undefined
    ? []
    : [{ fits: new RegExp(`^${isBound ? '' : '(?:.*/)?'}${fits}$`, 's'), isFolder, isBack }];
}

/** Parts of a pattern, the longest first, and what each means. */
const PARTS: readonly [RegExp, (found: RegExpExecArray) => string][] = [
  [/^\/\*\*\//, () => '/(?:.*/)?'],
  [/^\/\*\*$/, () => '/.+'],
  [/^\*+/, () => '[^/]*'],
  [/^\?/, () => '[^/]'],
  [
    /^\[(!|\^)?(\]?[^\]]*)\]/,
    ([, not, inside = '']) => `(?!/)[${not ? '^' : ''}${inside.replaceAll(/[\\[\]^]/g, String.raw`\$&`)}]`,
  ],
  [/^\\(.)/s, ([, one = '']) => RegExp.escape(one)],
  [/^[^*?[\\/]+|^./s, ([text]) => RegExp.escape(text)],
];

function expression(pattern: string): string | undefined {
  let [rest, text] = pattern.startsWith('**/') ? [pattern.slice(3), '(?:.*/)?'] : [pattern, ''];
  while (rest !== '') {
    for (const [part, means] of PARTS) {
      const found = part.exec(rest);
      if (!found) continue;
      text += means(found);
      rest = rest.slice(found[0].length);
      break;
    }
  }
  try {
    new RegExp(text, 's');
    return text;
  } catch {
    return undefined;
  }
}
