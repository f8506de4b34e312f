import { randomBytes } from 'node:crypto';

let pool = Buffer.alloc(0);
let used = 0;

/** A version 7 UUID (RFC 9562): sorts by the millisecond of its making, so that indexes on it grow at one end. */
export function uuidv7(now = Date.now()): string {
  if (used + 10 > pool.length) {
    pool = randomBytes(2560);
    used = 0;
  }
  const random = pool.toString('hex', used, used + 10);
  used += 10;
  const time = now.toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}

/** Where the last twelve hexadecimal digits of a UUID begin. */
const TAIL = 24;
const LAST_TAIL = 2 ** 48 - 1;

/**
 * Makes version 7 UUIDs of which those of one millisecond are consecutive numbers (RFC 9562, section 6.2, method 2): many that were made together
 * can be named by the first of them.
 */
export function consecutiveUuids(now: () => number = Date.now): () => string {
  let madeAt = Number.NaN;
  let head = '';
  let tail = 0;
  return () => {
    const at = now();
    if (at !== madeAt || tail === LAST_TAIL) {
      const fresh = uuidv7(at);
      madeAt = at;
      head = fresh.slice(0, TAIL);
      tail = tailOf(fresh);
      return fresh;
    }
    tail += 1;
    return head + digits(tail);
  };
}

/** `first`, counted up by `steps` in its last twelve digits. */
export const countedUp = (first: string, steps: number): string => first.slice(0, TAIL) + digits(tailOf(first) + steps);

export const isCountedUp = (first: string, id: string, steps: number): boolean =>
  tailOf(id) === tailOf(first) + steps && id.startsWith(first.slice(0, TAIL));

const digits = (tail: number): string => tail.toString(16).padStart(12, '0');

const tailOf = (id: string): number => Number.parseInt(id.slice(TAIL), 16);
