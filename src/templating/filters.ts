/** Filters: those of Jinja that templates use, and Airflow's own for dates. Their arguments are Jinja's. */
import { ITERATE } from './compile.ts';
import { failed } from './fault.ts';
import { checkList, checkText } from './limits.ts';
import { memberOf, replaced } from './members.ts';
import { Moment } from './moments.ts';
import type { NamedFunctions } from './runtime.ts';
import { bindArguments, isTemplateObject, splitArguments } from './template-object.ts';
import { TESTS } from './tests.ts';
import { compare, equals, isText, kindOf, operate, textOf, toJson, truth } from './values.ts';

/** The elements of a list, the characters of a text, the keys of an object. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string' || isText(value)) return [...String(value)];
  if (typeof value === 'object' && value !== null && !isTemplateObject(value)) return Object.keys(value);
  throw failed(`${kindOf(value)} is no list`);
}

/** `a.b` reads the member `b` of the member `a`. */
const attributeOf = (value: unknown, path: unknown): unknown =>
  (typeof path === 'string' ? path.split('.') : [path]).reduce(
    (at: unknown, part) => memberOf(at, typeof part === 'string' && /^\d+$/.test(part) ? Number(part) : part),
    value,
  );

const keyBy = (attribute: unknown) => (value: unknown) =>
  attribute === undefined || attribute === null ? value : attributeOf(value, attribute);

function sorted(list: readonly unknown[], key: (value: unknown) => unknown, ignoresCase: boolean): unknown[] {
  const keyOf = (value: unknown) => {
    const found = key(value);
    return ignoresCase && typeof found === 'string' ? found.toLowerCase() : found;
  };
  return [...list].sort((a, b) =>
    compare([keyOf(a), '<', keyOf(b)]) ? -1 : compare([keyOf(b), '<', keyOf(a)]) ? 1 : 0,
  );
}

const extreme =
  (operator: '<' | '>') =>
  (value: unknown, ...given: unknown[]) => {
    const { attribute } = bindArguments('min', given, ['case_sensitive', 'attribute']);
    const key = keyBy(attribute);
    const list = listOf(value);
    if (list.length === 0) throw failed('the list is empty');
    return list.reduce((best, one) => (compare([key(one), operator, key(best)]) ? one : best));
  };

/** `select('even')`, `selectattr('name', 'equalto', 'x')`, and their opposites. */
const chosen =
  (isWanted: boolean, byAttribute: boolean) =>
  (value: unknown, ...given: unknown[]) => {
    const { list } = splitArguments(given);
    const [attribute, name, ...rest] = byAttribute ? list : [undefined, ...list];
    const test = name === undefined ? truth : Object.hasOwn(TESTS, textOf(name)) ? TESTS[textOf(name)] : undefined;
    if (!test) throw failed(`there is no test ${textOf(name)}`);
    return listOf(value).filter((one) => truth(test(keyBy(attribute)(one), ...rest)) === isWanted);
  };

function mapped(filters: () => NamedFunctions) {
  return (value: unknown, ...given: unknown[]) => {
    const { list, named } = splitArguments(given);
    if (Object.hasOwn(named, 'attribute'))
      return listOf(value).map((one) => attributeOf(one, named.attribute) ?? named.default ?? null);
    const filter = Object.hasOwn(filters(), textOf(list[0])) ? filters()[textOf(list[0])] : undefined;
    if (!filter) throw failed(`there is no filter ${textOf(list[0])}`);
    return listOf(value).map((one) => filter(one, ...list.slice(1)));
  };
}

function indented(value: unknown, ...given: unknown[]): string {
  const { width = 4, first, blank } = bindArguments('indent', given, ['width', 'first', 'blank']);
  const start = typeof width === 'number' ? operate('*', ' ', width) : textOf(width);
  const lines = textOf(value).split('\n');
  checkText(textOf(value).length + lines.length * textOf(start).length);
  return lines
    .map((line, at) => ((at > 0 || truth(first)) && (line !== '' || truth(blank)) ? start + line : line))
    .join('\n');
}

function truncated(value: unknown, ...given: unknown[]): string {
  const {
    length = 255,
    killwords,
    end = '...',
  } = bindArguments('truncate', given, ['length', 'killwords', 'end', 'leeway']);
  const text = textOf(value);
  if (text.length <= Number(length)) return text;
  const cut = text.slice(0, Math.max(0, Number(length) - textOf(end).length));
  return (truth(killwords) ? cut : cut.replace(/\s\S*$/, '')) + textOf(end);
}

function rounded(value: unknown, ...given: unknown[]): number {
  const { precision = 0, method = 'common' } = bindArguments('round', given, ['precision', 'method']);
  const factor = 10 ** Number(precision);
  const round = { ceil: Math.ceil, floor: Math.floor }[textOf(method)] ?? Math.round;
  return round(Number(value) * factor) / factor;
}

function batched(value: unknown, size: unknown, fill?: unknown): unknown[][] {
  const list = listOf(value);
  const width = Math.max(1, Number(size));
  if (fill !== undefined) checkList(width);
  const rows = Array.from({ length: Math.ceil(list.length / width) }, (_, at) =>
    list.slice(at * width, (at + 1) * width),
  );
  return rows.map((row) => (fill === undefined ? [...row] : [...row, ...Array(width - row.length).fill(fill)]));
}

function grouped(value: unknown, ...given: unknown[]): unknown[] {
  const { attribute } = bindArguments('groupby', given, ['attribute', 'default', 'case_sensitive']);
  const key = keyBy(attribute);
  const groups: { grouper: unknown; list: unknown[] }[] = [];
  for (const one of sorted(listOf(value), key, false)) {
    const last = groups.at(-1);
    if (last && equals(last.grouper, key(one))) last.list.push(one);
    else groups.push({ grouper: key(one), list: [one] });
  }
  return groups.map(({ grouper, list }) => [grouper, list]);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};
/** For HTML. */
export const escaped = (value: unknown): string => textOf(value).replaceAll(/[&<>"']/g, (one) => ESCAPES[one] ?? one);

function urlEncoded(value: unknown): string {
  if (typeof value !== 'object' || value === null || isText(value))
    return encodeURIComponent(textOf(value)).replaceAll('%2F', '/');
  const pairs = Array.isArray(value) ? (value as unknown[][]) : Object.entries(value);
  return pairs.map(([name, one]) => `${encodeURIComponent(textOf(name))}=${encodeURIComponent(textOf(one))}`).join('&');
}

function numberOf(value: unknown, fallback: unknown, isWhole: boolean): unknown {
  const number = Number(typeof value === 'object' && isText(value) ? String(value) : value);
  if (Number.isNaN(number) || value === null || value === '') return fallback;
  return isWhole ? Math.trunc(number) : number;
}

function momentOf(value: unknown): Moment {
  if (value instanceof Moment) return value;
  if (typeof value === 'string') return Moment.parse(value);
  throw failed(`${kindOf(value)} is no date`);
}

export const dateForms = {
  ds: (at: Moment) => at.date,
  ds_nodash: (at: Moment) => at.date.replaceAll('-', ''),
  ts: (at: Moment) => at.iso(),
  ts_nodash: (at: Moment) => at.iso().slice(0, 19).replaceAll(/[-:]/g, ''),
  ts_nodash_with_tz: (at: Moment) => at.iso().replaceAll(/[-:]/g, ''),
};
/** Airflow's: of a date that is none, none. */
const dateFilters = Object.fromEntries(
  Object.entries(dateForms).map(([name, form]) => [
    name,
    (value: unknown) => (value === null ? null : form(momentOf(value))),
  ]),
);

const lengthOf = (value: unknown): number => listOf(value).length;
const json = (value: unknown, ...given: unknown[]): string => {
  const { indent } = bindArguments('tojson', given, ['indent']);
  return toJson(value, typeof indent === 'number' ? Math.min(indent, 10) : undefined);
};
const fallback = (value: unknown, ...given: unknown[]): unknown => {
  const { default_value: other = '', boolean } = bindArguments('default', given, ['default_value', 'boolean']);
  return value === undefined || (truth(boolean) && !truth(value)) ? other : value;
};

export const FILTERS: NamedFunctions = {
  ...dateFilters,
  [ITERATE]: listOf,
  truth,
  abs: (value) => Math.abs(Number(value)),
  attr: (value, name) => memberOf(value, name),
  batch: batched,
  capitalize: (text) => textOf(text).charAt(0).toUpperCase() + textOf(text).slice(1).toLowerCase(),
  center: (text, width = 80) => {
    checkText(Number(width));
    const wanted = textOf(text);
    return wanted
      .padStart(wanted.length + Math.max(0, Math.floor((Number(width) - wanted.length) / 2)))
      .padEnd(Number(width));
  },
  count: lengthOf,
  d: fallback,
  default: fallback,
  dictsort: (value) => sorted(Object.entries(value as object), (pair) => (pair as unknown[])[0], true),
  dump: json,
  e: escaped,
  escape: escaped,
  first: (value) => listOf(value)[0],
  float: (value, other = 0) => numberOf(value, other, false),
  forceescape: escaped,
  groupby: grouped,
  indent: indented,
  int: (value, other = 0) => numberOf(value, other, true),
  items: (value) => Object.entries(value as object),
  join: (value, ...given) => {
    const { d = '', attribute } = bindArguments('join', given, ['d', 'attribute']);
    const texts = listOf(value).map((one) => textOf(keyBy(attribute)(one)));
    checkText(texts.reduce((sum, one) => sum + one.length + textOf(d).length, 0));
    return texts.join(textOf(d));
  },
  last: (value) => listOf(value).at(-1),
  length: lengthOf,
  list: listOf,
  lower: (text) => textOf(text).toLowerCase(),
  map: mapped(() => FILTERS),
  max: extreme('>'),
  min: extreme('<'),
  random: (value) => listOf(value)[Math.floor(Math.random() * listOf(value).length)],
  reject: chosen(false, false),
  rejectattr: chosen(false, true),
  replace: (text, ...given) => {
    const { old, new: fresh, count } = bindArguments('replace', given, ['old', 'new', 'count']);
    return replaced(textOf(text), textOf(old), textOf(fresh), count);
  },
  reverse: (value) => (typeof value === 'string' ? [...value].reverse().join('') : [...listOf(value)].reverse()),
  round: rounded,
  safe: textOf,
  select: chosen(true, false),
  selectattr: chosen(true, true),
  sort: (value, ...given) => {
    const {
      reverse,
      case_sensitive: cased,
      attribute,
    } = bindArguments('sort', given, ['reverse', 'case_sensitive', 'attribute']);
    const list = sorted(listOf(value), keyBy(attribute), !truth(cased));
    return truth(reverse) ? list.reverse() : list;
  },
  string: textOf,
  sum: (value, ...given) => {
    const { attribute, start = 0 } = bindArguments('sum', given, ['attribute', 'start']);
    return listOf(value).reduce((sum, one) => operate('+', sum, keyBy(attribute)(one)), start);
  },
  title: (text) =>
    textOf(text)
      .toLowerCase()
      .replaceAll(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase()),
  tojson: json,
  trim: (text) => textOf(text).trim(),
  truncate: truncated,
  unique: (value) => listOf(value).filter((one, at, all) => all.findIndex((other) => equals(one, other)) === at),
  upper: (text) => textOf(text).toUpperCase(),
  urlencode: urlEncoded,
  wordcount: (text) => textOf(text).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
};
