/** The sensors of files and of time. The looks of all built-in sensors are in the product, under `src/operators/sensors/`. */
import type { Duration } from '../duration.ts';
import type { Operator } from '../operator.ts';
import { show } from '../problems.ts';
import { isTemplate, made, required } from './made.ts';
import type { SensorOptions } from './policy.ts';

export interface FileSensorOptions extends SensorOptions {
  /** A file, a folder or a pattern (`*`, `**`, `?`, `[ab]`); relative to the folder of the DAG file, or absolute. Airflow's `filepath`. */
  path: string;
  /** `**` stands for any number of folders; else for one. Default false. */
  recursive?: boolean;
}

/** Waits for a file; a folder counts as soon as there is a file in it or below it. */
export function fileSensor(options: FileSensorOptions): Operator<void> {
  return made(
    'FileSensor',
    'file_sensor',
    options,
    ['path', 'recursive'],
    (given, checker) => ({
      path: required(checker, 'path', given.path),
      recursive: checker.flag('recursive', given.recursive) ?? false,
    }),
    ['path'],
  );
}

export interface DateTimeSensorOptions extends SensorOptions {
  /** ISO 8601 with an offset, or a Date. */
  targetTime: string | Date;
}

/** Waits until an instant. */
export function dateTimeSensor(options: DateTimeSensorOptions): Operator<void> {
  return made(
    'DateTimeSensor',
    'date_time_sensor',
    options,
    ['targetTime'],
    ({ targetTime }, checker) => {
      const text = targetTime instanceof Date ? isoOf(targetTime) : targetTime;
      if (
        typeof text !== 'string' ||
        !(isTemplate(text) || INSTANT.test(text)) ||
        (!isTemplate(text) && Number.isNaN(Date.parse(text)))
      )
        checker.add(
          `targetTime is ${show(targetTime)}; it must be a Date or an instant such as '2026-01-31T06:00:00Z'`,
        );
      return { targetTime: text };
    },
    ['targetTime'],
  );
}

export interface TimeDeltaSensorOptions extends SensorOptions {
  /** After the end of the data interval; of a run that has none, after its `runAfter`. */
  delta: Duration;
}

/** Waits until some time after the end of the run's data interval. */
export function timeDeltaSensor(options: TimeDeltaSensorOptions): Operator<void> {
  return made('TimeDeltaSensor', 'time_delta_sensor', options, ['delta'], ({ delta }, checker) => {
    if (delta === undefined) checker.add('delta is missing');
    return { deltaMs: checker.duration('delta', delta, 0) };
  });
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

const isoOf = (date: Date): string => (Number.isNaN(date.getTime()) ? String(date) : date.toISOString());
