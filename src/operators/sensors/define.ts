/** A built-in sensor: what it looks for is found out once, at the first look, and kept; the looks that follow know nothing else. */
import type { Json } from '@aquilon/sdk/serialized';
import type { BodyContext, BodyResult, OperatorBody } from '#worker/operator-body.ts';

export type LookContext = Pick<BodyContext, 'signal' | 'request' | 'log'>;

export interface BuiltInSensor<T extends { [name: string]: Json }> {
  /** From the options and the run to what to look for: plain JSON. */
  resolve: (context: BodyContext) => T;
  /** True: it is there. */
  look: (target: T, context: LookContext) => Promise<boolean>;
  /** What the log says of the wait. */
  describe: (target: T) => string;
}

export const LOGGER = 'airflow.task.sensors';

export function defineSensor<T extends { [name: string]: Json }>(sensor: BuiltInSensor<T>): OperatorBody {
  return async (context): Promise<BodyResult> => {
    const { kept, work } = context;
    // What was kept comes from `resolve`.
    const target = kept === undefined ? sensor.resolve(context) : (kept as T);
    if (await sensor.look(target, context)) return {};
    const intervalMs = work.task.sensor?.pokeIntervalMs ?? 0;
    if (kept === undefined) {
      const text = `Waiting for ${sensor.describe(target)}: a look every ${intervalMs / 1000} s, without a slot`;
      context.log('info', text, LOGGER);
    }
    return { waitFor: { kind: 'poke', intervalMs, keep: target } };
  };
}
