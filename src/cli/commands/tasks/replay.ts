/** `aquilon tasks replay`: an attempt of a server once more, on this machine: the same source, arguments and dates, in a real task process. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { debugAddress, positiveInteger, tryInstant, wholeNumber } from '#cli/arguments.ts';
import { type Client, path, withClient } from '#cli/client.ts';
import { findRun } from '#cli/find-run.ts';
import { command, runArgument } from '#cli/options.ts';
import { runTrial } from '#cli/run-trial.ts';
import { lookUp } from '#cli/secrets.ts';
import { openConfig } from '#composition/open-config.ts';
import { asOnServer, type Replay, readReplay, snapshotIn, writeReplay } from '#composition/replay-folder.ts';
import { previousSuccessOf } from '#composition/task-services.ts';
import type { TrialParts, TrialResult } from '#composition/task-trial.ts';
import { findConnection, findVariable } from '#config/task-secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Outcome, XComValue } from '#queue/executor.ts';
import { jsonHash } from '#support/json-hash.ts';
import type { DebugAddress } from '#worker/debugger.ts';
import type { DagSnapshot } from '#worker/services.ts';

interface Options {
  mapIndex?: number;
  tryNumber?: number;
  folder?: string;
  from?: string;
  writeOnly?: boolean;
  /** True: where debuggers look. */
  inspect?: DebugAddress | true;
}

const USUAL_DEBUGGER: DebugAddress = { host: '127.0.0.1', port: 9229 };

export const replay = () =>
  command(
    'replay',
    'Run an attempt of a server once more, here, with what it was given',
    'tasks replay Airflow_Lab2 load_data_task manual__2026-01-31T00:00:00+00:00 --try-number 1',
  )
    .argument('[dag_id]')
    .argument('[task_id]')
    .argument('[run]', runArgument[1])
    .option('--map-index <n>', 'of a mapped task: which instance', wholeNumber)
    .option('--try-number <n>', 'default: the newest attempt', positiveInteger)
    .option('--folder <dir>', 'where source and arguments are written. Default: a folder of its own below replays')
    .option('--from <dir>', 'a folder that was written before, with your changes to its files; no server is asked')
    .option('--write-only', 'write the folder, and run nothing')
    .option('--inspect [host:port]', 'wait for a debugger, and stop in it before the task begins', debugAddress)
    .action(replayTask);

async function replayTask(
  dagId: string | undefined,
  taskId: string | undefined,
  run: string | undefined,
  options: Options,
  self: Command,
): Promise<void> {
  const found = await findReplay({ dagId, taskId, run }, options, self);
  tellAttempt(found);
  if (options.writeOnly) return;
  const { result, missing } = await runHere(found, options);
  const { isSame, told } = compare(found.replay, result);
  process.stdout.write(`${told}\n`);
  // A task that gets on without them, by a fallback, needs none of them.
  for (const name of isSame ? [] : missing)
    process.stderr.write(
      `There is no ${name} here: if the attempt had one, give it as in Airflow, in the environment\n`,
    );
}

interface Found {
  folder: string;
  replay: Replay;
}

/** What the command line names. */
interface Named {
  dagId: string | undefined;
  taskId: string | undefined;
  run: string | undefined;
}

async function findReplay(named: Named, options: Options, self: Command): Promise<Found> {
  const { dagId, taskId, run } = named;
  if (options.from) {
    const replay = await readReplay(options.from);
    if (!isOf(replay, named)) {
      const found = [replay.dag_id, replay.task_id, replay.dag_run_id].join(' ');
      throw new AquilonError('REPLAY_OTHER', { folder: options.from, found });
    }
    return { folder: options.from, replay };
  }
  if (dagId === undefined || taskId === undefined || run === undefined)
    self.error('error: DAG, TASK and RUN are needed, or --from FOLDER', { exitCode: 2 });
  return fetchReplay(dagId, taskId, run, options);
}

function isOf(
  { dag_id: ofDag, task_id: ofTask, dag_run_id: ofRun, work }: Replay,
  { dagId, taskId, run }: Named,
): boolean {
  const isRun =
    run === undefined || run === ofRun || Date.parse(tryInstant(run) ?? '') === Date.parse(work.run.logicalDate ?? '');
  return isRun && (dagId ?? ofDag) === ofDag && (taskId ?? ofTask) === ofTask;
}

async function fetchReplay(dagId: string, taskId: string, runOrDate: string, options: Options): Promise<Found> {
  const { mapIndex = -1, tryNumber } = options;
  const replay = await withClient(async (client: Client) => {
    const { dag_run_id: runId } = await findRun(client, dagId, runOrDate);
    const attempt = tryNumber === undefined ? '' : `&task_try_number=${tryNumber}`;
    const instance = path`/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}`;
    return client.ask<Replay>('GET', `${instance}/replay?map_index=${mapIndex}${attempt}`);
  });
  const index = mapIndex < 0 ? '' : `.${mapIndex}`;
  const name = `${dagId}.${replay.dag_run_id}.${taskId}${index}.${replay.try_number}`.replaceAll(/[^\w.-]/g, '_');
  const folder = options.folder ?? join('replays', name);
  await writeReplay(folder, replay);
  return { folder, replay };
}

function tellAttempt({ folder, replay }: Found): void {
  const { error, state, xcoms, start_date: began } = replay;
  const what = `Attempt ${replay.try_number} of ${replay.task_id} in the run ${replay.dag_run_id} of ${replay.dag_id}`;
  const why = error?.message ? `: ${error.message}` : '';
  process.stderr.write(`${what}, version ${replay.version_number}, ended ${state ?? 'not yet'}${why}\n`);
  process.stderr.write(`Its source and what it was given: ${folder}\n`);
  for (const { task_id: task, key, timestamp } of xcoms)
    if (began !== null && Date.parse(timestamp) > Date.parse(began))
      process.stderr.write(
        `${key} of ${task} was written after the attempt began: it may have been given another value\n`,
      );
}

/** `missing`: the variables and connections that it asked for and that are not here. */
async function runHere(
  { folder, replay }: Found,
  { inspect }: Options,
): Promise<{ result: TrialResult; missing: ReadonlySet<string> }> {
  const config = await openConfig();
  const snapshot = await snapshotIn(folder, replay);
  // A task that stands in a debugger takes its time.
  const task = inspect ? { ...replay.work.task, executionTimeoutMs: null } : replay.work.task;
  const debug = inspect === true ? USUAL_DEBUGGER : inspect;
  if (debug)
    process.stderr.write(
      `Waiting for a debugger on ${debug.host}:${debug.port}, such as chrome://inspect or that of an editor\n`,
    );
  const asked = watchSecrets(config.cli.apiUrl === '' ? lookUp() : FROM_ENVIRONMENT);
  const result = await runTrial({
    config,
    work: { ...replay.work, task },
    snapshot,
    given: valuesOf(replay),
    secrets: asked.secrets,
    ...(debug ? { debug } : {}),
  });
  return { result: { ...result, outcome: outcomeOnServer(result.outcome, snapshot) }, missing: asked.missing };
}

/** Failures of Python name the file that raised them. */
const outcomeOnServer = (outcome: Outcome, snapshot: DagSnapshot): Outcome =>
  outcome.state === 'failed'
    ? { ...outcome, error: { ...outcome.error, message: asOnServer(outcome.error.message, snapshot) } }
    : outcome;

/** Secrets do not leave a server that is elsewhere. */
const FROM_ENVIRONMENT: TrialParts['secrets'] = {
  getVariable: async (key) => findVariable(key),
  getConnection: async (connId) => findConnection(connId),
};

function watchSecrets({ getVariable, getConnection }: TrialParts['secrets']) {
  const missing = new Set<string>();
  const note = <T>(name: string, value: T): T => {
    if (value === null) missing.add(name);
    return value;
  };
  const secrets: TrialParts['secrets'] = {
    getVariable: async (key) => note(`variable ${key} (AIRFLOW_VAR_${key.toUpperCase()})`, await getVariable(key)),
    getConnection: async (connId) =>
      note(`connection ${connId} (AIRFLOW_CONN_${connId.toUpperCase()})`, await getConnection(connId)),
  };
  return { missing, secrets };
}

function valuesOf({ xcoms, previous_success: previous }: Replay): TrialParts['given'] {
  const json = (value: Replay['xcoms'][number]['value']): XComValue => ({ kind: 'json', value });
  return {
    async getXCom({ taskId, mapIndex, key }) {
      const found = xcoms.find((one) => one.task_id === taskId && one.map_index === mapIndex && one.key === key);
      return found && json(found.value);
    },
    getXComs: async ({ taskId, key }) =>
      xcoms
        .filter((one) => one.task_id === taskId && one.map_index >= 0 && one.key === key)
        .map(({ value }) => json(value)),
    getPreviousSuccess: async () => (previous ? previousSuccessOf(previous) : null),
  };
}

/** One sentence: did it end as the attempt did? */
function compare(replay: Replay, { outcome, xcoms }: TrialResult): { isSame: boolean; told: string } {
  const same = (told: string) => ({ isSame: true, told });
  const other = (told: string) => ({ isSame: false, told });
  const { state, error, returned_sha256: before } = replay;
  // An attempt that failed and is to be tried again.
  const ended = state === 'up_for_retry' ? 'failed' : state;
  if (ended !== outcome.state)
    return other(`Another end: the attempt ended ${state ?? 'not yet'}, the replay ${outcome.state}.`);
  if (outcome.state === 'failed') {
    const isSame = error?.code === outcome.error.code && error.message === outcome.error.message;
    return isSame
      ? same('The same failure as that of the attempt.')
      : other(`Another failure: that of the attempt was ${error?.message}`);
  }
  const value = xcoms.get('return_value');
  const after = value === undefined ? null : jsonHash(value);
  return before === after
    ? same('The same end as that of the attempt.')
    : other('The same end, but another value was returned.');
}
