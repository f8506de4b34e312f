/** Tasks whose result decides what runs after them, and the errors by which a task says how it is to end. */
import type { SerializedDecision } from './serialized.ts';
import type { TaskRef } from './task-ref.ts';

/** Thrown in a task: it ends `skipped`, and what depends on it goes by its trigger rule. */
export class SkipTask extends Error {
  readonly code = 'TASK_SKIPPED';
  override readonly name = 'SkipTask';
}

/** Thrown in a task: it ends `failed` at once, whatever retries it has left. */
export class FailTask extends Error {
  readonly retryable = false;
  override readonly name = 'FailTask';
}

type Named = string | TaskRef<unknown>;
/** Ids of tasks or of task groups, or placed tasks. Nothing: none of the tasks after it runs. */
export type Choice = Named | readonly Named[] | null | undefined;

/** A handler whose result decides. Stands where a handler does. */
export interface Decider<A, R> {
  readonly kind: 'decider';
  /** Shown in the UI: Airflow's name. */
  readonly operator: string;
  readonly decision: SerializedDecision;
  readonly handler: (args: A) => unknown;
  /** Only for the type of the XCom. */
  readonly result?: R;
}

/**
 * The task's function names what runs after it: of the tasks directly after it, those that are not named, and do not follow from what is
 * named, are skipped. Airflow documentation, "Core concepts / Dags / Branching".
 */
export function branch<A extends object = Record<never, never>>(
  handler: (args: A) => Choice | Promise<Choice>,
): Decider<A, string | string[] | null> {
  return { kind: 'decider', operator: '@task.branch', decision: { kind: 'branch' }, handler };
}

export interface ShortCircuitOptions {
  /** Default true: everything after the task is skipped, whatever its trigger rule. False: what directly follows it. */
  ignoreDownstreamTriggerRules?: boolean;
}

/** Where the task's function returns what is not true, what comes after it is skipped; teardowns are not. */
export function shortCircuit<R, A extends object = Record<never, never>>(
  handler: (args: A) => R,
  { ignoreDownstreamTriggerRules = true }: ShortCircuitOptions = {},
): Decider<A, Awaited<R>> {
  const decision = { kind: 'short_circuit', ignoreTriggerRules: ignoreDownstreamTriggerRules } as const;
  return { kind: 'decider', operator: '@task.short_circuit', decision, handler };
}

export function isDecider(value: unknown): value is Decider<never, unknown> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'decider';
}
