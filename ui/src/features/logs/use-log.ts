import { useEffect, useRef, useState } from 'react';
import { call } from '#shared/api/client.ts';
import { ApiError } from '#shared/api/errors.ts';
import type { InstanceAddress } from '#shared/api/queries.ts';
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

/** The log of one attempt; read on while the attempt runs. */
export function useLog(
  { dagId, runId, taskId, mapIndex }: InstanceAddress,
  tryNumber: number,
  isRunning: boolean,
): LogState {
  const [state, setState] = useState<LogState>(EMPTY);
  const [round, setRound] = useState(0);
  const running = useRef(isRunning);
  const wasRunning = running.current && !isRunning;
  running.current = isRunning;
  useEffect(() => {
    // The attempt ended: its last lines are read at once.
    if (wasRunning) setRound((before) => before + 1);
  }, [wasRunning]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` only starts the reading anew
  useEffect(() => {
    const stop = new AbortController();
    const read = async () => {
      let held: LogState = EMPTY;
      let token: string | undefined;
      while (!stop.signal.aborted) {
        const page = await readPage({ dagId, runId, taskId, mapIndex }, tryNumber, token, stop.signal);
        if (token === undefined) held = EMPTY;
        const first = held.cut + held.lines.length + 1;
        held = {
          ...appendLines(held, formatEntries(page.entries, first)),
          lastError: lastError(page.entries) ?? held.lastError,
          isLoading: false,
          error: null,
        };
        setState(held);
        token = page.token ?? undefined;
        const isAtEnd = token === undefined || page.entries.length === 0;
        if (isAtEnd && !running.current) return;
        if (isAtEnd) await pause(PAUSE_MS, stop.signal);
      }
    };
    read().catch((error: unknown) => {
      if (!stop.signal.aborted) setState((before) => ({ ...before, isLoading: false, error }));
    });
    return () => stop.abort();
  }, [dagId, runId, taskId, mapIndex, tryNumber, round]);

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
