/** What all sensors have in common: how often they look, how long, and how they end. Airflow documentation, "Core concepts / Sensors". */
import type { Duration } from '../duration.ts';
import { Checker } from '../options.ts';
import type { SerializedSensor } from '../serialized.ts';

export interface SensorOptions {
  /** Between two looks. Default 60 s. */
  pokeInterval?: Duration;
  /**
   * From the first look on, over all tries: the task fails after it, without a retry. Default: `[sensors] default_timeout`, which is 7 days. One look is
   * limited by the task's `executionTimeout`.
   */
  timeout?: Duration;
  /** Where the time is over, or a look throws `FailTask`, the task is skipped. Default false. */
  softFail?: boolean;
  /** Airflow's two modes. Both are accepted, and mean the same: a waiting sensor holds no slot and no process. Default `poke`. */
  mode?: 'poke' | 'reschedule';
  /** Let the interval double with each look, with a spread. Default false. */
  exponentialBackoff?: boolean;
  /** The interval grows no longer than this. Default: no limit. */
  maxWait?: Duration;
  /** A look that throws counts as "not yet". Default false. */
  silentFail?: boolean;
  /** A look that throws skips the task. Default false; not together with `softFail`. */
  neverFail?: boolean;
}

const NAMES = [
  'pokeInterval',
  'timeout',
  'softFail',
  'mode',
  'exponentialBackoff',
  'maxWait',
  'silentFail',
  'neverFail',
] as const satisfies readonly (keyof SensorOptions)[];

const MINUTE = 60_000;

/** The options that all sensors have, checked; `own` are the names of those that this one has beside them. */
export function checkSensor(given: SensorOptions, own: readonly string[], checker: Checker): SerializedSensor {
  checker.unknownNames(given, [...own, ...NAMES]);
  const flag = (name: 'softFail' | 'exponentialBackoff' | 'silentFail' | 'neverFail') =>
    checker.flag(name, given[name]) ?? false;
  checker.oneOf('mode', given.mode, ['poke', 'reschedule'], 'poke');
  const [softFail, silentFail, neverFail] = [flag('softFail'), flag('silentFail'), flag('neverFail')];
  if (softFail && neverFail) checker.add('softFail and neverFail are both true; one of them is allowed');
  if (silentFail && neverFail) checker.add('silentFail and neverFail are both true; one of them is allowed');
  return {
    pokeIntervalMs: checker.duration('pokeInterval', given.pokeInterval, MINUTE),
    timeoutMs: checker.duration('timeout', given.timeout, null),
    softFail,
    exponentialBackoff: flag('exponentialBackoff'),
    maxWaitMs: checker.duration('maxWait', given.maxWait, null),
    onError: neverFail ? 'skip' : silentFail ? 'wait' : 'fail',
  };
}

/** Reads the options of one sensor; what is wrong is told when the DAG is loaded, with the task's name and line. */
export function sensorChecker(given: unknown, name: string): Checker {
  const checker = new Checker('');
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    checker.add(`${name} takes an object of options`);
  }
  return checker;
}
