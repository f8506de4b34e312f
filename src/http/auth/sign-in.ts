/** Checks names and passwords, and makes guessing slow: after five failures each further one doubles the wait. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Database } from '#db/database.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Clock } from '#support/clock.ts';
import { type User, verifyPassword } from './users.ts';

export type KnownUser = User & { passwordHash: string };

export interface SignIn {
  /** Throws `CREDENTIALS_INVALID` or `TOO_MANY_ATTEMPTS`. */
  check(username: string, password: string, address: string): Promise<KnownUser>;
  /** The same for HTTP Basic, which sends the password with every request: believed for a few seconds. */
  checkAgain(username: string, password: string, address: string): Promise<KnownUser>;
}

const FREE_FAILURES = 5;
/** milliseconds */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
/** Failures are forgotten after this long without another one, milliseconds. */
const MEMORY = 15 * 60_000;
const MOST_REMEMBERED = 10_000;
const BELIEF = 5_000;

interface Failures {
  count: number;
  last: number;
  until: number;
}

export function createSignIn(parts: { database: Database; clock: Clock }): SignIn {
  const { database, clock } = parts;
  const failures = new Map<string, Failures>();
  const believed = new Map<string, { user: KnownUser; until: number }>();
  const queues = new Map<string, Promise<void>>();
  const secret = randomBytes(32);

  function refuseIfTooMany(key: string, username: string): void {
    const found = failures.get(key);
    if (!found) return;
    const now = clock.monotonic();
    if (now - found.last > MEMORY) failures.delete(key);
    else if (found.until > now) {
      throw new AquilonError('TOO_MANY_ATTEMPTS', { user: username, seconds: Math.ceil((found.until - now) / 1000) });
    }
  }

  function remember(key: string): void {
    const now = clock.monotonic();
    const count = (failures.get(key)?.count ?? 0) + 1;
    const wait = count < FREE_FAILURES ? 0 : Math.min(FIRST_WAIT * 2 ** (count - FREE_FAILURES), LONGEST_WAIT);
    // Set anew at the end: the oldest stands first and goes first.
    failures.delete(key);
    if (failures.size >= MOST_REMEMBERED) failures.delete(failures.keys().next().value ?? '');
    failures.set(key, { count, last: now, until: now + wait });
  }

  async function checkOnce(key: string, username: string, password: string): Promise<KnownUser> {
    refuseIfTooMany(key, username);
    const user = await verifyPassword(database, username, password);
    if (!user) {
      remember(key);
      throw new AquilonError('CREDENTIALS_INVALID');
    }
    failures.delete(key);
    return user;
  }

  /** One after the other for the same name and address: guesses sent at once are counted as well. */
  function check(username: string, password: string, address: string): Promise<KnownUser> {
    const key = `${address} ${username}`;
    const before = queues.get(key) ?? Promise.resolve();
    const mine = before.then(() => checkOnce(key, username, password));
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    queues.set(key, settled);
    void settled.then(() => queues.get(key) === settled && queues.delete(key));
    return mine;
  }

  return {
    check,
    async checkAgain(username, password, address) {
      const key = createHmac('sha256', secret).update(`${username}\0${password}`).digest('base64');
      const known = believed.get(key);
      if (known && known.until > clock.monotonic()) return known.user;
      believed.delete(key);
      const user = await check(username, password, address);
      if (believed.size >= MOST_REMEMBERED) believed.delete(believed.keys().next().value ?? '');
      believed.set(key, { user, until: clock.monotonic() + BELIEF });
      return user;
    },
  };
}
