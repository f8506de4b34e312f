/** How a sensor of the product is made of the options that an author gave. */
import { builtIn, type Operator } from '../operator.ts';
import type { Checker } from '../options.ts';
import { show } from '../problems.ts';
import { checkSensor, type SensorOptions, sensorChecker } from './policy.ts';

/** `read`: the sensor's own options as they are serialised; `templateFields`: those of them that are templates, or paths of them by their ends. */
export function made<O extends SensorOptions, R = void>(
  operator: string,
  body: string,
  given: O,
  names: readonly (keyof O & string)[],
  read: (given: O, checker: Checker) => object,
  templateFields: readonly string[] = [],
  templateExt: readonly string[] = [],
): Operator<R> {
  const name = `${operator.charAt(0).toLowerCase()}${operator.slice(1)}`;
  const checker = sensorChecker(given, name);
  if (checker.problems.length > 0) return { ...builtIn<R>(operator, body, {}), problems: checker.problems };
  const sensor = checkSensor(given, names, checker);
  return {
    ...builtIn<R>(operator, body, read(given, checker), { templateFields, templateExt }),
    sensor,
    problems: checker.problems,
  };
}

export function required(checker: Checker, name: string, value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value;
  checker.add(value === undefined ? `${name} is missing` : `${name} is ${show(value)}; it must be a text`);
  return undefined;
}

export const isTemplate = (text: string): boolean => text.includes('{{') || text.includes('{%');
