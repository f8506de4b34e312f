/** Operators: values that stand where a handler could. */
import type { TaskContext } from './context.ts';
import type { Callbacks } from './notifiers.ts';
import type { Json, SerializedDecision, SerializedSensor } from './serialized.ts';

declare const RESULT: unique symbol;

/** Which options of an operator are templates, as Airflow's `template_fields` and `template_ext`. */
export interface OperatorTemplates {
  /** Names of options: texts in them, also inside of lists and objects, are rendered before the task runs. */
  readonly templateFields?: readonly string[];
  /** `.sql`: a text of a template field that ends so is the path of a template, from the folder of the DAG file. */
  readonly templateExt?: readonly string[];
  /** Template fields that name other files, such as attachments: they are no paths of templates, whatever they end with. */
  readonly pathFields?: readonly string[];
}

/** A task body that is not the author's function: a built-in one of the product, or one made with `defineOperator`. */
export interface Operator<R> {
  readonly kind: 'operator';
  /** Shown in the UI: Airflow's class name for built-in ones. */
  readonly operator: string;
  /** Name of the built-in body; `handler` where `run` is the body. */
  readonly body: string;
  readonly options: { readonly [name: string]: Json };
  /** Of a sensor: how it looks. */
  readonly sensor?: SerializedSensor;
  /** What is wrong with the options; told when the DAG is loaded. */
  readonly problems?: readonly string[];
  /** Options that must be given, here or as arguments of the task. */
  readonly required?: readonly string[];
  /** Options that are functions of the author's; among `options`, they are true. */
  readonly functions?: { readonly [option: string]: (...values: never[]) => unknown };
  /** What follows from its end. Tasks and groups are named as in the DAG file. */
  readonly decision?: SerializedDecision;
  /** Told when it begins to wait for an answer. */
  readonly notifiers?: Callbacks;
  /** Absent: nothing of it is a template. */
  readonly templates?: OperatorTemplates;
  /** `options`: with their templates rendered. */
  readonly run?: (context: TaskContext, options: { readonly [name: string]: Json }) => R | Promise<R>;
  /** Only for the type of the result. */
  readonly [RESULT]?: R;
}

declare const ARGUMENTS: unique symbol;

/** An operator whose task has arguments beside the options: those of a function in another language. */
export interface ArgumentOperator<A extends object, R> extends Operator<R> {
  readonly takesArguments: true;
  /** Only for the type of the arguments. */
  readonly [ARGUMENTS]?: A;
}

export const takesArguments = (operator: Operator<unknown>): boolean => 'takesArguments' in operator;

const FACTORY = Symbol.for('@aquilon/sdk/operator-factory');

/**
 * Makes an operator of its options. Passed to `dag.task` as it is, not called, its options are the arguments of the task: results of other tasks
 * may be among them, and it can be mapped (Airflow: `BashOperator.partial(...).expand(bash_command=...)`).
 */
export interface OperatorFactory<O extends object, R> {
  (options: O): Operator<R>;
  readonly [FACTORY]: { readonly fixed: readonly string[] };
}

/** `fixed`: options that are needed when the DAG is loaded. They can be neither mapped nor the result of a task. */
export function operatorFactory<O extends object, R>(
  make: (options: O) => Operator<R>,
  fixed: readonly (keyof O & string)[] = [],
): OperatorFactory<O, R> {
  return Object.assign(make, { [FACTORY]: { fixed } });
}

export const isOperatorFactory = (value: unknown): value is OperatorFactory<{ [name: string]: unknown }, unknown> =>
  typeof value === 'function' && FACTORY in value;

export const fixedOptions = (factory: OperatorFactory<never, unknown>): readonly string[] => factory[FACTORY].fixed;

export function isOperator(value: unknown): value is Operator<unknown> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'operator';
}

/** A built-in operator; `options` without the undefined ones. */
export function builtIn<R>(
  operator: string,
  body: string,
  options: object,
  templates: OperatorTemplates = {},
): Operator<R> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { kind: 'operator', operator, body, options: Object.fromEntries(given), templates };
}

/**
 * Makes an operator of one's own: a function of options that gives a value to pass to `dag.task`.
 *
 * ```ts
 * const sleep = defineOperator('SleepOperator', async (options: { seconds: number }, context) => { ... });
 * dag.task('wait', sleep({ seconds: 2 }))();
 * ```
 * `templateFields` names the options that are templates.
 */
export function defineOperator<O extends object, R>(
  name: string,
  run: (options: O, context: TaskContext) => R | Promise<R>,
  templates: { templateFields?: readonly (keyof O & string)[]; templateExt?: readonly string[] } = {},
): OperatorFactory<O, R> {
  return operatorFactory((options) => ({
    kind: 'operator',
    operator: name,
    body: 'handler',
    options: { ...options } as { [name: string]: Json },
    templates,
    run: (context, rendered) => run({ ...options, ...rendered }, context),
  }));
}
