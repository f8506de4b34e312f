/** The keys that sign: one secret of the installation, one key derived from it for each purpose. */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from '#config/config.ts';
import { makeSecretFile, readSecretFile } from '#support/secret-file.ts';

export type SignaturePurpose = 'csrf' | 'log' | 'file' | 'attempt';

export interface Keys {
  /** Signs bearer tokens. */
  bearer: Uint8Array;
  /** Signs session cookies. */
  session: Uint8Array;
  /** A short signature of `text`: CSRF tokens, continuation tokens, file tokens, tokens of attempts. */
  sign(purpose: SignaturePurpose, text: string): string;
  /** Compares in constant time. */
  isSignature(purpose: SignaturePurpose, text: string, signature: string): boolean;
}

/** Reads `AIRFLOW__API_AUTH__JWT_SECRET`, or the file `jwt_secret` of the home folder, which is made with mode 0600 where it is missing. */
export async function loadKeys(config: Config): Promise<Keys> {
  const secret = config.api.jwtSecret || (await secretOfHome(config.home));
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', secret, '', `aquilon ${purpose}`, 32));
  const purposes = { csrf: derive('csrf'), log: derive('log'), file: derive('file'), attempt: derive('attempt') };
  const sign: Keys['sign'] = (purpose, text) =>
    createHmac('sha256', purposes[purpose]).update(text).digest().subarray(0, 20).toString('base64url');
  return {
    bearer: derive('bearer'),
    session: derive('session'),
    sign,
    isSignature(purpose, text, signature) {
      const wanted = Buffer.from(sign(purpose, text));
      const found = Buffer.from(signature);
      return wanted.length === found.length && timingSafeEqual(wanted, found);
    },
  };
}

async function secretOfHome(home: string): Promise<string> {
  const path = join(home, 'jwt_secret');
  return (await readSecretFile(path)) ?? makeSecretFile(path, () => randomBytes(48).toString('base64url'));
}
