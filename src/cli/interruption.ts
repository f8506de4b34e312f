/** Ctrl-C and its like, told once. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/**
 * A signal to the whole process group reaches us twice: from the sender, and from the process that started us and passes
 * signals on. What comes so soon after the first is no second wish, milliseconds.
 */
const SAME_WISH_MS = 500;

export interface Interruption {
  /** Aborted by the first signal, and when the process that started this one is gone. */
  readonly signal: AbortSignal;
  /** Gives the signals their ordinary meaning again. */
  close(): void;
}

/** `onHurry` is called when it is asked for a second time: somebody does not want to wait. It must not return to its work. */
export function watchInterruption(onHurry: () => never): Interruption {
  const controller = new AbortController();
  let firstAt = 0;
  const onSignal = () => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      controller.abort();
    } else if (performance.now() - firstAt > SAME_WISH_MS) onHurry();
  };
  const onParentGone = () => controller.abort();
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('disconnect', onParentGone);
  // The channel is only watched: it keeps nobody alive who has nothing else to do.
  process.channel?.unref();
  return {
    signal: controller.signal,
    close() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      process.off('disconnect', onParentGone);
    },
  };
}
