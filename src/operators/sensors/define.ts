/** A built-in sensor: what it looks for is found out once, at the first look, and kept; the looks that follow know nothing else. */
import type { Json } from '@aquilon/sdk/serialized';
import { messageOf } from '#errors/aquilon-error.ts';
import type { PokeWait } from '#queue/executor.ts';
import type { BodyContext, BodyResult, OperatorBody } from '#worker/operator-body.ts';

export interface LookContext extends Pick<BodyContext, 'signal' | 'request' | 'log'> {
  /** The first look of the attempt, before it was deferred. */
  isFirst: boolean;
  softFail: boolean;
}

/** True: it is there. */
export type LookResult = boolean | { skipped: string };

export interface BuiltInSensor<T extends { [name: string]: Json }> {
  /** From the options and the run to what to look for: plain JSON, without secrets. */
  resolve: (context: BodyContext) => T;
  look: (target: T, context: LookContext) => Promise<LookResult>;
  /** What tells that a look is worth while before the interval is over. */
  wakeOn?: (target: T) => NonNullable<PokeWait['wakeOn']>;
  /** What the log says of the wait. */
  describe: (target: T) => string;
}

export const LOGGER = 'airflow.task.sensors';

export function defineSensor<T extends { [name: string]: Json }>(sensor: BuiltInSensor<T>): OperatorBody {
  return async (context): Promise<BodyResult> => {
    const { kept, log, request, signal, work } = context;
    const policy = work.task.sensor;
    const isFirst = kept === undefined;
    // What was kept comes from `resolve`.
    const target = isFirst ? sensor.resolve(context) : (kept as T);
    const look = () => sensor.look(target, { log, request, signal, isFirst, softFail: policy?.softFail ?? false });
    const found = await look().catch((error: unknown) => {
      if (policy?.onError !== 'wait' || signal.aborted) throw error;
      log('warning', `The look failed, which counts as not yet: ${messageOf(error)}`, LOGGER);
      return false;
    });
    if (found === true) return {};
    if (found !== false) return found;
    const intervalMs = policy?.pokeIntervalMs ?? 0;
    if (isFirst) {
      const text = `Waiting for ${sensor.describe(target)}: a look every ${intervalMs / 1000} s, without a slot`;
      log('info', text, LOGGER);
    }
    const wakeOn = sensor.wakeOn && { wakeOn: sensor.wakeOn(target) };
    return { waitFor: { kind: 'poke', intervalMs, keep: target, ...wakeOn } };
  };
}
