/** Loads DAG files in a child process, each within a time limit; a file that ends, blocks or fills the process hurts no other. */
import type { ChildProcess } from 'node:child_process';
import type { SerializedDag, SerializedNotifier, SerializedTask } from '@aquilon/sdk/serialized';
import type { Config } from '#config/config.ts';
import { isStopSignal } from '#domain/quarantine.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { forkChild } from './fork-child.ts';
import { describeFailure } from './import-error.ts';
import type { ImportSeen, LoadReply } from './loader-protocol.ts';
import { checkSerialized } from './serialized-schema.ts';
import { stampNow } from './stamp.ts';
import { textsOf } from './texts-of.ts';

/** More of them are not looked at for a file that ended its process. */
const MOST_IMPORTS = 10_000;

export interface LoadOptions {
  /** Seconds for one file. */
  timeoutSeconds: number;
  memoryMb: number;
  /** Whether a plain schedule of the kind makes a run for each interval between two ticks, rather than at each tick. */
  dataIntervals: { cron: boolean; interval: boolean };
  /** Whether tasks with `email` that do not say so send a mail at the event. */
  mails: { failure: boolean; retry: boolean };
  /** Of tasks that name none, which the SDK calls `default`. */
  defaultQueue: string;
}

export const loadOptions = ({ core, dagProcessor, email, operators, scheduler }: Config): LoadOptions => ({
  timeoutSeconds: core.dagbagImportTimeout,
  memoryMb: dagProcessor.memoryMb,
  dataIntervals: { cron: scheduler.createCronDataIntervals, interval: scheduler.createDeltaDataIntervals },
  mails: { failure: email.defaultEmailOnFailure, retry: email.defaultEmailOnRetry },
  defaultQueue: operators.defaultQueue,
});

export type LoadedFile = {
  /** Of files that its process has read, what they were before that. */
  stamps: ReadonlyMap<string, string>;
} & (
  | {
      file: string;
      ok: true;
      dags: SerializedDag[];
      files: { [path: string]: string };
      /** Hash of what of the files runs. */
      code: string;
      seconds: number;
    }
  | {
      file: string;
      ok: false;
      error: string;
      /** Of what it threw, the frames of Node and of the product included; null: it threw nothing. */
      stack: string | null;
      /** The file and what it is known to import. */
      files: { [path: string]: string };
      /** Loading it ended the process, or did not end. */
      crashed: boolean;
    }
);

/** Yields one result a file, in their order. Every process it started is gone when it ends. */
export async function* loadFiles(files: readonly string[], options: LoadOptions): AsyncGenerator<LoadedFile> {
  let child: ChildProcess | undefined;
  // A module is read once in a process, whatever files import it.
  let stamps = new Map<string, string>();
  const fork = () => {
    stamps = new Map();
    return forkChild('loader-child.ts', options.memoryMb);
  };
  try {
    for (const file of files) {
      const isFirst = child === undefined;
      child ??= await fork();
      let loaded = await loadOne(child, file, options, stamps);
      if (loaded.end === 'died' && !isFirst) {
        // What was loaded before it in the same process may have ended it.
        child = await fork();
        loaded = await loadOne(child, file, options, stamps);
      }
      if (loaded.end !== 'alive') child = undefined;
      yield { ...loaded.result, stamps };
    }
  } finally {
    child?.disconnect();
  }
}

type Unstamped<One> = One extends LoadedFile ? Omit<One, 'stamps'> : never;

interface Loading {
  result: Unstamped<LoadedFile>;
  /** How the process stands after it. */
  end: 'alive' | 'died' | 'killed';
}

async function loadOne(
  child: ChildProcess,
  file: string,
  options: LoadOptions,
  stamps: Map<string, string>,
): Promise<Loading> {
  // Before it is loaded: what is written meanwhile is a change of it.
  if (!stamps.has(file)) stamps.set(file, stampNow(file));
  const before = await textsOf([file]);
  return new Promise((resolve) => {
    const began = performance.now();
    const imported = new Set([file]);
    const settle = (result: Loading['result'], end: Loading['end']) => {
      clearTimeout(timer);
      child.removeListener('message', onMessage);
      child.removeListener('close', onClose);
      if (end === 'killed') child.kill('SIGKILL');
      resolve({ result, end });
    };
    const fail = async (error: AquilonError, crashed: boolean, end: Loading['end']) => {
      const files = { ...(await textsOf([...imported].slice(0, MOST_IMPORTS))), ...before };
      settle({ file, ok: false, error: `${error.message} ${error.remedy}`, stack: null, files, crashed }, end);
    };
    const onMessage = (reply: unknown) => {
      if (isImport(reply)) {
        imported.add(reply.imports);
        if (!stamps.has(reply.imports)) stamps.set(reply.imports, reply.stamp);
      } else if (isReply(reply, file)) settle(resultOf(reply, (performance.now() - began) / 1000, options), 'alive');
    };
    // Not `exit`: what it told before comes first.
    const onClose = (code: number | null, signal: string | null) => {
      const how =
        signal === 'SIGABRT' || code === 134
          ? `out of memory, its limit is ${options.memoryMb} MiB`
          : (signal ?? `exit code ${code}`);
      void fail(new AquilonError('DAG_FILE_DIED', { file, how }), !isStopSignal(signal), 'died');
    };
    const timer = setTimeout(
      () => void fail(new AquilonError('DAG_FILE_TIMEOUT', { file, seconds: options.timeoutSeconds }), true, 'killed'),
      options.timeoutSeconds * 1000,
    );
    child.on('message', onMessage);
    child.once('close', onClose);
    child.send({ file });
  });
}

const isImport = (value: unknown): value is ImportSeen =>
  typeof value === 'object' &&
  value !== null &&
  'imports' in value &&
  typeof value.imports === 'string' &&
  'stamp' in value &&
  typeof value.stamp === 'string';

/** A DAG file can write into the channel as well: only an answer about the file that was asked for counts. */
function isReply(value: unknown, file: string): value is LoadReply {
  return (
    typeof value === 'object' &&
    value !== null &&
    'file' in value &&
    value.file === file &&
    'ok' in value &&
    'files' in value
  );
}

function resultOf(reply: LoadReply, seconds: number, options: LoadOptions): Loading['result'] {
  const { file, files } = reply;
  const broken = (error: string, stack: string | null) =>
    ({ file, ok: false, error, stack, files, crashed: false }) as const;
  if (!reply.ok) return broken(describeFailure(file, reply.error, files), reply.error.stack);
  const dags: SerializedDag[] = [];
  for (const value of reply.dags) {
    const checked = checkSerialized(value);
    if ('problem' in checked) return broken(`${checked.problem}\n\nin ${file}`, null);
    dags.push(withMails(withQueue(withIntervals(checked.dag, options), options), options));
  }
  return { file, ok: true, dags, files, code: String(reply.code), seconds };
}

/** What the file leaves to the configuration is written down: from here on, the DAG alone says when its runs are made. */
function withIntervals(dag: SerializedDag, { dataIntervals }: LoadOptions): SerializedDag {
  const { timetable } = dag;
  if (timetable.kind !== 'cron' && timetable.kind !== 'interval') return dag;
  if (timetable.dataInterval !== undefined || !dataIntervals[timetable.kind]) return dag;
  return { ...dag, timetable: { ...timetable, dataInterval: true } };
}

function withQueue(dag: SerializedDag, { defaultQueue }: LoadOptions): SerializedDag {
  if (defaultQueue === 'default') return dag;
  const tasks = dag.tasks.map((task) => (task.queue === 'default' ? { ...task, queue: defaultQueue } : task));
  return { ...dag, tasks };
}

/** Where the file leaves open whether a task sends mails, the configuration says so. */
function withMails(dag: SerializedDag, { mails }: LoadOptions): SerializedDag {
  const decided = (notifiers: SerializedNotifier[], isWanted: boolean): SerializedNotifier[] =>
    notifiers.flatMap(({ byDefault, ...one }) => (byDefault && !isWanted ? [] : [one]));
  const tasks = dag.tasks.map(({ callbacks, ...task }): SerializedTask => {
    if (!callbacks) return task;
    const { failure = [], retry = [], ...others } = callbacks;
    const kept = { failure: decided(failure, mails.failure), retry: decided(retry, mails.retry) };
    const told = Object.entries({ ...others, ...kept }).filter(([, notifiers]) => notifiers.length > 0);
    return told.length === 0 ? task : { ...task, callbacks: Object.fromEntries(told) };
  });
  return { ...dag, tasks };
}
