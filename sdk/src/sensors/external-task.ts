/** The sensor of what another DAG does. */
import type { Duration } from '../duration.ts';
import type { Operator } from '../operator.ts';
import type { Checker } from '../options.ts';
import { show, suggestion } from '../problems.ts';
import { made, required } from './made.ts';
import type { SensorOptions } from './policy.ts';

export interface ExternalTaskSensorOptions extends SensorOptions {
  externalDagId: string;
  /** One task, several, or a task group; with none of the three, the whole run. */
  externalTaskId?: string;
  externalTaskIds?: string[];
  externalTaskGroupId?: string;
  /** The run is that of the logical date of this run, less so much. Default: the same date. Of a run without a logical date, `runAfter` counts. */
  executionDelta?: Duration;
  /** States that end the wait. Default `success`. */
  allowedStates?: string[];
  /** States that fail the sensor. Default: none. */
  failedStates?: string[];
  /** States that skip it. Default: none. */
  skippedStates?: string[];
  /** Fail at once where the DAG, its tasks or its group do not exist. Default false. */
  checkExistence?: boolean;
}

const RUN_STATES = ['queued', 'running', 'success', 'failed'];
const TASK_STATES = [
  'removed',
  'scheduled',
  'queued',
  'running',
  'success',
  'restarting',
  'failed',
  'up_for_retry',
  'up_for_reschedule',
  'upstream_failed',
  'skipped',
  'deferred',
  'awaiting_input',
];

const NAMES = [
  'externalDagId',
  'externalTaskId',
  'externalTaskIds',
  'externalTaskGroupId',
  'executionDelta',
  'allowedStates',
  'failedStates',
  'skippedStates',
  'checkExistence',
] as const satisfies readonly (keyof ExternalTaskSensorOptions)[];

/** Waits for a run of another DAG, for tasks of it, or for a group. Looks when that DAG moves, and every `pokeInterval` besides. */
export function externalTaskSensor(options: ExternalTaskSensorOptions): Operator<void> {
  return made('ExternalTaskSensor', 'external_task_sensor', options, NAMES, readOptions, [
    'externalDagId',
    'taskIds',
    'groupId',
  ]);
}

function readOptions(given: ExternalTaskSensorOptions, checker: Checker): object {
  const { externalTaskId, externalTaskIds, externalTaskGroupId } = given;
  const ways = [externalTaskId, externalTaskIds, externalTaskGroupId].filter((way) => way !== undefined);
  if (ways.length > 1)
    checker.add('of externalTaskId, externalTaskIds and externalTaskGroupId, more than one is given; one is allowed');
  const known = ways.length === 0 ? RUN_STATES : TASK_STATES;
  const taskIds = textsOf(checker, 'externalTaskIds', externalTaskIds);
  if (taskIds?.length === 0) checker.add('externalTaskIds is []; it must name at least one task');
  if (taskIds && new Set(taskIds).size < taskIds.length)
    checker.add(`externalTaskIds is ${show(taskIds)}; each task is named once`);
  const single = externalTaskId === undefined ? undefined : required(checker, 'externalTaskId', externalTaskId);
  const states = {
    allowedStates: statesOf(checker, 'allowedStates', given.allowedStates, known) ?? ['success'],
    failedStates: statesOf(checker, 'failedStates', given.failedStates, known) ?? [],
    skippedStates: statesOf(checker, 'skippedStates', given.skippedStates, known) ?? [],
  };
  const all = Object.values(states).flat();
  const twice = all.find((state, at) => all.indexOf(state) !== at);
  if (twice !== undefined)
    checker.add(`the state ${twice} is given twice; each stands once in allowedStates, failedStates or skippedStates`);
  return {
    externalDagId: required(checker, 'externalDagId', given.externalDagId),
    taskIds: single === undefined ? taskIds : [single],
    groupId:
      externalTaskGroupId === undefined ? undefined : required(checker, 'externalTaskGroupId', externalTaskGroupId),
    executionDeltaMs: checker.duration('executionDelta', given.executionDelta, 0),
    ...states,
    checkExistence: checker.flag('checkExistence', given.checkExistence) ?? false,
  };
}

function textsOf(checker: Checker, name: string, value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '')) return value as string[];
  checker.add(`${name} is ${show(value)}; it must be a list of texts`);
  return undefined;
}

function statesOf(checker: Checker, name: string, value: unknown, known: readonly string[]): string[] | undefined {
  const states = textsOf(checker, name, value);
  const wrong = states?.find((state) => !known.includes(state));
  if (wrong !== undefined)
    checker.add(`${name} names ${show(wrong)};${suggestion(wrong, known)} States: ${known.join(', ')}`);
  return states;
}
