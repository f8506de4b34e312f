import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { InstanceAddress } from '#shared/api/queries/tasks.ts';
import { isAtLeast, type LogLevel } from './log-lines.ts';
import { rangeReader } from './log-range.ts';
import { type LogPart, LogWindow } from './log-window.ts';

/** How long after an answer a running attempt is asked again. ms */
const PAUSE_MS = 700;

/**
 * The log of one attempt, from its end or around the line `at`; read on while more may come (`isOpen`), and once more when that ends. For another attempt the
 * caller mounts anew.
 */
export function useLogWindow(
  { dagId, runId, taskId, mapIndex }: InstanceAddress,
  { tryNumber, isOpen, level, at }: { tryNumber: number; isOpen: boolean; level: LogLevel; at: number | undefined },
) {
  const read = useMemo(
    () => rangeReader({ dagId, runId, taskId, mapIndex }, tryNumber),
    [dagId, runId, taskId, mapIndex, tryNumber],
  );
  const log = useMemo(() => new LogWindow(read, (line) => isAtLeast(line.level, level)), [read, level]);
  const part: LogPart = useSyncExternalStore(log.subscribe, log.get);

  // Where it is opened is asked for once: later it moves by itself.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    log.start();
    void (at === undefined ? log.openEnd() : log.openAt(at)).then(log.count);
    return () => log.close();
  }, [log]);

  useEffect(() => {
    let timer = 0;
    let isStopped = false;
    const look = async () => {
      if (log.isAtEnd) await log.later();
      if (isOpen && !isStopped) timer = window.setTimeout(look, PAUSE_MS);
    };
    timer = window.setTimeout(look, isOpen ? PAUSE_MS : 0);
    return () => {
      isStopped = true;
      window.clearTimeout(timer);
    };
  }, [log, isOpen]);

  return { log, part, read };
}
