/** The clock of the process. The simulation brings its own; nothing else asks the machine for the time. */
export interface Clock {
  /** Wall clock, epoch milliseconds: may jump. */
  now(): number;
  /** Milliseconds that only go forward: for durations and time-outs. */
  monotonic(): number;
  /** Calls back once after `ms` of monotonic time; returns the function that calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
