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
