/** A function of a Python file as a task. */
import type { ArgumentOperator } from '../operator.ts';
import { show } from '../problems.ts';
import type { Json } from '../serialized.ts';
import { type Checked, checked, exitCodes, flag, listOfTexts, text, texts, textsByName } from './checked.ts';

export interface PythonOptions {
  /** Path of the `.py` file, from the folder of the DAG file. It and what it imports from its own folder are part of the DAG's version. */
  file: string;
  /** Name of a function in it. Its keyword arguments are the arguments of the task. */
  function: string;
  /** The interpreter: a version (`3.11`), a path or a name. Default: `python3` on PATH. */
  python?: string;
  /**
   * Packages for a virtual environment that is built once and kept: lines as in `requirements.txt`, or the path of such a file that ends in `.txt`.
   * Default: no environment of its own.
   */
  requirements?: string | string[];
  /** The environment sees the packages of the interpreter too. Default false. */
  systemSitePackages?: boolean;
  /** Further arguments of `pip install`. */
  pipInstallOptions?: string[];
  /** Package indexes: the first takes the place of the usual one. */
  indexUrls?: string | string[];
  /** Connections whose host is the address of a package index, with login and password. */
  indexUrlsFromConnectionIds?: string | string[];
  /** Variables beside those of the task; with `inheritEnv: false`, instead of them. */
  env?: { [name: string]: string };
  /** Default true. */
  inheritEnv?: boolean;
  /** Working folder. Default: that of the server. */
  cwd?: string;
  /** Codes of `sys.exit` that skip the task. Default: none. */
  skipOnExitCode?: number | number[] | null;
}

/** They would lead to what the version does not hold. */
const UNKNOWN_LINES = /^\s*(-r|--requirement|-c|--constraint|-e|--editable)\b/m;

const fileName: Checked = (checker, name, value) => {
  if (typeof value !== 'string' || !/[^/]\.py$/.test(value))
    checker.add(`${name} is ${show(value)}; it must be the path of a .py file`);
};

const functionName: Checked = (checker, name, value) => {
  if (typeof value !== 'string' || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(value))
    checker.add(`${name} is ${show(value)}; it must be the name of a Python function`);
};

const requirements: Checked = (checker, name, value) => {
  texts(checker, name, Array.isArray(value) && value.length === 0 ? 'none' : value);
  for (const line of [value].flat())
    if (typeof line === 'string' && UNKNOWN_LINES.test(line))
      checker.add(`${name} is ${show(line)}; it must name packages: other files and folders are not followed`);
};

const LOCAL = {
  name: 'python',
  operator: '@task.external_python',
  body: 'python',
  required: ['file', 'function'],
  rules: {
    file: fileName,
    function: functionName,
    python: text,
    requirements,
    systemSitePackages: flag,
    pipInstallOptions: listOfTexts,
    indexUrls: texts,
    indexUrlsFromConnectionIds: texts,
    env: textsByName,
    inheritEnv: flag,
    cwd: text,
    skipOnExitCode: exitCodes,
  },
};
const BUILT = { ...LOCAL, operator: '@task.virtualenv' };
/** They mean nothing without an environment that is built. */
const FOR_BUILDING = ['systemSitePackages', 'pipInstallOptions', 'indexUrls', 'indexUrlsFromConnectionIds'] as const;

/**
 * Calls a Python function with the arguments of the task, by their names, and returns what it returns, as JSON.
 *
 * ```ts
 * const train = dag.task('train', python<Model, { rows: Row[] }>({ file: 'train.py', function: 'train', requirements: 'requirements.txt' }));
 * const model = train({ rows });
 * ```
 */
export function python<R = Json, A extends object = { [name: string]: unknown }>(
  options: PythonOptions,
): ArgumentOperator<A, R> {
  const made = checked<R>(options?.requirements === undefined ? LOCAL : BUILT, options);
  const lost = options?.requirements === undefined ? FOR_BUILDING.filter((name) => options?.[name] !== undefined) : [];
  const problems = lost.map((name) => `${name} is given without requirements, for which an environment is built`);
  return { ...made, takesArguments: true, problems: [...(made.problems ?? []), ...problems] };
}
