/** One option: how its text is read, and what it says of itself. */
import { resolve } from 'node:path';

export interface Option<T> {
  /** Its variable. `AIRFLOW__SECTION__KEY` and `AQUILON__SECTION__KEY` give its section and key as well. */
  readonly env: string;
  readonly default: T;
  readonly description: string;
  /** Never shown; only such an option has the forms `_CMD` and `_SECRET`. */
  readonly secret: boolean;
  /** What may be written, in words: `whole number, 1 to 100`. Default: `text`. */
  readonly form?: string;
  /** The TypeScript type of its value in `aquilon.config.ts`. Default: `string`. */
  readonly type?: string;
  /** The value, or the sentence that says what is wrong with the text. `folder`: absolute path of the one that relative paths begin in. */
  readonly parse: (text: string, folder: string) => { value: T } | { problem: string };
}

export function text(
  env: string,
  fallback: string,
  description: string,
  more: { secret?: boolean } = {},
): Option<string> {
  return { env, default: fallback, description, secret: more.secret ?? false, parse: (value) => ({ value }) };
}

/** Of a folder or a file: absolute once it is read; by default none. */
export function path(env: string, description: string): Option<string> {
  const parse = (given: string, folder: string) => ({ value: resolve(folder, given) });
  return { env, default: '', description, secret: false, form: 'path', parse };
}

/** Of a page, without the slash at its end; by default none. */
export function address(env: string, description: string): Option<string> {
  const parse = (given: string) => {
    const value = given.trim().replace(/\/+$/, '');
    const isAddress = /^https?:\/\//i.test(value) && URL.canParse(value);
    return isAddress ? { value } : { problem: 'must begin with http:// or https://' };
  };
  return { env, default: '', description, secret: false, form: 'address', parse };
}

export function number(
  env: string,
  fallback: number,
  range: { min: number; max: number },
  description: string,
): Option<number> {
  const isWhole = Number.isInteger(range.min) && Number.isInteger(fallback);
  const parse = (given: string) => {
    const value = given.trim() === '' ? Number.NaN : Number(given);
    if (Number.isNaN(value)) return { problem: 'is no number' };
    if (isWhole && !Number.isInteger(value)) return { problem: 'is no whole number' };
    if (value < range.min || value > range.max) return { problem: `must lie between ${range.min} and ${range.max}` };
    return { value };
  };
  const form = `${isWhole ? 'whole number' : 'number'}, ${range.min} to ${range.max}`;
  return { env, default: fallback, description, secret: false, form, type: 'number', parse };
}

const TRUE = new Set(['true', 't', '1', 'yes', 'on']);
const FALSE = new Set(['false', 'f', '0', 'no', 'off']);

/** True and false as Airflow's configuration reads them. */
export function flag(env: string, fallback: boolean, description: string): Option<boolean> {
  const parse = (given: string) => {
    const word = given.trim().toLowerCase();
    if (TRUE.has(word)) return { value: true };
    if (FALSE.has(word)) return { value: false };
    return { problem: 'must be true or false' };
  };
  return { env, default: fallback, description, secret: false, form: 'true or false', type: 'boolean', parse };
}

/** Written in any case; the value is the word as it stands in `allowed`: `True` and `False` where Airflow has them beside other words. */
export function choice<const T extends string>(
  env: string,
  fallback: NoInfer<T>,
  allowed: readonly T[],
  description: string,
): Option<T> {
  const words = allowed.join(', ');
  const parse = (given: string) => {
    const value = allowed.find((one) => one.toLowerCase() === given.trim().toLowerCase());
    return value === undefined ? { problem: `must be one of ${words}` } : { value };
  };
  // In TypeScript true and false are no texts.
  const type = allowed.map((one) => (/^(True|False)$/.test(one) ? one.toLowerCase() : `'${one}'`)).join(' | ');
  return { env, default: fallback, description, secret: false, form: `one of ${words}`, type, parse };
}
