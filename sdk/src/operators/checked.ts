/** Operators whose options are checked one by one, by rules; what is wrong is told when the DAG is loaded. */
import { builtIn, type Operator, type OperatorTemplates } from '../operator.ts';
import { Checker } from '../options.ts';
import { show } from '../problems.ts';

/** Adds to `checker` what is wrong with the value of the option `name`. */
export type Checked = (checker: Checker, name: string, value: unknown) => void;

export interface OperatorKind {
  /** As authors write it. */
  readonly name: string;
  /** Airflow's class name. */
  readonly operator: string;
  /** Name of the body in the product. */
  readonly body: string;
  /** Every option it has. */
  readonly rules: { readonly [option: string]: Checked };
  /** They must be given, in the file or as an argument of the task. */
  readonly required?: readonly string[];
  readonly templates?: OperatorTemplates;
  /** Options that are functions of the author's. */
  readonly functions?: readonly string[];
}

/** `more`: what goes beside the options as they are given, such as durations in milliseconds. */
export function checked<R>(kind: OperatorKind, given: object, more: object = {}): Operator<R> {
  const checker = new Checker('');
  const { name, operator, body, rules, templates, required = [], functions = [] } = kind;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    checker.add(`${name} takes an object of options`);
    return { ...builtIn<R>(operator, body, {}), problems: checker.problems };
  }
  checker.unknownNames(given, Object.keys(rules));
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined || (isTemplate(value) && templates?.templateFields?.includes(option))) continue;
    rules[option]?.(checker, option, value);
  }
  const own = Object.entries(given).filter(([option, value]) => functions.includes(option) && value !== undefined);
  const marks = Object.fromEntries(own.map(([option]) => [option, true]));
  return {
    ...builtIn<R>(operator, body, { ...given, ...more, ...marks }, templates),
    required,
    problems: checker.problems,
    ...(own.length > 0 ? { functions: Object.fromEntries(own) } : {}),
  };
}

/** What a template makes is known only when the task runs. */
const isTemplate = (value: unknown): boolean => typeof value === 'string' && /\{[{%]/.test(value);

const rule =
  (isRight: (value: unknown) => boolean, wanted: string): Checked =>
  (checker, name, value) => {
    if (!isRight(value)) checker.add(`${name} is ${show(value)}; it must be ${wanted}`);
  };

export const isRecord = (value: unknown): value is { [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const isExitCode = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;

export const text = rule(isText, 'a text');
export const texts = rule((value) => [value].flat().every(isText), 'a text or a list of texts');
export const listOfTexts = rule((value) => Array.isArray(value) && value.every(isText), 'a list of texts');
export const flag = rule((value) => typeof value === 'boolean', 'true or false');
export const anything: Checked = () => undefined;
export const textsByName = rule(
  (value) => isRecord(value) && Object.values(value).every(isScalar),
  'an object of texts, numbers, true or false',
);
export const list = rule(Array.isArray, 'a list');
export const whole = (min: number, max = Number.MAX_SAFE_INTEGER): Checked =>
  rule(
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    max === Number.MAX_SAFE_INTEGER ? `a whole number, ${min} or more` : `a whole number, ${min} to ${max}`,
  );
export const duration: Checked = (checker, name, value) => void checker.duration(name, value, 0);
export const callback = rule((value) => typeof value === 'function', 'a function');
export const exitCodes = rule(
  (value) => value === null || [value].flat().every(isExitCode),
  'an exit code, 0 to 255, a list of them, or null',
);
export const oneOf =
  (allowed: readonly string[]): Checked =>
  (checker, name, value) => {
    if (typeof value !== 'string' || !allowed.includes(value))
      checker.add(`${name} is ${show(value)}; it must be one of ${allowed.join(', ')}`);
  };
