/** Many messages over a few warm children; what is answered while a commit is in flight is the next batch. */
import type { ChildProcess } from 'node:child_process';

/** Each child gets the next message with its answer. Resolves when everything is committed. */
export function playFanOut(
  children: readonly ChildProcess[],
  width: number,
  commitAll: (ids: number[]) => Promise<unknown>,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let sent = 0;
  let committed = 0;
  let batch: number[] = [];
  let committing = false;

  const flush = (): void => {
    if (committing || batch.length === 0) return;
    const ids = batch;
    batch = [];
    committing = true;
    commitAll(ids).then(() => {
      committing = false;
      committed += ids.length;
      if (committed === width) resolve();
      else flush();
    }, reject);
  };
  const next = (child: ChildProcess): void => {
    if (sent < width) child.send({ id: ++sent });
  };
  const listeners = children.map((child) => ({
    child,
    listener: (message: unknown): void => {
      batch.push((message as { id: number }).id);
      next(child);
      flush();
    },
  }));
  for (const { child, listener } of listeners) {
    child.on('message', listener);
    next(child);
  }
  return promise.finally(() => {
    for (const { child, listener } of listeners) child.removeListener('message', listener);
  });
}
