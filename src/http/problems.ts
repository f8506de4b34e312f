/**
 * Turns what Ajv says into what FastAPI (pydantic 2) says of the same input: type, loc, msg, input, ctx.
 * Proved against the recordings of the real server in test/conformance.
 */
import type { ErrorObject } from 'ajv';
import { MASKED, SecretMask } from '#support/secret-mask.ts';
import type { Problem } from './api-error.ts';
import { isNaive } from './instants.ts';

export type RequestPart = 'body' | 'query' | 'path' | 'header';

/** More problems than this are not told: one request must not make an answer of megabytes. */
const MOST_PROBLEMS = 20;

export function problemsOf(errors: readonly ErrorObject[], part: RequestPart, data: unknown): Problem[] {
  const told = errors.filter((error) => !isNullBranch(error));
  return told.slice(0, MOST_PROBLEMS).map((error) => withoutSecrets(problemOf(error, part, data)));
}

/** What was sent is told back, but for what its name says to be secret: answers end up in logs of clients. */
function withoutSecrets(problem: Problem): Problem {
  const mask = new SecretMask();
  const isSecret = typeof problem.input === 'string' && mask.isSensitiveName(String(problem.loc.at(-1)));
  return { ...problem, input: isSecret ? MASKED : mask.json(problem.input, true) };
}

/** An optional value is `anyOf: [T, null]`: that it is not null either is no news. */
function isNullBranch(error: ErrorObject): boolean {
  if (error.keyword === 'anyOf') return true;
  return error.keyword === 'type' && error.params.type === 'null' && error.schemaPath.includes('/anyOf/');
}

function problemOf(error: ErrorObject, part: RequestPart, data: unknown): Problem {
  const path = pathOf(error.instancePath);
  const input = valueAt(data, path);
  const loc = [part, ...path];
  const at = (type: string, msg: string, ctx?: Record<string, unknown>): Problem =>
    ctx ? { type, loc, msg, input, ctx } : { type, loc, msg, input };
  switch (error.keyword) {
    case 'required':
      return {
        type: 'missing',
        loc: [...loc, error.params.missingProperty],
        msg: 'Field required',
        input: part === 'query' ? null : input,
      };
    case 'additionalProperties': {
      const name: string = error.params.additionalProperty;
      const extra = valueAt(input, [name]);
      return { type: 'extra_forbidden', loc: [...loc, name], msg: 'Extra inputs are not permitted', input: extra };
    }
    case 'type':
      return wrongType(String(error.params.type), at, input, path.length === 0);
    case 'enum': {
      const expected = wordList(error.params.allowedValues);
      return at('enum', `Input should be ${expected}`, { expected });
    }
    case 'const': {
      const expected = `'${error.params.allowedValue}'`;
      return at('literal_error', `Input should be ${expected}`, { expected });
    }
    case 'minimum':
      return at('greater_than_equal', `Input should be greater than or equal to ${error.params.limit}`, {
        ge: error.params.limit,
      });
    case 'exclusiveMinimum':
      return at('greater_than', `Input should be greater than ${error.params.limit}`, { gt: error.params.limit });
    case 'maximum':
      return at('less_than_equal', `Input should be less than or equal to ${error.params.limit}`, {
        le: error.params.limit,
      });
    case 'maxLength': {
      const most: number = error.params.limit;
      return at('string_too_long', `String should have at most ${most} characters`, { max_length: most });
    }
    case 'minLength': {
      const least: number = error.params.limit;
      return at('string_too_short', `String should have at least ${least} character${least === 1 ? '' : 's'}`, {
        min_length: least,
      });
    }
    case 'pattern': {
      const { pattern } = error.params;
      return at('string_pattern_mismatch', `String should match pattern '${pattern}'`, { pattern });
    }
    case 'format':
      return wrongFormat(String(error.params.format), at, input);
    default:
      return at('value_error', `Value error, ${error.message ?? 'invalid value'}`, { error: {} });
  }
}

type At = (type: string, msg: string, ctx?: Record<string, unknown>) => Problem;

function wrongType(expected: string, at: At, input: unknown, isWhole: boolean): Problem {
  const text = typeof input === 'string';
  switch (expected) {
    case 'integer':
      if (typeof input === 'number')
        return at('int_from_float', 'Input should be a valid integer, got a number with a fractional part');
      return text
        ? at('int_parsing', 'Input should be a valid integer, unable to parse string as an integer')
        : at('int_type', 'Input should be a valid integer');
    case 'number':
      return text
        ? at('float_parsing', 'Input should be a valid number, unable to parse string as a number')
        : at('float_type', 'Input should be a valid number');
    case 'boolean':
      return text
        ? at('bool_parsing', 'Input should be a valid boolean, unable to interpret input')
        : at('bool_type', 'Input should be a valid boolean');
    case 'string':
      return at('string_type', 'Input should be a valid string');
    case 'array':
      return at('list_type', 'Input should be a valid list');
    case 'object':
      return isWhole
        ? at('model_attributes_type', 'Input should be a valid dictionary or object to extract fields from')
        : at('dict_type', 'Input should be a valid dictionary');
    default:
      return at('value_error', `Value error, should be ${expected}`, { error: {} });
  }
}

function wrongFormat(format: string, at: At, input: unknown): Problem {
  if (format === 'date-time' && typeof input === 'string' && isNaive(input)) {
    return at('timezone_aware', 'Input should have timezone info');
  }
  if (format === 'date-time' || format === 'query-instant') {
    const error = 'invalid date or time';
    return at('datetime_from_date_parsing', `Input should be a valid datetime or date, ${error}`, { error });
  }
  return at('value_error', `Value error, should be a ${format}`, { error: {} });
}

/** `'a', 'b' or 'c'`, as pydantic lists the values of an enumeration. */
function wordList(values: unknown): string {
  const words = (Array.isArray(values) ? values : [values]).map((value) => `'${value}'`);
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`;
}

/** JSON pointer -> path; a number is a place in a list. */
function pathOf(pointer: string): (string | number)[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let value: unknown = data;
  for (const key of path) {
    // One value in a query where the schema has a list of them: it is the first.
    if (typeof value === 'string' && key === 0) return value;
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value ?? null;
}
