/** What templates see of values that are no plain data. Nothing of them can be reached but what `member` gives. */
export const MEMBER = Symbol('member');
export const CALL = Symbol('call');
export interface TemplateObject {
  /** Undefined: there is no such member. */
  [MEMBER](name: string): unknown;
  [CALL]?(...args: readonly unknown[]): unknown;
  /** How it prints. */
  toString(): string;
}

/** A name whose value is found when a template comes to it. */
export class Later {
  readonly value: () => unknown;

  constructor(value: () => unknown) {
    this.value = value;
  }
}

export function isTemplateObject(value: unknown): value is TemplateObject {
  return typeof value === 'object' && value !== null && MEMBER in value;
}

/** Members made when they are asked for. */
export function namespace(
  name: string,
  members: Readonly<Record<string, unknown>> | ((member: string) => unknown),
  call?: (...args: readonly unknown[]) => unknown,
): TemplateObject {
  const find =
    typeof members === 'function'
      ? members
      : (member: string) => (Object.hasOwn(members, member) ? members[member] : undefined);
  return {
    [MEMBER]: find,
    ...(call === undefined ? {} : { [CALL]: call }),
    toString: () => `<${name}>`,
  };
}

/** Positional arguments, and those that were given by name. */
export interface Arguments {
  list: readonly unknown[];
  named: Readonly<Record<string, unknown>>;
}

export function splitArguments(given: readonly unknown[]): Arguments {
  const last = given.at(-1);
  if (typeof last !== 'object' || last === null || !Object.hasOwn(last, '__keywords'))
    return { list: given, named: {} };
  const { __keywords, ...named } = last as Record<string, unknown>;
  return { list: given.slice(0, -1), named };
}

/** The arguments of a function by the names of its parameters. Throws for one that it does not have. */
export function bindArguments<N extends string>(
  what: string,
  given: readonly unknown[],
  names: readonly N[],
): Partial<Record<N, unknown>> {
  const { list, named } = splitArguments(given);
  if (list.length > names.length) throw new TypeError(`${what}() takes ${names.length} arguments, not ${list.length}`);
  const bound: Partial<Record<string, unknown>> = {};
  for (const [at, value] of list.entries()) bound[names[at] ?? ''] = value;
  for (const [name, value] of Object.entries(named)) {
    if (!names.some((known) => known === name))
      throw new TypeError(`${what}() has no argument ${name}; it has ${names.join(', ') || 'none'}`);
    bound[name] = value;
  }
  return bound as Partial<Record<N, unknown>>;
}
