/** A broken promise of the scheduler. */
export class Violation extends Error {}

export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Violation(what);
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Violation(`${what} is missing`);
  return value;
}
