import type { SerializedTask } from '@aquilon/sdk/serialized';

/** Airflow's ceiling for a grown delay: one day. */
const MAX_RETRY_DELAY_MS = 86_400_000;

/**
 * Milliseconds to wait after the end of try `tryNumber` (1-based) before the next one.
 *
 * Without back-off the delay is `retryDelay`. With it, as in Airflow's `next_retry_datetime`: the delay grows by the factor with each
 * try to `base`, and a value between `base` and twice `base` is taken, always the same for the same task and try, so that tasks
 * which failed together do not come back together. Never more than `maxRetryDelay`, or one day.
 */
export function retryDelayMs(task: SerializedTask, tryNumber: number, seed: string): number {
  const factor = task.retryExponentialBackoff;
  if (factor === 0) return task.retryDelayMs;
  const base = task.retryDelayMs * factor ** (tryNumber - 1);
  const spread = (fnv1a(`${seed}#${task.taskId}#${tryNumber}`) / 0x1_0000_0000) * base;
  return Math.round(Math.min(base + spread, task.maxRetryDelayMs ?? MAX_RETRY_DELAY_MS, MAX_RETRY_DELAY_MS));
}

/** FNV-1a, 32 bits: a stable spread without a library. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
