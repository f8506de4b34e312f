import { AquilonError } from '#errors/aquilon-error.ts';

/** Deeper values overflow the stack of one of those who must read them: V8, PostgreSQL, a browser. */
const DEEPEST = 1000;

/**
 * Throws `TASK_RESULT_NOT_JSON` when turning `value` into JSON would fail, or would change it without a word,
 * as `JSON.stringify` does with functions, NaN, Map and the like. A property that is `undefined` is left out.
 * Objects that say themselves what they are in JSON (`toJSON`: Date, URL, Buffer) are taken at their word.
 */
export function checkJson(key: string, value: unknown): void {
  const found = check(value, []);
  if (found === undefined) return;
  const path = `$${found.path.reverse().join('')}`;
  throw new AquilonError('TASK_RESULT_NOT_JSON', { key, reason: found.reason, path: short(path) });
}

/** The path is gathered on the way back only: a good value of a million numbers builds no strings. */
interface Finding {
  reason: string;
  path: string[];
}

const finding = (reason: string): Finding => ({ reason, path: [] });

function check(value: unknown, above: object[]): Finding | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : finding(`${value} is no JSON number`);
    case 'bigint':
      return finding(`a BigInt (${shown(value)}) is no JSON number`);
    case 'undefined':
      return finding('undefined is no JSON value');
    case 'function':
      return finding(`a function${value.name ? ` (${value.name})` : ''} is no data`);
    case 'symbol':
      return finding(`a symbol (${String(value.description)}) is no data`);
    default:
      return value === null ? undefined : checkObject(value as object, above);
  }
}

function checkObject(value: object, above: object[]): Finding | undefined {
  if (above.includes(value)) return finding('the value contains itself (a cycle)');
  if (above.length >= DEEPEST) return finding(`it is nested deeper than ${DEEPEST} levels`);
  above.push(value);
  const found = checkContent(value, above);
  above.pop();
  return found;
}

function checkContent(value: object, above: object[]): Finding | undefined {
  if (value instanceof Date && Number.isNaN(value.getTime())) return finding('the Date is invalid');
  if ('toJSON' in value && typeof value.toJSON === 'function') return check(value.toJSON(), above);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const found = check(value[index], above);
      if (found !== undefined) return under(found, `[${index}]`);
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && !isForeignPlain(prototype)) {
    return finding(`an instance of ${value.constructor?.name || 'a class'} is no plain object${advice(value)}`);
  }
  for (const [name, inner] of Object.entries(value)) {
    const found = inner === undefined ? undefined : check(inner, above);
    if (found !== undefined) return under(found, step(name));
  }
  return undefined;
}

function under(found: Finding, part: string): Finding {
  found.path.push(part);
  return found;
}

/** `Object.prototype` of another realm (node:vm): it is a root too. */
function isForeignPlain(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  );
}

function advice(value: object): string {
  if (value instanceof Map) return ' (Object.fromEntries makes one)';
  if (value instanceof Set || ArrayBuffer.isView(value)) return ' (Array.from makes a list)';
  if (value instanceof Promise) return ' (await it)';
  return '';
}

function step(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function shown(value: bigint): string {
  const text = String(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

function short(path: string): string {
  return path.length > 200 ? `${path.slice(0, 100)}...${path.slice(-50)}` : path;
}
