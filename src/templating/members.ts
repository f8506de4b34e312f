/**
 * What a template may read of a value: the own entries of data, and the methods of Python's texts, lists and objects that templates use. Nothing is
 * looked up along prototypes, and functions have no members: `constructor` and the like are simply not there.
 */
import { failed } from './fault.ts';
import { checkText } from './limits.ts';
import { bindArguments, isTemplateObject, MEMBER, splitArguments } from './template-object.ts';
import { equals, isText, kindOf, textOf } from './values.ts';

type Method = (...given: unknown[]) => unknown;
type Methods<T> = Readonly<Record<string, (value: T) => Method>>;

/** Undefined: there is no such member. */
export function memberOf(value: unknown, key: unknown): unknown {
  if (isTemplateObject(value)) return typeof key === 'string' ? value[MEMBER](key) : undefined;
  if (typeof value === 'string' || isText(value)) return memberOfText(String(value), key);
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return memberOfList(value, key);
  const name = typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
  if (name === undefined) return undefined;
  const data = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(data, name)) return data[name];
  return Object.hasOwn(OBJECT_METHODS, name) ? OBJECT_METHODS[name]?.(data) : undefined;
}

/** As Python takes it: of texts and lists; bounds that are null are left out, those outside are cut. */
export function sliceOf(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  const isOfText = typeof value === 'string' || isText(value);
  if (!isOfText && !Array.isArray(value)) throw failed(`${kindOf(value)} cannot be sliced`);
  for (const bound of [start, stop, step])
    if (bound !== null && !Number.isInteger(bound))
      throw failed(`${kindOf(bound)} is no bound of a slice: these are whole numbers`);
  const items: readonly unknown[] = isOfText ? [...String(value)] : value;
  const picked = placesOf(items.length, start as number | null, stop as number | null, (step ?? 1) as number).map(
    (at) => items[at],
  );
  return isOfText ? picked.join('') : picked;
}

function placesOf(length: number, start: number | null, stop: number | null, step: number): number[] {
  if (step === 0) throw failed('the step of a slice is 0');
  const [first, last] = step > 0 ? [0, length] : [length - 1, -1];
  const [least, most] = [Math.min(first, last), Math.max(first, last)];
  const within = (bound: number) => Math.min(most, Math.max(least, bound < 0 ? bound + length : bound));
  const end = stop === null ? last : within(stop);
  const places: number[] = [];
  for (let at = start === null ? first : within(start); step > 0 ? at < end : at > end; at += step) places.push(at);
  return places;
}

function memberOfText(text: string, key: unknown): unknown {
  if (typeof key === 'number') return [...text].at(key);
  return typeof key === 'string' && Object.hasOwn(TEXT_METHODS, key) ? TEXT_METHODS[key]?.(text) : undefined;
}

function memberOfList(list: readonly unknown[], key: unknown): unknown {
  if (typeof key === 'number') return list.at(key);
  return typeof key === 'string' && Object.hasOwn(LIST_METHODS, key) ? LIST_METHODS[key]?.(list) : undefined;
}

const OBJECT_METHODS: Methods<Readonly<Record<string, unknown>>> = {
  get:
    (data) =>
    (key, fallback = null) => {
      const name = String(key);
      return Object.hasOwn(data, name) ? data[name] : fallback;
    },
  keys: (data) => () => Object.keys(data),
  values: (data) => () => Object.values(data),
  items: (data) => () => Object.entries(data),
};

const LIST_METHODS: Methods<readonly unknown[]> = {
  index: (list) => (value) => {
    const at = list.findIndex((one) => equals(one, value));
    if (at < 0) throw failed(`${textOf(value)} is not in the list`);
    return at;
  },
  count: (list) => (value) => list.filter((one) => equals(one, value)).length,
};

/** Characters of Python's `strip`: those that are given, else white space. */
function strip(text: string, given: unknown, ends: 'both' | 'left' | 'right'): string {
  const isCut = (character: string | undefined): boolean =>
    character !== undefined && (given === undefined ? /\s/.test(character) : String(given).includes(character));
  let [from, to] = [0, text.length];
  if (ends !== 'right') while (from < to && isCut(text[from])) from++;
  if (ends !== 'left') while (to > from && isCut(text[to - 1])) to--;
  return text.slice(from, to);
}

function split(text: string, separator: unknown, most: unknown): string[] {
  const parts =
    separator === undefined || separator === null ? text.trim().split(/\s+/) : text.split(String(separator));
  if (typeof most !== 'number' || most < 0 || parts.length <= most + 1)
    return parts[0] === '' && separator === undefined ? [] : parts;
  return [...parts.slice(0, most), parts.slice(most).join(separator === undefined ? ' ' : String(separator))];
}

/** `{}`, `{0}` and `{name}`, without format specifications. */
function format(text: string, given: readonly unknown[]): string {
  const { list, named } = splitArguments(given);
  let next = 0;
  return text.replaceAll(/\{\{|\}\}|\{([^{}]*)\}/g, (found, place: string | undefined) => {
    if (place === undefined) return found === '{{' ? '{' : '}';
    const value =
      place === ''
        ? list[next++]
        : /^\d+$/.test(place)
          ? list[Number(place)]
          : Object.hasOwn(named, place)
            ? named[place]
            : undefined;
    if (value === undefined) throw failed(`format() has no value for {${place}}`);
    return textOf(value);
  });
}

const padded = (text: string, width: unknown, fill: unknown, atStart: boolean): string => {
  checkText(Number(width));
  const character = fill === undefined ? ' ' : String(fill);
  return atStart ? text.padStart(Number(width), character) : text.padEnd(Number(width), character);
};

const TEXT_METHODS: Methods<string> = {
  upper: (text) => () => text.toUpperCase(),
  lower: (text) => () => text.toLowerCase(),
  title: (text) => () => text.toLowerCase().replaceAll(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase()),
  capitalize: (text) => () => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase(),
  strip: (text) => (given) => strip(text, given, 'both'),
  lstrip: (text) => (given) => strip(text, given, 'left'),
  rstrip: (text) => (given) => strip(text, given, 'right'),
  replace:
    (text) =>
    (...given) => {
      const { old, new: fresh, count } = bindArguments('replace', given, ['old', 'new', 'count']);
      return replaced(text, String(old), String(fresh), count);
    },
  split:
    (text) =>
    (...given) => {
      const { sep, maxsplit } = bindArguments('split', given, ['sep', 'maxsplit']);
      return split(text, sep, maxsplit);
    },
  splitlines: (text) => () => text.split(/\r?\n/),
  startswith: (text) => (start) => [start].flat().some((one) => text.startsWith(String(one))),
  endswith: (text) => (end) => [end].flat().some((one) => text.endsWith(String(one))),
  find: (text) => (part) => text.indexOf(String(part)),
  count: (text) => (part) => text.split(String(part)).length - 1,
  join: (text) => (list) => (Array.isArray(list) ? list : [...String(list)]).map(textOf).join(text),
  format:
    (text) =>
    (...given) =>
      format(text, given),
  isdigit: (text) => () => /^\d+$/.test(text),
  removeprefix: (text) => (start) => (text.startsWith(String(start)) ? text.slice(String(start).length) : text),
  removesuffix: (text) => (end) =>
    String(end) !== '' && text.endsWith(String(end)) ? text.slice(0, -String(end).length) : text,
  zfill: (text) => (width) => padded(text, width, '0', true),
  rjust: (text) => (width, fill) => padded(text, width, fill, true),
  ljust: (text) => (width, fill) => padded(text, width, fill, false),
};

/** `count`: how many, from the left; not given: all. */
export function replaced(text: string, old: string, fresh: string, count: unknown): string {
  // As in Python, nothing stands before and after each character.
  const parts = old === '' ? ['', ...text, ''] : text.split(old);
  const most = typeof count === 'number' && count >= 0 ? count : parts.length - 1;
  checkText(text.length + Math.min(most, parts.length - 1) * fresh.length);
  return parts.map((part, at) => (at === 0 ? part : (at <= most ? fresh : old) + part)).join('');
}
