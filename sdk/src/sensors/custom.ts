/** Sensors of the author's own: a function that is asked again and again. */
import type { SerializedSensor } from '../serialized.ts';
import { checkSensor, type SensorOptions, sensorChecker } from './policy.ts';

/** What a look found: false, not yet; true, done; or done with a value for the tasks after it. */
export type PokeResult = boolean | { done: boolean; value?: unknown };

type Values<P> = Extract<P, { value: unknown }>;
/** What a task after the sensor gets of it. */
export type SensorValue<P> = [Values<P>] extends [never] ? undefined : Values<P>['value'];

/** A function that is polled. Stands where a handler does. */
export interface Sensor<A, R> {
  readonly kind: 'sensor';
  readonly handler: (args: A) => unknown;
  readonly policy: SerializedSensor;
  readonly problems: readonly string[];
  /** Only for the type of the XCom. */
  readonly result?: R;
}

/**
 * Asks `poke` until it says true. Between two looks the task holds no slot: thousands wait in one process, which is not the server's.
 *
 * ```ts
 * const ready = dag.task('ready', sensor(async () => (await rowsOfToday()) > 0, { pokeInterval: '5m' }))();
 * ```
 */
export function sensor<P extends PokeResult, A extends object = Record<never, never>>(
  poke: (args: A) => P | Promise<P>,
  options: SensorOptions = {},
): Sensor<A, SensorValue<P>> {
  const checker = sensorChecker(options, 'sensor');
  if (typeof poke !== 'function') checker.add('sensor() takes a function that returns true when it is done');
  const policy = checkSensor(options, [], checker);
  return { kind: 'sensor', handler: poke, policy, problems: checker.problems };
}

export function isSensor(value: unknown): value is Sensor<never, unknown> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'sensor';
}
