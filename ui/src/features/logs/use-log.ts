import { useEffect, useRef, useState } from 'react';
import { call } from '#shared/api/client.ts';
import { ApiError } from '#shared/api/errors.ts';
import type { InstanceAddress } from '#shared/api/queries/tasks.ts';
import { appendLines, formatEntries, type LogEntry, type LogLine, lastError } from './log-lines.ts';

export interface LogState {
  readonly lines: readonly LogLine[];
  /** Oldest lines that the page let go of. */
  readonly cut: number;
  readonly lastError: string | null;
  readonly isLoading: boolean;
  readonly error: unknown;
}

/** How long after an answer without new lines a running attempt is asked again. ms */
const PAUSE_MS = 700;
const EMPTY: LogState = { lines: [], cut: 0, lastError: null, isLoading: true, error: null };

/**
 * The log of one attempt; read on while more may come (`isOpen`), and once more when that ends. For another attempt the caller
 * mounts anew.
 */
export function useLog(
  { dagId, runId, taskId, mapIndex }: InstanceAddress,
  tryNumber: number,
  isOpen: boolean,
): LogState {
  const [state, setState] = useState<LogState>(EMPTY);
  // Where the reading stands: it goes on from there when the attempt ends.
  const reading = useRef<{ held: LogState; token: string | undefined }>({ held: EMPTY, token: undefined });

  useEffect(() => {
    const stop = new AbortController();
    const read = async () => {
      while (!stop.signal.aborted) {
        const { held, token } = reading.current;
        const page = await readPage({ dagId, runId, taskId, mapIndex }, tryNumber, token, stop.signal);
        // An answer without a token was the whole log: the next one begins anew.
        const before = token === undefined ? EMPTY : held;
        const lines = formatEntries(page.entries, before.cut + before.lines.length + 1);
        const after = {
          ...appendLines(before, lines),
          lastError: lastError(page.entries) ?? before.lastError,
          isLoading: false,
          error: null,
        };
        reading.current = { held: after, token: page.token ?? undefined };
        setState(after);
        const isAtEnd = page.token === null || page.entries.length === 0;
        if (isAtEnd && !isOpen) return;
        if (isAtEnd) await pause(PAUSE_MS, stop.signal);
      }
    };
    read().catch((error: unknown) => {
      if (!stop.signal.aborted) setState((before) => ({ ...before, isLoading: false, error }));
    });
    return () => stop.abort();
  }, [dagId, runId, taskId, mapIndex, tryNumber, isOpen]);

  return state;
}

async function readPage(
  { dagId, runId, taskId, mapIndex }: InstanceAddress,
  tryNumber: number,
  token: string | undefined,
  signal: AbortSignal,
): Promise<{ entries: readonly LogEntry[]; token: string | null }> {
  try {
    const answer = await call(
      'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{try_number}',
      {
        path: { dag_id: dagId, dag_run_id: runId, task_id: taskId, try_number: tryNumber },
        query: { map_index: mapIndex, token },
        signal,
      },
    );
    return { entries: answer.content, token: answer.continuation_token };
  } catch (error) {
    // The file appears with the first line.
    if (error instanceof ApiError && error.status === 404) return { entries: [], token: null };
    throw error;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
