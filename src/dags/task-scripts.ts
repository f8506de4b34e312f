/** Files of Python that tasks name, looked for while their DAG file is loaded: with what they import from their own folder they belong to its version. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Json, SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';

const LONGEST_FILE = 1_048_576;
const MOST_FILES = 1_000;

type Files = { [path: string]: string };

/**
 * Notes in each task the files that it reads, and adds their texts to `files` by their absolute paths: a run stays on those that it started with. Returns
 * all that is wrong.
 */
export function readScripts(dag: SerializedDag, dagFile: string, files: Files): string[] {
  const problems: string[] = [];
  for (const task of dag.tasks.filter(({ body }) => body === 'python')) {
    const found = new Set<string>();
    for (const name of namedFiles(task)) {
      const path = resolve(dirname(dagFile), name);
      // Also where it cannot be read: the DAG file is loaded again when it appears.
      files[path] ??= '';
      found.add(path);
      const problem = readInto(files, path);
      if (problem === undefined) {
        if (path.endsWith('.py')) readImports(path, found, files);
      } else {
        const at = task.line === null ? '' : ` (line ${task.line})`;
        problems.push(`task ${task.taskId}${at}: ${name}: ${problem}`);
      }
    }
    task.scripts = [...found];
  }
  return problems;
}

const namedFiles = ({ options }: SerializedTask): string[] => [
  ...textsIn(options.file),
  ...textsIn(options.requirements).filter((text) => text.endsWith('.txt')),
];

const textsIn = (value: Json | undefined): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string');

function readInto(files: Files, path: string): string | undefined {
  try {
    const { size } = statSync(path);
    if (size > LONGEST_FILE) return `it has ${size} bytes; ${LONGEST_FILE} are allowed`;
    files[path] = readFileSync(path, 'utf8');
    return undefined;
  } catch (error) {
    return `${path} cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
}

/** Follows imports as they are written; what is not found below the folder of the script comes from elsewhere. */
function readImports(script: string, found: Set<string>, files: Files): void {
  const root = dirname(script);
  const open = [script];
  for (let path = open.pop(); path !== undefined && found.size < MOST_FILES; path = open.pop()) {
    for (const module of importsIn(files[path] ?? '', packageOf(path, root))) {
      for (const candidate of candidatesOf(module, root)) {
        if (found.has(candidate) || !isFile(candidate) || readInto(files, candidate) !== undefined) continue;
        found.add(candidate);
        open.push(candidate);
      }
    }
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Folders below the root, as parts of a module name: a relative import begins there. */
function packageOf(path: string, root: string): string[] {
  return dirname(path)
    .slice(root.length)
    .split('/')
    .filter((part) => part !== '');
}

const FROM = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]*(?:\(([^)]*)\)|([^\n#]*))/gm;
const IMPORT = /^[ \t]*import[ \t]+([^\n#]+)/gm;

/** Names of modules, as lists of parts. Of `from a import b`, `b` may be one as well. */
function importsIn(source: string, own: readonly string[]): string[][] {
  const text = source.replaceAll(/\\\r?\n/g, ' ');
  const found: string[][] = [];
  for (const [, list = ''] of text.matchAll(IMPORT)) for (const name of namesIn(list)) found.push(name.split('.'));
  for (const [, dots = '', name = '', inside, plain] of text.matchAll(FROM)) {
    const above = dots === '' ? [] : own.slice(0, own.length - (dots.length - 1));
    const base = [...above, ...name.split('.').filter((part) => part !== '')];
    found.push(base, ...namesIn(inside ?? plain ?? '').map((one) => [...base, one]));
  }
  return found;
}

const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map((one) => /^\s*([\w.]+)/.exec(one)?.[1] ?? '')
    .filter((name) => name !== '');

/** The module, and the packages that it lies in. */
function candidatesOf(module: readonly string[], root: string): string[] {
  return module.flatMap((_, at) => {
    const path = join(root, ...module.slice(0, at + 1));
    return [`${path}.py`, join(path, '__init__.py')];
  });
}
