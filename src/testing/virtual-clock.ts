import type { Clock } from '#support/clock.ts';

export interface VirtualClock extends Clock {
  /** Goes on to the next timer and fires it; false when there is none. */
  advance(): boolean;
  /** What the wall clock shows where nobody sets it. */
  right(): number;
  /** Sets the wall clock, as an administrator or a time server would; the monotonic one does not notice. */
  jump(ms: number): void;
}

export function createVirtualClock(start: number): VirtualClock {
  let monotonic = 0;
  let offset = start;
  let order = 0;
  const timers = new Map<number, { at: number; callback: () => void }>();
  return {
    now: () => monotonic + offset,
    monotonic: () => monotonic,
    right: () => start + monotonic,
    after(ms, callback) {
      const id = order++;
      timers.set(id, { at: monotonic + Math.max(0, ms), callback });
      return () => timers.delete(id);
    },
    advance() {
      let next: [number, { at: number; callback: () => void }] | undefined;
      for (const timer of timers) if (!next || timer[1].at < next[1].at) next = timer;
      if (!next) return false;
      timers.delete(next[0]);
      monotonic = Math.max(monotonic, next[1].at);
      next[1].callback();
      return true;
    },
    jump(ms) {
      offset += ms;
    },
  };
}
