/**
 * Fernet tokens, as the Python package `cryptography` and Airflow write them: version 0x80, time, initialisation vector, AES-128-CBC, HMAC-SHA256,
 * all in URL-safe Base64. https://github.com/fernet/spec
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AquilonError } from '#errors/aquilon-error.ts';

const VERSION = 0x80;
const CIPHER = 'aes-128-cbc';
const HEAD = 9;
const IV = 16;
const MAC = 32;
/** A version, a time, a vector, one block and the signature. */
const SHORTEST = HEAD + IV + 16 + MAC;

export interface FernetKey {
  /** Tells keys apart, and nothing of what is in them: eight characters of a hash. */
  readonly id: string;
  encrypt(text: string): string;
  /** Undefined: it is no token of this key. */
  decrypt(token: string): string | undefined;
}

/** `text`: 32 bytes in URL-safe Base64. Throws `FERNET_KEY_INVALID`, whose message never holds the text. */
export function fernetKey(text: string): FernetKey {
  const bytes = /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(0);
  if (bytes.length !== 32) throw new AquilonError('FERNET_KEY_INVALID', { length: text.length });
  const signing = bytes.subarray(0, 16);
  const encryption = bytes.subarray(16);
  const sign = (signed: Buffer) => createHmac('sha256', signing).update(signed).digest();
  return {
    id: createHash('sha256').update('aquilon fernet key ').update(bytes).digest('hex').slice(0, 8),
    encrypt(plain) {
      const head = Buffer.alloc(HEAD);
      head.writeUInt8(VERSION);
      head.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000)), 1);
      const iv = randomBytes(IV);
      const cipher = createCipheriv(CIPHER, encryption, iv);
      const signed = Buffer.concat([head, iv, cipher.update(plain, 'utf8'), cipher.final()]);
      return padded(Buffer.concat([signed, sign(signed)]).toString('base64url'));
    },
    decrypt(token) {
      const whole = Buffer.from(token, 'base64url');
      if (whole.length < SHORTEST || whole[0] !== VERSION) return undefined;
      const signed = whole.subarray(0, -MAC);
      if (!timingSafeEqual(sign(signed), whole.subarray(-MAC))) return undefined;
      const decipher = createDecipheriv(CIPHER, encryption, signed.subarray(HEAD, HEAD + IV));
      return Buffer.concat([decipher.update(signed.subarray(HEAD + IV)), decipher.final()]).toString('utf8');
    },
  };
}

export const newFernetKey = (): string => padded(randomBytes(32).toString('base64url'));

const padded = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, '=');
