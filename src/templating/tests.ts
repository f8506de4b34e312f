/** What stands after `is`: Jinja's tests. */
import type { NamedFunctions } from './runtime.ts';
import { isTemplateObject } from './template-object.ts';
import { compare, equals, isText, operate } from './values.ts';

const isList = (value: unknown): boolean => Array.isArray(value);
const isData = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !isList(value) && !isTemplateObject(value) && !isText(value);
const isString = (value: unknown): boolean => typeof value === 'string' || isText(value);
const order = (operator: string) => (a: unknown, b: unknown) => compare([a, operator, b]);

export const TESTS: NamedFunctions = {
  boolean: (value) => typeof value === 'boolean',
  callable: (value) => typeof value === 'function',
  defined: (value) => value !== undefined,
  divisibleby: (value, by) => operate('%', value, by) === 0,
  eq: equals,
  equalto: equals,
  even: (value) => operate('%', value, 2) === 0,
  false: (value) => value === false,
  float: (value) => typeof value === 'number' && !Number.isInteger(value),
  ge: order('>='),
  greaterthan: order('>'),
  gt: order('>'),
  in: (value, list) => operate('in', value, list),
  integer: (value) => Number.isInteger(value),
  iterable: (value) => isList(value) || isData(value) || isString(value),
  le: order('<='),
  lessthan: order('<'),
  lower: (value) => isString(value) && String(value) === String(value).toLowerCase(),
  lt: order('<'),
  mapping: isData,
  ne: (a, b) => !equals(a, b),
  none: (value) => value === null,
  null: (value) => value === null,
  number: (value) => typeof value === 'number',
  odd: (value) => operate('%', value, 2) === 1,
  sameas: equals,
  sequence: (value) => isList(value) || isString(value),
  string: isString,
  true: (value) => value === true,
  undefined: (value) => value === undefined,
  upper: (value) => isString(value) && String(value) === String(value).toUpperCase(),
};
