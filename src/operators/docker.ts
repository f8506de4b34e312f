import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { BodyContext, BodyResult, OperatorBody } from '#worker/operator-body.ts';
import { connectionOf } from './connections.ts';
import { engineAddress } from './docker/address.ts';
import { Container, type Exit } from './docker/container.ts';
import { DockerEngine } from './docker/engine.ts';
import { provideImage } from './docker/image.ts';
import { containerOrder } from './docker/order.ts';
import { ContainerOutput } from './docker/output.ts';
import { OptionReader } from './options.ts';

const LOGGER = 'airflow.task.operators.DockerOperator';
/** Of the lines of `xcomAll`, in characters. */
const MOST_OUTPUT = 16_777_216;
/** 128 and the number of SIGKILL. */
const KILLED = 137;

/**
 * Airflow's DockerOperator, over the Engine API. Options: image, command, entrypoint, environment, privateEnvironment, mounts, autoRemove, networkMode, dockerUrl,
 * workingDir, user, memLimit, cpus, shmSize, forcePull, containerName, dockerConnId, tty, skipOnExitCode, labels, xcomAll, retrieveOutput, retrieveOutputPath.
 */
export const docker: OperatorBody = async (context) => {
  const options = new OptionReader('docker', context.options);
  for (const secret of Object.values(options.environment('privateEnvironment') ?? {})) context.hide(secret);
  const image = options.text('image');
  const order = containerOrder(context, options, image);
  const connId = options.optionalText('dockerConnId');
  const connection = connId === undefined ? undefined : await connectionOf(context.request, connId);
  const engine = await DockerEngine.open(engineAddress(options.optionalText('dockerUrl')));
  await provideImage(engine, image, {
    force: options.flag('forcePull', false),
    connection,
    signal: context.signal,
    onStatus: (line) => context.log('info', line, LOGGER),
  });
  context.signal.throwIfAborted();
  // Not broken off by the signal: what is made must be known, to be removed.
  const container = await Container.create(engine, options.optionalText('containerName'), order, (message) =>
    context.log('warning', message, LOGGER),
  );
  context.log('info', `Starting the container ${container.shown} of ${image}`, LOGGER);
  const lines = new ResultLines(options.flag('xcomAll', false));
  const output = new ContainerOutput(options.flag('tty', false), (line, stream) => {
    if (stream === 'stdout') lines.take(line);
    context.log('info', line, LOGGER, stream === 'stderr' ? { stream } : undefined);
  });
  let exit: Exit | undefined;
  try {
    context.signal.throwIfAborted();
    exit = await container.run(context.signal, output);
    context.log('info', `The container ended with the exit code ${exit.code}`, LOGGER);
    context.signal.throwIfAborted();
    if (options.numbers('skipOnExitCode', []).includes(exit.code))
      return { skipped: `The container returned exit code ${exit.code}. Skipping.` };
    if (exit.code !== 0) throw failure(container, image, exit);
    return await resultOf(options, container, lines);
  } finally {
    // Where the engine was lost on the way, it may run still.
    if (exit === undefined && container.isStarted) await container.end();
    if (isRemoved(options, container, context.signal, exit)) await container.remove();
  }
};

/** A container that has not run holds nothing. */
function isRemoved(
  options: OptionReader,
  { isStarted }: Container,
  signal: BodyContext['signal'],
  exit: Exit | undefined,
): boolean {
  const rule = options.optionalText('autoRemove') ?? 'never';
  if (rule === 'force' || !isStarted) return true;
  return rule === 'success' && (signal.aborted || exit === undefined || exit.code === 0);
}

/** What becomes the value: the last line, or all of them up to a limit. */
class ResultLines {
  readonly #keepsAll: boolean;
  readonly all: string[] = [];
  last = '';
  size = 0;

  constructor(keepsAll: boolean) {
    this.#keepsAll = keepsAll;
  }

  take(line: string): void {
    this.last = line;
    if (!this.#keepsAll) return;
    this.size += line.length + 1;
    if (this.size <= MOST_OUTPUT) this.all.push(line);
  }
}

async function resultOf(options: OptionReader, container: Container, lines: ResultLines): Promise<BodyResult> {
  if (options.flag('retrieveOutput', false)) {
    return { value: await jsonIn(container, options.text('retrieveOutputPath')) };
  }
  if (lines.size > MOST_OUTPUT) throw unusable(`its output is longer than ${MOST_OUTPUT} characters`);
  return { value: options.flag('xcomAll', false) ? lines.all : lines.last };
}

async function jsonIn(container: Container, path: string): Promise<unknown> {
  const content = await container.file(path).catch((error: unknown) => {
    throw unusable(`the file ${path} cannot be read: ${messageOf(error)}`);
  });
  if (content === undefined) throw unusable(`there is no file ${path} in it`);
  try {
    return JSON.parse(content.toString());
  } catch (error) {
    throw unusable(`the file ${path} is no JSON: ${messageOf(error)}`);
  }
}

function failure({ shown }: Container, image: string, { code, isOutOfMemory }: Exit): Error {
  const killed = code === KILLED ? `was killed (exit code ${code})` : `ended with the exit code ${code}`;
  const how = isOutOfMemory ? `needed more memory than it may have (OOMKilled, exit code ${code})` : killed;
  return Object.assign(new AquilonError('DOCKER_CONTAINER_FAILED', { container: shown, image, how }), {
    exitCode: code,
  });
}

const unusable = (reason: string): AquilonError => new AquilonError('DOCKER_OUTPUT_UNUSABLE', { reason });
