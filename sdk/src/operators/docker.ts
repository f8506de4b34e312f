/** A container of a Docker engine as a task. */
import { type Operator, type OperatorFactory, operatorFactory } from '../operator.ts';
import { Checker } from '../options.ts';
import { show } from '../problems.ts';
import type { Json } from '../serialized.ts';
import { type Checked, checked, exitCodes, flag, isRecord, oneOf, text, texts, textsByName } from './checked.ts';

/** As `Mount` of the Docker SDK. */
export interface DockerMount {
  /** Where it is in the container: an absolute path. */
  target: string;
  /** Name of a volume, or an absolute path on the machine of the engine. Default: a new volume. */
  source?: string;
  /** Default `volume`, as in Airflow. */
  type?: 'bind' | 'volume' | 'tmpfs';
  /** Default false. */
  readOnly?: boolean;
}

export interface DockerOptions {
  /** `python:3.13-slim`; without a tag, `latest`. */
  image: string;
  /** A list of words, or a text that is split into words as a shell does; no shell runs it. Default: that of the image. */
  command?: string | string[];
  /** As `command`. Default: that of the image. */
  entrypoint?: string | string[];
  /** Variables of the container. */
  environment?: { [name: string]: string };
  /** The same, masked in the log and among the rendered fields. */
  privateEnvironment?: { [name: string]: string };
  mounts?: DockerMount[];
  /** When the container is removed: `never` (default, as in Airflow), `success`: after the exit code 0 or when the task is ended, `force`: always. */
  autoRemove?: 'never' | 'success' | 'force';
  /** `bridge`, `host`, `none`, `container:NAME` or the name of a network. Default: that of the engine. */
  networkMode?: string;
  /** `unix:///path`, `tcp://host:port` or `https://host:port`. Default: `DOCKER_HOST` of the server, else `unix:///var/run/docker.sock`. */
  dockerUrl?: string;
  /** Working folder in the container. Default: that of the image. */
  workingDir?: string;
  /** Name or number of a user, also with a group: `1000:1000`. Default: that of the image. */
  user?: string;
  /** Memory of the container in bytes, or a text such as `512m`. Default: no limit. */
  memLimit?: number | string;
  /** Processors that it may use, such as 0.5. Default: no limit. */
  cpus?: number;
  /** Size of `/dev/shm`, as `memLimit`. Default: 64 MiB, by the engine. */
  shmSize?: number | string;
  /** Ask the registry for the image also where the engine has it. Default false. */
  forcePull?: boolean;
  /** Default: one that the engine makes. */
  containerName?: string;
  /** A connection that signs in at the registry of the image. Default: none. */
  dockerConnId?: string;
  /** Give the command a terminal: both of its output streams are one then. Default false. */
  tty?: boolean;
  /** Exit codes that skip the task instead of failing it. Default: none. */
  skipOnExitCode?: number | number[] | null;
  labels?: { [name: string]: string };
}

/** The value is the last line. */
interface LastLine {
  /** The value is the list of all lines of the standard output. Default false. */
  xcomAll?: false;
  /** The value is the JSON of the file `retrieveOutputPath` in the container. Default false. */
  retrieveOutput?: false;
}

interface AllLines {
  xcomAll: true;
  retrieveOutput?: false;
}

interface OutputFile {
  retrieveOutput: true;
  retrieveOutputPath: string;
  xcomAll?: false;
}

const MOUNT = ['target', 'source', 'type', 'readOnly'];
const isSize = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isInteger(value) && value > 0 : /^\d+(\.\d+)?[kmgt]?b?$/i.test(String(value));

const size: Checked = (checker, name, value) => {
  if (!['string', 'number'].includes(typeof value) || !isSize(value))
    checker.add(`${name} is ${show(value)}; it must be a number of bytes, or a text such as '512m' or '2g'`);
};

const processors: Checked = (checker, name, value) => {
  if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value))
    checker.add(`${name} is ${show(value)}; it must be a number above 0`);
};

const address: Checked = (checker, name, value) => {
  if (typeof value !== 'string' || !/^(unix|tcp|https?):\/\/./.test(value))
    checker.add(`${name} is ${show(value)}; it must begin with unix://, tcp://, http:// or https://`);
};

const mounts: Checked = (checker, name, value) => {
  if (!Array.isArray(value)) {
    checker.add(`${name} is ${show(value)}; it must be a list of objects with ${MOUNT.join(', ')}`);
    return;
  }
  for (const [at, mount] of value.entries()) {
    const inner = new Checker(`${name}[${at}]`);
    checkMount(inner, mount);
    for (const problem of inner.problems) checker.add(problem);
  }
};

function checkMount(checker: Checker, mount: unknown): void {
  if (!isRecord(mount)) {
    checker.add(`it is ${show(mount)}; it must be an object with ${MOUNT.join(', ')}`);
    return;
  }
  checker.unknownNames(mount, MOUNT);
  const { target, source, type = 'volume', readOnly } = mount;
  if (typeof target !== 'string' || !/^(\/|\{[{%])/.test(target))
    checker.add(`target is ${show(target)}; it must be an absolute path in the container`);
  if (source !== undefined) text(checker, 'source', source);
  oneOf(['bind', 'volume', 'tmpfs'])(checker, 'type', type);
  if (readOnly !== undefined) flag(checker, 'readOnly', readOnly);
  const isPath = typeof source === 'string' && source.startsWith('/');
  if (type === 'volume' && isPath) checker.add(`source is ${show(source)}; a path needs type: 'bind'`);
  if (type === 'bind' && !isPath && !String(source).includes('{{'))
    checker.add(`source is ${show(source)}; with type: 'bind' it must be an absolute path`);
}

const KIND = {
  name: 'docker',
  operator: 'DockerOperator',
  body: 'docker',
  required: ['image'],
  templates: {
    templateFields: ['image', 'command', 'environment', 'privateEnvironment', 'containerName', 'mounts', 'labels'],
  },
  rules: {
    image: text,
    command: texts,
    entrypoint: texts,
    environment: textsByName,
    privateEnvironment: textsByName,
    mounts,
    autoRemove: oneOf(['never', 'success', 'force']),
    networkMode: text,
    dockerUrl: address,
    workingDir: text,
    user: text,
    memLimit: size,
    cpus: processors,
    shmSize: size,
    forcePull: flag,
    containerName: text,
    dockerConnId: text,
    tty: flag,
    skipOnExitCode: exitCodes,
    labels: textsByName,
    xcomAll: flag,
    retrieveOutput: flag,
    retrieveOutputPath: text,
  },
};

/**
 * Runs a container. The last line of its standard output is the return value; with `xcomAll` all lines are, with `retrieveOutput` what a file of it says.
 *
 * ```ts
 * dag.task('train', docker({ image: 'python:3.13-slim', command: ['python', '-c', 'print(1)'], memLimit: '512m', autoRemove: 'force' }));
 * ```
 */
export const docker: (<T = Json>(options: DockerOptions & OutputFile) => Operator<T>) &
  ((options: DockerOptions & AllLines) => Operator<string[]>) &
  OperatorFactory<DockerOptions & LastLine, string> = operatorFactory(
  (options: DockerOptions & (LastLine | AllLines | OutputFile)): Operator<never> => {
    const made = checked<never>(KIND, options);
    return { ...made, problems: [...(made.problems ?? []), ...resultProblems(options ?? {})] };
  },
  ['xcomAll', 'retrieveOutput'],
);

function resultProblems(options: object): string[] {
  const { xcomAll, retrieveOutput, retrieveOutputPath } = options as { [name: string]: unknown };
  const problems: string[] = [];
  if (xcomAll === true && retrieveOutput === true)
    problems.push('xcomAll and retrieveOutput are both given; one of them is allowed');
  if (retrieveOutput === true && retrieveOutputPath === undefined)
    problems.push('retrieveOutput is given without retrieveOutputPath, the file in the container');
  if (retrieveOutput !== true && retrieveOutputPath !== undefined)
    problems.push('retrieveOutputPath is given without retrieveOutput: true');
  return problems;
}
