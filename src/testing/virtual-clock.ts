import type { Clock } from '#support/clock.ts';

/** Time that passes only when it is told to. A timer that is infinitely far away never comes. */
export interface VirtualClock extends Clock {
  /** When the next timer is due, by the monotonic clock; undefined: there is none. */
  next(): number | undefined;
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
  const soonest = () => {
    let next: [number, { at: number; callback: () => void }] | undefined;
    for (const timer of timers) if (!next || timer[1].at < next[1].at) next = timer;
    return next;
  };
  return {
    now: () => monotonic + offset,
    monotonic: () => monotonic,
    right: () => start + monotonic,
    next: () => soonest()?.[1].at,
    after(ms, callback) {
      if (ms === Number.POSITIVE_INFINITY) return () => undefined;
      const id = order++;
      timers.set(id, { at: monotonic + Math.max(0, ms), callback });
      return () => timers.delete(id);
    },
    advance() {
      const next = soonest();
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
