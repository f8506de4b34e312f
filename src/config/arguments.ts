/** Reads the arguments of something that the configuration names, and gathers what is wrong with them. Values are never told: they may be secret. */
export class Arguments {
  readonly #given: ReadonlyMap<string, unknown>;
  readonly #asked = new Set<string>();
  readonly #problems: string[] = [];

  /** `what`: how they are called where they are no object. */
  constructor(given: unknown, what: string) {
    const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
    if (!isObject) this.refuse(`${what} is no JSON object`);
    this.#given = new Map(isObject ? Object.entries(given) : []);
  }

  refuse(problem: string): void {
    this.#problems.push(problem);
  }

  /** It is read by somebody else. */
  ignore(name: string): void {
    this.#asked.add(name);
  }

  /** What is not given is `fallback`; null is null. */
  text(name: string, fallback: string | null): string | null {
    const value = this.#read(name);
    if (value === undefined) return fallback;
    if (value === null || typeof value === 'string') return value;
    this.refuse(`${name} is no text`);
    return fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#read(name) ?? fallback;
    if (typeof value === 'boolean') return value;
    this.refuse(`${name} is neither true nor false`);
    return fallback;
  }

  choice<const T extends string | number>(name: string, allowed: readonly [T, ...T[]]): T {
    const value = this.#read(name) ?? allowed[0];
    const found = allowed.find((one) => one === value);
    if (found === undefined) this.refuse(`${name} is none of ${allowed.join(', ')}`);
    return found ?? allowed[0];
  }

  seconds<F extends number | null>(name: string, fallback: F, most: number): number | F {
    const value = this.#read(name) ?? fallback;
    if (value === fallback || (typeof value === 'number' && value > 0 && value <= most)) return value as number | F;
    this.refuse(`${name} is no number of seconds up to ${most}`);
    return fallback;
  }

  /** Everything that is wrong. What was given and nobody asked for is a mistyped name. */
  problems(): string[] {
    const unknown = [...this.#given.keys()].filter((name) => !this.#asked.has(name));
    const known = [...this.#asked].join(', ');
    return [...this.#problems, ...unknown.map((name) => `the argument ${name} is not known; known are ${known}`)];
  }

  #read(name: string): unknown {
    this.#asked.add(name);
    return this.#given.get(name);
  }
}
