/** Password hashes: argon2id in the PHC string format, so that parameters can grow without losing the old ones. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 25 ms here. */
const MEMORY = 19_456;
const PASSES = 2;
const LANES = 1;
const HASH = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce: salt,
    memory: MEMORY,
    passes: PASSES,
    parallelism: LANES,
    tagLength: 32,
  });
  return `$argon2id$v=19$m=${MEMORY},t=${PASSES},p=${LANES}$${text(salt)}$${text(key)}`;
}

/** Compares in constant time. A hash that is none never matches. */
export async function matchesPassword(password: string, hash: string): Promise<boolean> {
  const [, memory, passes, lanes, salt, key] = HASH.exec(hash) ?? [];
  if (!memory || !passes || !lanes || !salt || !key) return false;
  const wanted = Buffer.from(key, 'base64');
  const found = await derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(lanes),
    tagLength: wanted.length,
  });
  return timingSafeEqual(found, wanted);
}

let nobody: Promise<string> | undefined;

/** Costs what a real comparison costs, so that the time does not tell whether a user exists. */
export async function wasteTheTimeOfAComparison(password: string): Promise<void> {
  nobody ??= hashPassword(randomBytes(16).toString('hex'));
  await matchesPassword(password, await nobody);
}

/** base64 without padding, as PHC strings have it. */
function text(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
