/** Operators of the flow of runs. The bodies of built-in operators run in the task process, from the product; here are their options. */
import type { Duration } from '../duration.ts';
import { parseDuration } from '../duration.ts';
import { builtIn, type Operator, operatorFactory } from '../operator.ts';
import { show } from '../problems.ts';
import type { Json } from '../serialized.ts';

/** Does nothing: a place to tie edges together. */
export function empty(): Operator<void> {
  return builtIn('EmptyOperator', 'empty', {});
}

/** Where the run is not the newest one that its schedule has made, what directly follows is skipped. Runs that somebody asked for go on. */
export function latestOnly(): Operator<void> {
  return builtIn('LatestOnlyOperator', 'latest_only', {});
}

export interface TriggerDagRunOptions {
  triggerDagId: string;
  /** Default: made from the time. */
  triggerRunId?: string;
  conf?: { [key: string]: Json };
  /** ISO 8601 with an offset; default: none. */
  logicalDate?: string | null;
  /** Run an existing run again instead of failing. Default false. */
  resetDagRun?: boolean;
  /** Wait for the end of the run. Default false. */
  waitForCompletion?: boolean;
  /** Between two looks at the run. Default 60 s. */
  pokeInterval?: Duration;
  /** States of the run that count as success. Default `success`. */
  allowedStates?: string[];
  /** States of the run that count as failure. Default `failed`. */
  failedStates?: string[];
}

const TRIGGER_TEMPLATES = { templateFields: ['triggerDagId', 'triggerRunId', 'logicalDate', 'conf'] };

/** Starts a run of another DAG. Keeps its id as the XCom `trigger_run_id`. */
export const triggerDagRun = operatorFactory(
  ({ pokeInterval, ...options }: TriggerDagRunOptions): Operator<void> => {
    const pokeIntervalMs = pokeInterval === undefined ? undefined : parseDuration(pokeInterval);
    if (pokeInterval !== undefined && pokeIntervalMs === undefined) {
      throw new TypeError(`triggerDagRun: pokeInterval is ${show(pokeInterval)}; it must be a duration such as '30s'`);
    }
    return builtIn('TriggerDagRunOperator', 'trigger_dag_run', { ...options, pokeIntervalMs }, TRIGGER_TEMPLATES);
  },
  ['pokeInterval'],
);
