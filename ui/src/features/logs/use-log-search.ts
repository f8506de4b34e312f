import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { findLine, matcherOf } from './find-line.ts';
import type { LogLine } from './log-lines.ts';
import type { ReadRange } from './log-range.ts';

export interface LogSearch {
  readonly matcher: RegExp | null;
  /** The text is no regular expression. */
  readonly isWrong: boolean;
  /** 0 to 1 while it looks. */
  readonly progress: number | null;
  /** There is nothing more in the direction that was asked for. */
  readonly isOver: boolean;
  readonly find: (isBackwards: boolean, from: number | null) => void;
  readonly findWanted: (isWanted: (line: LogLine) => boolean) => void;
  readonly stop: () => void;
}

/** Searches a whole log; `onFound` moves to the line. */
export function useLogSearch(
  read: ReadRange,
  { text, isRegex, accepts }: { text: string; isRegex: boolean; accepts: (line: LogLine) => boolean },
  onFound: (line: LogLine) => void,
): LogSearch {
  const [progress, setProgress] = useState<number | null>(null);
  const [isOver, setOver] = useState(false);
  const running = useRef<AbortController>(null);
  const found = useMemo(() => matcherOf(text, isRegex), [text, isRegex]);
  const matcher = found instanceof RegExp ? found : null;

  const stop = useCallback(() => {
    running.current?.abort();
    setProgress(null);
  }, []);
  useEffect(() => stop, [stop]);

  const start = (isBackwards: boolean, from: number | null, isWanted: (line: LogLine) => boolean) => {
    stop();
    const looking = new AbortController();
    running.current = looking;
    const { signal } = looking;
    setOver(false);
    setProgress(0);
    const look = findLine({ read, from, isBackwards, isWanted, signal, onProgress: setProgress });
    look
      .then((line) => {
        if (signal.aborted) return;
        setProgress(null);
        if (line === null) setOver(true);
        else onFound(line);
      })
      .catch(() => {
        if (!signal.aborted) setProgress(null);
      });
  };

  return {
    matcher,
    isWrong: found instanceof SyntaxError,
    progress,
    isOver,
    stop,
    find(isBackwards, from) {
      if (matcher === null) return;
      start(isBackwards, from, (line) => accepts(line) && line.text.search(matcher) >= 0);
    },
    findWanted: (isWanted) => start(true, null, isWanted),
  };
}
