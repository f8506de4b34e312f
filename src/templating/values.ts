/** Values as Python's templates take them: what is true, what is equal, how they print, what operators do. */
import nunjucks from 'nunjucks';
import { failed } from './fault.ts';
import { checkList, checkText } from './limits.ts';
import { Moment, Span } from './moments.ts';
import { isTemplateObject } from './template-object.ts';

/**
 * As text: texts and dates as they are, everything else as JSON. Python prints `True`, `None` and `{'a': 1}` here; JSON is what the values are in a
 * DAG file in TypeScript, and what programs read.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'function') return '<macro>';
  if (typeof value !== 'object') return String(value);
  if (isTemplateObject(value) || isText(value)) return String(value);
  return toJson(value);
}

/** The output of a macro: an object of nunjucks that stands for a text. */
export const isText = (value: unknown): value is Text => value instanceof Text;
const Text = nunjucks.runtime.SafeString;
type Text = InstanceType<typeof Text>;

/** Dates and the like stand in JSON as their text. */
export function toJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(
    value,
    (_, one: unknown) => (isTemplateObject(one) || isText(one) ? String(one) : one),
    indent,
  );
  return text ?? 'null';
}

/** False, 0, none, and what has no elements. */
export function truth(value: unknown): boolean {
  if (value === null || value === undefined || typeof value !== 'object') return Boolean(value);
  if (isText(value)) return String(value) !== '';
  if (value instanceof Span) return value.ms !== 0;
  if (isTemplateObject(value)) return true;
  return Object.keys(value).length > 0;
}

export function equals(a: unknown, b: unknown): boolean {
  if (a instanceof Moment && b instanceof Moment) return a.valueOf() === b.valueOf();
  if (a instanceof Span && b instanceof Span) return a.ms === b.ms;
  if (isText(a) || isText(b)) return typeof a !== 'object' || typeof b !== 'object' ? String(a) === String(b) : a === b;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (isTemplateObject(a) || isTemplateObject(b)) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equals(left[key], right[key]))
  );
}

/** `a < b < c` is true where each two neighbours are. */
export function compare(parts: readonly unknown[]): boolean {
  for (let at = 0; at + 2 < parts.length; at += 2)
    if (!compareTwo(parts[at], String(parts[at + 1]), parts[at + 2])) return false;
  return true;
}

function compareTwo(a: unknown, operator: string, b: unknown): boolean {
  if (operator === '==' || operator === '===') return equals(a, b);
  if (operator === '!=' || operator === '!==') return !equals(a, b);
  const [left, right] = [orderOf(a), orderOf(b)];
  if (left === undefined || right === undefined || typeof left !== typeof right)
    throw failed(`${kindOf(a)} and ${kindOf(b)} have no order (${operator})`);
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function orderOf(value: unknown): number | string | undefined {
  if (value instanceof Moment) return value.valueOf();
  if (value instanceof Span) return value.ms;
  if (typeof value === 'boolean') return Number(value);
  if (isText(value)) return String(value);
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Moment) return 'a date';
  if (value instanceof Span) return 'a time span';
  if (isText(value)) return 'a text';
  const names: Record<string, string> = { string: 'a text', number: 'a number', boolean: 'a boolean' };
  return names[typeof value] ?? (isTemplateObject(value) ? String(value) : 'an object');
}

export function operate(operator: string, a: unknown, b: unknown): unknown {
  if (operator === 'in') return contains(b, a);
  if (operator === '~') return joined(textOf(a), textOf(b));
  const withDates = operateOnDates(operator, a, b);
  if (withDates !== undefined) return withDates;
  const [left, right] = [plain(a), plain(b)];
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return joined(left, right);
  if (operator === '+' && Array.isArray(left) && Array.isArray(right)) {
    checkList(left.length + right.length);
    return [...left, ...right];
  }
  if (operator === '*' && typeof left === 'string' && typeof right === 'number') return repeated(left, right);
  if (operator === '*' && typeof left === 'number' && typeof right === 'string') return repeated(right, left);
  if (typeof left === 'number' && typeof right === 'number') return calculate(operator, left, right);
  throw failed(`${kindOf(a)} ${operator} ${kindOf(b)} has no meaning`);
}

function plain(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  return isText(value) ? String(value) : value;
}

function operateOnDates(operator: string, a: unknown, b: unknown): Moment | Span | undefined {
  if (a instanceof Moment && b instanceof Span && operator === '+') return a.plus(b.ms);
  if (a instanceof Span && b instanceof Moment && operator === '+') return b.plus(a.ms);
  if (a instanceof Moment && b instanceof Span && operator === '-') return a.plus(-b.ms);
  if (a instanceof Moment && b instanceof Moment && operator === '-') return new Span(a.valueOf() - b.valueOf());
  if (a instanceof Span && b instanceof Span && operator === '+') return new Span(a.ms + b.ms);
  if (a instanceof Span && b instanceof Span && operator === '-') return new Span(a.ms - b.ms);
  if (a instanceof Span && typeof b === 'number' && operator === '*') return new Span(a.ms * b);
  if (a === 0 && b instanceof Span && operator === '-') return new Span(-b.ms);
  return undefined;
}

function calculate(operator: string, a: number, b: number): number {
  if (b === 0 && (operator === '/' || operator === '//' || operator === '%')) throw failed('it divides by zero');
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case '%':
      return a - b * Math.floor(a / b);
    default:
      return a ** b;
  }
}

function joined(a: string, b: string): string {
  checkText(a.length + b.length);
  return a + b;
}

function repeated(text: string, times: number): string {
  checkText(text.length * times);
  return text.repeat(Math.max(0, Math.floor(times)));
}

function contains(list: unknown, value: unknown): boolean {
  if (Array.isArray(list)) return list.some((one) => equals(one, value));
  if (typeof list === 'string' || isText(list)) return String(list).includes(textOf(value));
  if (typeof list === 'object' && list !== null && !isTemplateObject(list)) return Object.hasOwn(list, textOf(value));
  throw failed(`${kindOf(list)} holds nothing that could be in it`);
}
