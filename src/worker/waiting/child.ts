/**
 * A process in which deferred attempts wait: the author's sensors of one DAG file, or the built-in ones. Thousands at once, each a small object and a
 * place in a heap. It holds nothing that cannot be handed over again, and ends with its server.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { flushCompileCache } from 'node:module';
import { env } from 'node:process';
import type { SerializedSensor } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Outcome, RunFacts } from '#queue/executor.ts';
import { wholeWork } from '#queue/local/waiting/lean-work.ts';
import { createLocalFolder } from '#storage/local-folder.ts';
import { Attempt, TaskAborted } from '#worker/attempt.ts';
import { AuthorCode } from '#worker/author-code.ts';
import { captureOutput } from '#worker/capture-output.ts';
import { takeChannel } from '#worker/channel.ts';
import type { OperatorBodies } from '#worker/operator-body.ts';
import type { TaskProcessSettings } from '#worker/protocol.ts';
import { runAttempt } from '#worker/run-attempt.ts';
import { ServerLink } from '#worker/server-link.ts';
import type { Surroundings } from '#worker/task-context.ts';
import { FolderWatches } from './folder-watches.ts';
import type { FromWaiting, ToWaiting, WaitOrder } from './protocol.ts';
import { Room } from './room.ts';
import { SharedValues } from './shared-values.ts';

const LOGGER = 'airflow.task.sensors';
/** So many looks are told one by one; later ones at each doubling of their number. */
const TOLD_LOOKS = 3;

/** Between something that happened and the next collection, ms: of 20 MB it takes 10 ms. */
const TIDY_AFTER = 15_000;

export function startWaitProcess(settings: TaskProcessSettings, bodies: OperatorBodies): void {
  const send = takeChannel<FromWaiting>();
  const server = new ServerLink(send);
  const around: Surroundings = { settings, store: createLocalFolder(settings.storageFolder), bodies, now: Date.now };
  const code = new AuthorCode();
  /** Whose look it is: output, exits and errors of the author's code belong to it. */
  const current = new AsyncLocalStorage<Attempt>();
  captureOutput((level, line, logger) => current.getStore()?.line(level, line, logger));

  const look = async (order: WaitOrder, lookNumber: number, abort: AbortSignal): Promise<Outcome> => {
    const run = runs.get(String(order.work.dagRunId));
    if (run === undefined) throw new AquilonError('INTERNAL', { id: `run-of-wait-${order.work.attemptId}` });
    const attempt = new Attempt({ kind: 'run', ...order, work: wholeWork(order.work, run) }, server, settings);
    const end = (reason: TaskAborted) => {
      attempt.abort(reason);
      attempt.breakOff(reason);
    };
    const { executionTimeoutMs } = attempt.work.task;
    const seconds = (executionTimeoutMs ?? 0) / 1000;
    const timer =
      executionTimeoutMs === null
        ? undefined
        : setTimeout(
            () => end(new TaskAborted('TASK_TIMEOUT', new AquilonError('TASK_TIMEOUT', { seconds }).message)),
            executionTimeoutMs,
          );
    abort.addEventListener('abort', () => end(new TaskAborted('TASK_MARKED', 'nobody waits for it any more')));
    if (attempt.work.task.body === 'handler') send({ kind: 'looking', attemptId: attempt.work.attemptId });
    const outcome = await current.run(attempt, () => runAttempt(attempt, code, around));
    clearTimeout(timer);
    tidy();
    tell(attempt, lookNumber, outcome);
    attempt.log.close();
    return outcome;
  };

  const folders = new FolderWatches();
  const runs = new SharedValues<RunFacts>();
  const policies = new SharedValues<SerializedSensor>();
  const room = new Room({
    look,
    report: (attemptId, outcome) => send({ kind: 'finished', attemptId, at: Date.now(), outcome }),
    shareKey,
    forgotten: ({ work }) => {
      runs.release(String(work.dagRunId));
      if (work.task.sensor) policies.release(JSON.stringify(work.task.sensor));
    },
    watch: ({ work }, wake) => {
      const wakeOn = work.wait?.for.wakeOn;
      return wakeOn !== undefined && 'path' in wakeOn ? folders.add(wakeOn.path, wake) : () => {};
    },
    now: () => performance.now(),
    wallNow: () => Date.now(),
  });

  const takeIn = (order: WaitOrder, runsOfOrders: { [dagRunId: number]: RunFacts }): void => {
    const { dagRunId, task } = order.work;
    const run = runsOfOrders[dagRunId];
    if (run === undefined || room.has(order.work.attemptId)) return;
    runs.take(String(dagRunId), run);
    if (task.sensor) task.sensor = policies.take(JSON.stringify(task.sensor), task.sensor);
    room.add(order);
  };

  // Whatever the author's code does to the process would hit all that wait in it: it counts against the look it came from.
  Object.assign(process, {
    exit: (exitCode?: number) => {
      throw new AquilonError('TASK_EXITED', { code: exitCode ?? 0 });
    },
  });
  const onTopLevelError = (error: unknown) => current.getStore()?.breakOff(error);
  process.on('uncaughtException', onTopLevelError);
  process.on('unhandledRejection', onTopLevelError);
  process.on('disconnect', leave);
  process.on('message', (message: ToWaiting) => {
    if (message.kind === 'reply') server.answered(message);
    else if (message.kind === 'forget') room.forget(message.attemptId);
    else if (message.kind === 'ping') send({ kind: 'pong' });
    else if (message.kind === 'wake') room.wake(message.attemptIds);
    else {
      if (message.carefulMs > 0) room.beCareful(message.carefulMs);
      if (message.snapshot !== undefined) code.keep(message.snapshot);
      for (const order of message.orders) takeIn(order, message.runs);
      tidy();
    }
  });
  delete env.NODE_COMPILE_CACHE;
  flushCompileCache();
  send({ kind: 'ready' });
}

/** What orders and looks leave behind is collected only when there is need, and the process would grow until then. */
let isTidying = false;
function tidy(): void {
  if (isTidying) return;
  isTidying = true;
  setTimeout(() => {
    isTidying = false;
    globalThis.gc?.();
  }, TIDY_AFTER);
}

/** Attempts of a built-in sensor that kept the same: where and what to look for stands in it. */
function shareKey({ work: { task, wait } }: WaitOrder): string | undefined {
  const { body, sensor, executionTimeoutMs } = task;
  if (body === undefined || sensor === undefined || wait?.for.keep === undefined) return undefined;
  return JSON.stringify([body, wait.for.keep, { ...sensor, timeoutMs: null }, executionTimeoutMs]);
}

/** Bounded: a sensor may look for weeks. */
function tell(attempt: Attempt, lookNumber: number, outcome: Outcome): void {
  if (outcome.state === 'deferred') {
    const isTold = lookNumber <= TOLD_LOOKS || Number.isInteger(Math.log2(lookNumber));
    if (isTold) attempt.line('debug', `Look ${lookNumber}: not yet`, LOGGER);
  } else if (outcome.state === 'success') {
    attempt.line('info', `Look ${lookNumber}: what it waited for has come`, LOGGER);
  }
}

const leave = (): void => void process.kill(process.pid, 'SIGKILL');
