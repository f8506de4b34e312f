/**
 * A task process. It takes one attempt at a time from the server and stays warm in between: the code of a DAG file is
 * imported once. It ends with its server, and when an attempt left it in a state that nobody can vouch for.
 */
import { flushCompileCache } from 'node:module';
import { env } from 'node:process';
import { createLocalFolder } from '#storage/local-folder.ts';
import { endLeftovers } from '#support/descendants.ts';
import { Attempt, TaskAborted } from './attempt.ts';
import { AuthorCode } from './author-code.ts';
import { captureOutput } from './capture-output.ts';
import { takeChannel } from './channel.ts';
import { stopInDebugger } from './debugger.ts';
import type { OperatorBodies } from './operator-body.ts';
import { restoreProcess } from './process-state.ts';
import { watchUse } from './process-use.ts';
import type { FromChild, Patience, TaskProcessSettings, ToChild } from './protocol.ts';
import { runAttempt } from './run-attempt.ts';
import { ServerLink } from './server-link.ts';
import { takeSpawned, watchSpawns } from './spawn-watch.ts';
import type { Surroundings } from './task-context.ts';
import { announceAttempt } from './task-environment.ts';

/** What a task may need to end by itself when its server is gone, ms. */
const ORPHAN_GRACE = 2_000;
/** How long handles of an ended attempt may linger (a socket that is closing) before the process is given up, ms. */
const LINGER = 500;

export function startTaskProcess(settings: TaskProcessSettings, bodies: OperatorBodies): void {
  const send = takeChannel<FromChild>();
  const server = new ServerLink(send);
  const around: Surroundings = { settings, store: createLocalFolder(settings.storageFolder), bodies, now: Date.now };
  const code = new AuthorCode();
  let current: Attempt | undefined;
  /** Late output of an attempt that has ended still goes to its log. */
  let latest: Attempt | undefined;
  const flushOutput = captureOutput((level, line, logger) => (current ?? latest)?.line(level, line, logger));
  watchSpawns();
  const useOf = watchUse();

  const run = async (order: Extract<ToChild, { kind: 'run' }>): Promise<void> => {
    const attempt = new Attempt(order, server, settings);
    current = attempt;
    latest = attempt;
    announceAttempt(order.work, order.api);
    if (order.snapshot !== undefined) code.keep(order.snapshot);
    if (settings.debug) await stopInDebugger(settings.debug);
    const outcome = await runAttempt(attempt, code, around);
    flushOutput();
    attempt.log.close();
    restoreProcess();
    current = undefined;
    const idle = !attempt.isBroken && isClean();
    const { attemptId } = order.work;
    const spawned = takeSpawned();
    send({ kind: 'finished', attemptId, at: Date.now(), outcome, use: useOf(spawned), spawned, idle });
    if (!idle) void settle(attempt.isBroken);
  };

  /** Tells the server when nothing of the last attempt is left here, or ends the process. */
  const settle = async (broken: boolean): Promise<void> => {
    const until = performance.now() + (broken ? 0 : LINGER);
    do {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!broken && isClean()) return send({ kind: 'ready', cpuSeconds: useOf(false).cpuSeconds });
    } while (performance.now() < until);
    leave();
  };

  const abort = (order: Extract<ToChild, { kind: 'abort' }>): void => {
    if (current?.work.attemptId !== order.attemptId || current.aborted !== undefined) return;
    const attempt = current;
    send({ kind: 'aborting', attemptId: order.attemptId, patience: patienceFor(attempt) });
    attempt.abort(new TaskAborted(order.code, order.message));
  };

  const onTopLevelError = (error: unknown): void => {
    if (current !== undefined) {
      current.breakOff(error);
      return;
    }
    latest?.line('error', `An error came after the task had ended: ${String(error)}`, 'task');
    leave();
  };
  process.on('uncaughtException', onTopLevelError);
  process.on('unhandledRejection', onTopLevelError);

  process.on('disconnect', () => {
    current?.abort(new TaskAborted('WORKER_LOST', 'The server is gone.'));
    setTimeout(() => void leaveNothing(), current === undefined ? 0 : ORPHAN_GRACE);
  });
  process.on('message', (message: ToChild) => {
    if (message.kind === 'run') void run(message);
    else if (message.kind === 'reply') server.answered(message);
    else if (message.kind === 'abort') abort(message);
    else {
      flushCompileCache();
      leave();
    }
  });
  // For this process only, not for those that tasks start. What is new in it is kept now: most ends are by signal.
  delete env.NODE_COMPILE_CACHE;
  flushCompileCache();
  send({ kind: 'ready', cpuSeconds: useOf(false).cpuSeconds });
}

function patienceFor(attempt: Attempt): Patience {
  if (attempt.work.task.body !== 'handler') return 'all';
  return attempt.signalSeen ? 'some' : 'none';
}

/** The server cannot look for what the attempt left behind any more. */
async function leaveNothing(): Promise<void> {
  await endLeftovers(process.pid, `AQUILON_WORKER_ID=${env.AQUILON_WORKER_ID}`);
  leave();
}

/** No exit handler of the author's may hold the process back. */
const leave = (): void => void process.kill(process.pid, 'SIGKILL');

/** True when nothing keeps this process busy but its channel to the server. */
function isClean(): boolean {
  let busy = 0;
  for (const resource of process.getActiveResourcesInfo()) if (!HARMLESS.has(resource)) busy++;
  return busy === 0;
}

/** The channel itself, what ends by itself within this turn, and file operations of Node's own. */
const HARMLESS = new Set(['PipeWrap', 'Pipe', 'TickObject', 'Immediate', 'CloseReq', 'ShutdownWrap', 'FSReqPromise']);
