/** Options of tasks and DAGs: what an author may write, and how it is checked. */
import { assetList } from './asset-schedule.ts';
import type { Asset, AssetAlias, AssetRef } from './assets.ts';
import { type Duration, parseDuration } from './duration.ts';
import type { Callbacks } from './notifiers.ts';
import { show, suggestion } from './problems.ts';
import {
  type Json,
  type SerializedAssetRef,
  type SerializedCallbacks,
  type SerializedPointer,
  TRIGGER_RULES,
  type TriggerRule,
  WEIGHT_RULES,
  type WeightRule,
} from './serialized.ts';
import { CALLBACK_OPTIONS, checkTaskCallbacks } from './task-callbacks.ts';

/** Names are Airflow's, in camelCase; defaults are Airflow's. */
export interface TaskOptions {
  /** Tries after the first. Default 0. */
  retries?: number;
  /** Wait between two tries. Default 5 minutes. */
  retryDelay?: Duration;
  /** Let the wait grow with each try: true doubles it, a number is the factor. Default false. */
  retryExponentialBackoff?: boolean | number;
  /** The wait grows no longer than this. Default: one day. */
  maxRetryDelay?: Duration;
  /** The attempt is ended after this time. Default: no limit. */
  executionTimeout?: Duration;
  /** When the task runs, by the states of its upstreams. Default `all_success`. */
  triggerRule?: TriggerRule;
  /** Pool whose slots it takes. Default `default_pool`. */
  pool?: string;
  poolSlots?: number;
  /** Instances of this task that are active at once, or deferred, or wait for an answer: in all runs of the DAG, and in one run. Default: no limit. */
  maxActiveTisPerDag?: number;
  maxActiveTisPerDagrun?: number;
  /** It runs only when it succeeded or was skipped in the run before, by logical date. The first run has none before it. Default false. */
  dependsOnPast?: boolean;
  /** As `dependsOnPast`, and the tasks directly after it must have succeeded or been skipped in that run too. Default false. */
  waitForDownstream?: boolean;
  /** Higher goes first. Default 1. */
  priorityWeight?: number;
  weightRule?: WeightRule;
  queue?: string;
  /** `fresh`: a process of its own, not a warm one. Default `warm`. */
  isolation?: 'warm' | 'fresh';
  /** Default `airflow`. */
  owner?: string;
  /** Assets that have an event when the task succeeds, and aliases to which it adds assets while it runs. */
  outlets?: readonly (Asset | AssetAlias)[];
  /** Assets and aliases whose earlier events the task may read. */
  inlets?: readonly (Asset | AssetAlias | AssetRef)[];
  /** Documentation in Markdown. */
  docMd?: string;
  /** Template of the name that an instance of a mapped task is shown by, such as `{{ task.opKwargs.file }}`. Default: its number. */
  mapIndexTemplate?: string;
  /** Told when an attempt of the task begins. */
  onExecuteCallback?: Callbacks;
  onSuccessCallback?: Callbacks;
  /** Told when the task has failed and is not tried again. */
  onFailureCallback?: Callbacks;
  /** Told when an attempt has failed and another one follows. */
  onRetryCallback?: Callbacks;
  /** Told when the task itself says that it is skipped; not when a branch or a trigger rule passes it over. */
  onSkippedCallback?: Callbacks;
  /** Who gets the mails of the switches below. */
  email?: string | string[];
  /** Default true, which needs `email`. */
  emailOnFailure?: boolean;
  /** Default true, which needs `email`. */
  emailOnRetry?: boolean;
  /** Default false. */
  emailOnSuccess?: boolean;
}

export interface CheckedTaskOptions {
  retries: number;
  retryDelayMs: number;
  retryExponentialBackoff: number;
  maxRetryDelayMs: number | null;
  executionTimeoutMs: number | null;
  triggerRule: TriggerRule;
  pool: string;
  poolSlots: number;
  priorityWeight: number;
  weightRule: WeightRule;
  queue: string;
  isolation: 'warm' | 'fresh';
  owner: string;
  docMd: string | null;
  mapIndexTemplate?: string;
  maxActiveTisPerDag?: number;
  maxActiveTisPerDagrun?: number;
  dependsOnPast?: true;
  waitForDownstream?: true;
  outlets?: SerializedAssetRef[];
  inlets?: (SerializedAssetRef | SerializedPointer)[];
  callbacks?: SerializedCallbacks;
}

const FIVE_MINUTES = 300_000;

const TASK_OPTION_NAMES = [
  'retries',
  'retryDelay',
  'retryExponentialBackoff',
  'maxRetryDelay',
  'executionTimeout',
  'triggerRule',
  'pool',
  'poolSlots',
  'maxActiveTisPerDag',
  'maxActiveTisPerDagrun',
  'dependsOnPast',
  'waitForDownstream',
  'priorityWeight',
  'weightRule',
  'queue',
  'isolation',
  'owner',
  'outlets',
  'inlets',
  'docMd',
  'mapIndexTemplate',
  'onExecuteCallback',
  'onSuccessCallback',
  'onFailureCallback',
  'onRetryCallback',
  'onSkippedCallback',
  'email',
  'emailOnFailure',
  'emailOnRetry',
  'emailOnSuccess',
] as const satisfies readonly (keyof TaskOptions)[];

/** Reads values one by one and keeps what is wrong with them, each prefixed by `where`. */
export class Checker {
  readonly problems: string[] = [];
  private readonly where: string;

  constructor(where: string) {
    this.where = where;
  }

  add(problem: string): void {
    this.problems.push(this.where === '' ? problem : `${this.where}: ${problem}`);
  }

  unknownNames(given: object, known: readonly string[]): void {
    for (const name of Object.keys(given)) {
      if (!known.includes(name))
        this.add(`there is no option ${name}.${suggestion(name, known)} Options: ${known.join(', ')}`);
    }
  }

  whole(name: string, value: unknown, fallback: number, min = 0): number {
    if (value === undefined) return fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min) return value;
    this.add(`${name} is ${show(value)}; it must be a whole number, ${min} or more`);
    return fallback;
  }

  duration(name: string, value: unknown, fallback: number): number;
  duration(name: string, value: unknown, fallback: null): number | null;
  duration(name: string, value: unknown, fallback: number | null): number | null {
    if (value === undefined || (value === null && fallback === null)) return fallback;
    const ms = parseDuration(value);
    if (ms !== undefined) return ms;
    this.add(
      `${name} is ${show(value)}; it must be a duration such as '30s', '10m', '1h30m', '1 day', or milliseconds`,
    );
    return fallback;
  }

  text(name: string, value: unknown, fallback: string): string;
  text(name: string, value: unknown, fallback: null): string | null;
  text(name: string, value: unknown, fallback: string | null): string | null {
    if (value === undefined || (value === null && fallback === null)) return fallback;
    if (typeof value === 'string' && (value !== '' || fallback === null)) return value;
    this.add(`${name} is ${show(value)}; it must be a text`);
    return fallback;
  }

  flag(name: string, value: unknown): boolean | null {
    if (value === undefined || value === null) return null;
    if (typeof value === 'boolean') return value;
    this.add(`${name} is ${show(value)}; it must be true or false`);
    return null;
  }

  oneOf<const T extends string>(name: string, value: unknown, allowed: readonly T[], fallback: NoInfer<T>): T {
    if (value === undefined) return fallback;
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    this.add(`${name} is ${show(value)};${suggestion(String(value), allowed)} It must be one of ${allowed.join(', ')}`);
    return fallback;
  }
}

/** Checks a task's options over the DAG's `defaultArgs`. */
export function checkTaskOptions(given: TaskOptions, defaults: TaskOptions, checker: Checker): CheckedTaskOptions {
  checker.unknownNames(given, TASK_OPTION_NAMES);
  const value = <K extends keyof TaskOptions>(name: K): TaskOptions[K] => given[name] ?? defaults[name];
  const waitForDownstream = checker.flag('waitForDownstream', value('waitForDownstream')) === true;
  const dependsOnPast = checker.flag('dependsOnPast', value('dependsOnPast')) === true;
  return {
    retries: checker.whole('retries', value('retries'), 0),
    retryDelayMs: checker.duration('retryDelay', value('retryDelay'), FIVE_MINUTES),
    retryExponentialBackoff: backoff(value('retryExponentialBackoff'), checker),
    maxRetryDelayMs: checker.duration('maxRetryDelay', value('maxRetryDelay'), null),
    executionTimeoutMs: checker.duration('executionTimeout', value('executionTimeout'), null),
    triggerRule: checker.oneOf('triggerRule', value('triggerRule'), TRIGGER_RULES, 'all_success'),
    pool: checker.text('pool', value('pool'), 'default_pool'),
    poolSlots: checker.whole('poolSlots', value('poolSlots'), 1, 1),
    priorityWeight: checker.whole('priorityWeight', value('priorityWeight'), 1, -2_147_483_648),
    weightRule: checker.oneOf('weightRule', value('weightRule'), WEIGHT_RULES, 'downstream'),
    queue: checker.text('queue', value('queue'), 'default'),
    isolation: checker.oneOf('isolation', value('isolation'), ['warm', 'fresh'], 'warm'),
    owner: checker.text('owner', value('owner'), 'airflow'),
    docMd: checker.text('docMd', value('docMd'), null),
    ...mapIndexTemplate(value('mapIndexTemplate'), checker),
    ...limit('maxActiveTisPerDag', value('maxActiveTisPerDag'), checker),
    ...limit('maxActiveTisPerDagrun', value('maxActiveTisPerDagrun'), checker),
    ...(dependsOnPast || waitForDownstream ? { dependsOnPast: true } : {}),
    ...(waitForDownstream ? { waitForDownstream } : {}),
    ...assetList('outlets', value('outlets'), checker),
    ...assetList('inlets', value('inlets'), checker),
    ...checkTaskCallbacks(value, checker),
  };
}

function mapIndexTemplate(value: unknown, checker: Checker): { mapIndexTemplate?: string } {
  return value === undefined ? {} : { mapIndexTemplate: checker.text('mapIndexTemplate', value, '') };
}

/** Absent where there is none. */
function limit<K extends string>(name: K, value: unknown, checker: Checker): { [N in K]?: number } {
  return (value === undefined ? {} : { [name]: checker.whole(name, value, 1, 1) }) as { [N in K]?: number };
}

export function checkDefaultArgs(given: TaskOptions, checker: Checker): { [name: string]: Json } {
  checker.unknownNames(given, TASK_OPTION_NAMES);
  const inner = new Checker('defaultArgs');
  const { callbacks = {} } = checkTaskOptions(given, {}, inner);
  checker.problems.push(...inner.problems);
  const options = new Map(Object.entries(given).filter(([, value]) => value !== undefined));
  // Functions cannot be shown as they are.
  for (const [event, option] of Object.entries(CALLBACK_OPTIONS))
    if (options.has(option)) options.set(option, callbacks[event as keyof SerializedCallbacks] ?? []);
  return Object.fromEntries(options) as { [name: string]: Json };
}

function backoff(value: unknown, checker: Checker): number {
  if (value === undefined || value === false) return 0;
  if (value === true) return 2;
  if (typeof value === 'number' && Number.isFinite(value) && (value === 0 || value >= 1)) return value;
  checker.add(`retryExponentialBackoff is ${show(value)}; it must be true, false, or a factor of 1 or more`);
  return 0;
}
