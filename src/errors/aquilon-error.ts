import { CATALOGUE, type ErrorCode } from './catalogue.ts';

/** Values named in a message template, and shown to the client as they are. */
export type ErrorValues = Readonly<Record<string, string | number | boolean | null>>;

/**
 * An error that a user can meet: a stable code, the thing and the value in its message, and what to do next.
 * Across process borders it travels as `toJSON()` and is recognised by its `code`, never by its class.
 */
export class AquilonError extends Error {
  readonly code: ErrorCode;
  readonly values: ErrorValues;

  constructor(code: ErrorCode, values: ErrorValues = {}, options?: { cause?: unknown }) {
    super(fill(CATALOGUE[code].message, values), options);
    this.name = 'AquilonError';
    this.code = code;
    this.values = values;
  }

  get status(): number {
    return CATALOGUE[this.code].status;
  }

  get remedy(): string {
    return fill(CATALOGUE[this.code].remedy, this.values);
  }

  toJSON(): { code: ErrorCode; message: string; remedy: string; values: ErrorValues } {
    return { code: this.code, message: this.message, remedy: this.remedy, values: this.values };
  }
}

/** True when `error` carries `code`, whichever side of a process border made it. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A reason may be a sentence already: its full stop is the one of the template. */
function fill(template: string, values: ErrorValues): string {
  return template.replace(/\{(\w+)\}(\.?)/g, (whole, name: string, stop: string) => {
    if (!(name in values)) return whole;
    const value = String(values[name]);
    return value.endsWith('.') ? value : value + stop;
  });
}
