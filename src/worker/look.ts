/** What one look of a sensor makes of its attempt (Airflow documentation, "Sensors": soft_fail, silent_fail, never_fail). */
import type { SerializedSensor } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Outcome } from '#queue/executor.ts';
import type { Attempt } from './attempt.ts';
import type { BodyResult } from './operator-body.ts';

const LOGGER = 'airflow.task.sensors';

/** What the author's function returned: true or false, or `done` with a value. */
export function readLook(taskId: string, sensor: SerializedSensor, found: unknown): BodyResult {
  const isResult = typeof found === 'object' && found !== null && 'done' in found;
  const done = isResult ? found.done : found;
  if (done === false) return { waitFor: { kind: 'poke', intervalMs: sensor.pokeIntervalMs } };
  if (done !== true) throw new AquilonError('SENSOR_UNCLEAR', { task: taskId, value: shown(found) });
  return isResult && 'value' in found ? { value: found.value } : {};
}

/** A look that failed may mean that the sensor goes on, or that its task is skipped. */
export function outcomeOfLook(attempt: Attempt, sensor: SerializedSensor, outcome: Outcome): Outcome {
  if (outcome.state !== 'failed') return outcome;
  const { code, message } = outcome.error;
  const isTimeout = code === 'TASK_TIMEOUT' || code === 'SENSOR_TIMEOUT';
  // Ended from outside for another reason: that counts.
  if (attempt.aborted !== undefined && !isTimeout) return outcome;
  if (sensor.softFail && (isTimeout || !outcome.retryable)) return { state: 'skipped', reason: message };
  if (isTimeout || !outcome.retryable) return outcome;
  if (sensor.onError === 'skip') return { state: 'skipped', reason: message };
  // A built-in sensor sees to it itself: it has to keep what it looks for.
  if (sensor.onError === 'fail' || attempt.work.task.body !== 'handler') return outcome;
  attempt.line('warning', `The look failed, which counts as not yet: ${message}`, LOGGER);
  return { state: 'deferred', waitFor: { kind: 'poke', intervalMs: sensor.pokeIntervalMs } };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
