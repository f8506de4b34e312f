import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';

type Options = { readonly [name: string]: Json };

/** Reads the options of one operator; a wrong one is named in the error. `undefined` and null both mean: not given. */
export class OptionReader {
  readonly #operator: string;
  readonly #options: Options;

  constructor(operator: string, options: Options) {
    this.#operator = operator;
    this.#options = options;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#wrong(name, 'it is missing');
  }

  optionalText(name: string): string | undefined {
    const value = this.#options[name] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    return this.#wrong(name, 'it must be a text');
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#options[name] ?? fallback;
    return typeof value === 'boolean' ? value : this.#wrong(name, 'it must be true or false');
  }

  number(name: string, fallback: number): number {
    const value = this.#options[name] ?? fallback;
    return typeof value === 'number' ? value : this.#wrong(name, 'it must be a number');
  }

  /** One text or a list of them. */
  texts(name: string): string[] {
    const value = this.#options[name] ?? [];
    const list = Array.isArray(value) ? value : [value];
    return list.map((one) =>
      typeof one === 'string' ? one : this.#wrong(name, 'it must be a text or a list of texts'),
    );
  }

  /** One number or a list of them. */
  numbers(name: string, fallback: number[]): number[] {
    const value = this.#options[name] ?? fallback;
    const list = Array.isArray(value) ? value : [value];
    return list.map((one) =>
      typeof one === 'number' ? one : this.#wrong(name, 'it must be a number or a list of them'),
    );
  }

  object(name: string): { [key: string]: Json } | undefined {
    const value = this.#options[name] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    return this.#wrong(name, 'it must be an object');
  }

  /** Texts by name: numbers and booleans are written as text. */
  environment(name: string): Record<string, string> | undefined {
    const value = this.object(name);
    if (value === undefined) return undefined;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, typeof one === 'string' ? one : JSON.stringify(one)]),
    );
  }

  #wrong(option: string, reason: string): never {
    throw new AquilonError('OPTION_INVALID', { option, operator: this.#operator, reason });
  }
}
