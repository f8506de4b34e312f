/** The messages of an attempt as they come, until it ends. */
import type { InstanceKey } from '#api/task-instances/find-instance.ts';
import type { RouteContext } from '#http/server-parts.ts';
import type { StateEvent } from '#scheduler/commands.ts';
import { findLog, readMessages, sourceMessages } from './attempt-log.ts';
import type { LogMessage } from './log-lines.ts';

/** A file is looked at this often while somebody watches it, milliseconds: no notice of the file system works on every one. */
const LOOK_EVERY = 200;
/** Without an event of the attempt its state is looked up again after this many looks. */
const CHECK_EVERY = 25;

export async function* followLog(
  context: RouteContext,
  key: InstanceKey,
  tryNumber: number,
  offset: number,
): AsyncGenerator<LogMessage> {
  let log = await findLog(context, key, tryNumber);
  let position = offset;
  let hasChanged = false;
  let isStopped = false;
  const isOurs = (event: StateEvent) =>
    event.dagId === key.dagId && event.runId === key.runId && (event.taskId ?? key.taskId) === key.taskId;
  const unsubscribe = context.scheduler.subscribe((events) => {
    hasChanged ||= events.some(isOurs);
  });
  const takeBack = context.onStop(() => {
    isStopped = true;
  });
  try {
    if (offset === 0) yield* sourceMessages(log);
    for (let look = 1; !isStopped; look += 1) {
      let found = false;
      for await (const { message, end } of readMessages(log, position)) {
        found = true;
        position = end;
        yield message;
      }
      if (!log.isOpen) return;
      if (!found) await new Promise<void>((resolve) => void context.clock.after(LOOK_EVERY, resolve));
      if (hasChanged || look % CHECK_EVERY === 0) {
        hasChanged = false;
        // The state is read first and the file after it: what was written before the end is still told.
        log = await findLog(context, key, tryNumber);
      }
    }
  } finally {
    unsubscribe();
    takeBack();
  }
}
