import { dirname, isAbsolute, join, resolve } from 'node:path';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { BodyContext, BodyResult, OperatorBody } from '#worker/operator-body.ts';
import { childEnvironment, type Ended } from './child-group.ts';
import { connectionOf } from './connections.ts';
import { OptionReader } from './options.ts';
import { callFunction, type Order, type Program } from './python/call.ts';
import { openEnvironment } from './python/environment.ts';
import { findInterpreter } from './python/interpreter.ts';
import type { Ending, PythonErrorDetail } from './python/messages.ts';
import { type Needs, requirementLines } from './python/requirements.ts';
import { keepInUse } from './python/unused-environments.ts';

/**
 * Calls a function of a .py file with the arguments of the task as keyword arguments, in an interpreter of the machine or in a virtual environment with
 * `requirements`. Options: file, function, python, requirements, systemSitePackages, pipInstallOptions, indexUrls, indexUrlsFromConnectionIds, env,
 * inheritEnv, cwd, skipOnExitCode.
 */
export const python: OperatorBody = async (context) => {
  const options = new OptionReader('python', context.options);
  const { program, release } = await programFor(context, options);
  try {
    const order = orderFor(context, options);
    const { ending, ended } = await callFunction(context, program, order);
    return resultOf(ending, ended, options.numbers('skipOnExitCode', []), order);
  } finally {
    release();
  }
};

/** `release`: it is not used any more. */
async function programFor(
  context: BodyContext,
  options: OptionReader,
): Promise<{ program: Program; release: () => void }> {
  const interpreter = await findInterpreter(options.optionalText('python'));
  const needs = await needsOf(context, options);
  const own = options.environment('env') ?? {};
  const cwd = options.optionalText('cwd');
  const inherit = options.flag('inheritEnv', true);
  if (needs === undefined) {
    const program = { python: interpreter.executable, env: childEnvironment(own, inherit), cwd };
    return { program, release: () => {} };
  }
  const made = await openEnvironment(context, interpreter, needs);
  const env = childEnvironment({}, inherit);
  const path = `${join(made.folder, 'bin')}:${env.PATH ?? ''}`;
  const program = {
    python: made.python,
    env: { ...env, VIRTUAL_ENV: made.folder, PATH: path, PYTHONHOME: undefined, ...own },
    cwd,
  };
  return { program, release: keepInUse(made.record) };
}

/** Undefined: no environment is asked for. */
async function needsOf(context: BodyContext, options: OptionReader): Promise<Needs | undefined> {
  const given = options.texts('requirements');
  if (context.options.requirements === undefined) return undefined;
  const connected = options.texts('indexUrlsFromConnectionIds').map((connId) => indexOf(context, connId));
  const indexUrls = [...options.texts('indexUrls'), ...(await Promise.all(connected))];
  for (const url of indexUrls) context.hide(passwordIn(url));
  return {
    lines: requirementLines(given.map((one) => (one.endsWith('.txt') ? sourceOf(context, one) : one))),
    systemSitePackages: options.flag('systemSitePackages', false),
    installOptions: options.texts('pipInstallOptions'),
    indexUrls,
  };
}

/** As Airflow's PackageIndexHook: the host is the address, login and password are put into it. */
async function indexOf({ request }: BodyContext, connId: string): Promise<string> {
  const { host, login, password } = await connectionOf(request, connId);
  const url = URL.parse(host ?? '');
  if (url === null) {
    const reason = 'its host must be the address of a package index, such as https://index.example/simple';
    throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason });
  }
  url.username = encodeURIComponent(login ?? '');
  url.password = encodeURIComponent(password ?? '');
  return url.href;
}

function passwordIn(address: string): string {
  const password = URL.parse(address)?.password ?? '';
  return password.includes('%') ? decodeURIComponent(password) : password;
}

const sourceOf = ({ scripts, dagFile }: BodyContext, name: string): string => scripts[pathOf(dagFile, name)] ?? '';

const pathOf = (dagFile: string | undefined, name: string): string =>
  isAbsolute(name) ? name : resolve(dagFile === undefined ? '.' : dirname(dagFile), name);

function orderFor(context: BodyContext, options: OptionReader): Order {
  const given = Object.entries(context.arguments).map(([name, value]) => [name, value ?? null]);
  return {
    file: pathOf(context.dagFile, options.text('file')),
    function: options.text('function'),
    sources: context.scripts,
    arguments: Object.fromEntries(given),
    context: contextFor(context),
  };
}

/** Airflow's names. */
function contextFor({ work }: BodyContext): object {
  const { run } = work;
  return {
    dag_id: run.dagId,
    run_id: run.runId,
    run_type: run.runType,
    task_id: work.taskId,
    map_index: work.mapIndex,
    try_number: work.tryNumber,
    max_tries: work.maxTries,
    logical_date: run.logicalDate,
    data_interval_start: run.dataIntervalStart,
    data_interval_end: run.dataIntervalEnd,
    run_after: run.runAfter,
    ds: run.logicalDate?.slice(0, 10) ?? null,
    params: run.params,
    conf: run.conf,
    partition_key: run.partitionKey ?? null,
    triggering_user: run.triggeringUser,
  };
}

function resultOf(ending: Ending | undefined, ended: Ended, skipCodes: number[], order: Order): BodyResult {
  if (ending === undefined) throw died(ended);
  if ('result' in ending) return ending.result === null ? {} : { value: ending.result };
  if ('skipped' in ending) return { skipped: ending.skipped };
  if ('stopped' in ending) throw new AquilonError('PYTHON_ENDED', { how: 'was asked to end by SIGTERM' });
  if ('missing' in ending) {
    const known = ending.known.length === 0 ? 'no function' : ending.known.join(', ');
    throw new AquilonError('PYTHON_FUNCTION_MISSING', { function: ending.missing, file: order.file, known });
  }
  if ('problem' in ending)
    throw new AquilonError('TASK_RESULT_NOT_JSON', { key: 'return_value', reason: ending.problem, path: ending.path });
  if ('error' in ending) throw raised(ending.error, ending.text, ending.retry);
  if (skipCodes.includes(ending.exit))
    return { skipped: `The function ended Python with the exit code ${ending.exit}.` };
  throw died({ code: ending.exit, signal: null });
}

function died({ code, signal }: Ended): Error {
  const how = signal === null ? `ended with the exit code ${code}` : `was ended by the signal ${signal}`;
  return Object.assign(new AquilonError('PYTHON_ENDED', { how }), code === null ? {} : { exitCode: code });
}

/** An error that a Python function raised, with its own frames. */
function raised(errorDetail: PythonErrorDetail[], text: string, retryable: boolean): Error {
  const [first] = errorDetail;
  const place = first?.frames.at(-1);
  const where = place === undefined ? '' : ` (${place.filename}, line ${place.lineno})`;
  const message = `${first?.exc_type}: ${first?.exc_value}${where}`;
  return Object.assign(new AquilonError('PYTHON_FAILED', { message }), { stack: text, errorDetail, retryable });
}
