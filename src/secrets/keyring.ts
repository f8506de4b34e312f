/** The Fernet keys of the installation: the first encrypts, all decrypt, as in Airflow. */
import { join } from 'node:path';
import type { Config } from '#config/config.ts';
import type { Sql } from '#db/database.ts';
import { selectKeysInUse } from '#db/queries/secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { makeSecretFile, readSecretFile } from '#support/secret-file.ts';
import { fernetKey, newFernetKey } from './fernet.ts';

/** A text as it is stored. `keyId` is null where it is not known: in rows that come from elsewhere. */
export interface Sealed {
  text: string;
  isEncrypted: boolean;
  keyId: string | null;
}

export interface Keyring {
  /** Fingerprints of the keys, the one that encrypts first. */
  readonly ids: readonly [string, ...string[]];
  seal(text: string): Sealed;
  /** What is not encrypted is read as it is. Throws `FERNET_KEY_MISSING`, naming `thing` and the key. */
  open(sealed: Sealed, thing: string): string;
}

/** `keys`: comma separated. Throws `FERNET_KEY_INVALID`. */
function keyringOf(keys: string): Keyring {
  const [first, ...others] = keys
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '')
    .map(fernetKey);
  if (first === undefined) throw new AquilonError('FERNET_KEY_INVALID', { length: 0 });
  const all = [first, ...others];
  const ids = all.map(({ id }) => id) as unknown as Keyring['ids'];
  return {
    ids,
    seal: (text) => ({ text: first.encrypt(text), isEncrypted: true, keyId: first.id }),
    open({ text, isEncrypted, keyId }, thing) {
      if (!isEncrypted) return text;
      for (const key of all) {
        const plain = key.decrypt(text);
        if (plain !== undefined) return plain;
      }
      throw keyMissing(thing, keyId, ids);
    },
  };
}

/** Null where the key is missing, and `tell` is told why: one must not keep the others from being listed. */
export function openOrNull(open: () => string | null, tell: (error: AquilonError) => void): string | null {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof AquilonError) || error.code !== 'FERNET_KEY_MISSING') throw error;
    tell(error);
    return null;
  }
}

function keyMissing(thing: string, keyId: string | null, ids: readonly string[]): AquilonError {
  const given = `the keys that are there (${ids.join(', ')})`;
  const reason =
    keyId === null
      ? `none of ${given} decrypts it, and which one made it is not known`
      : ids.includes(keyId)
        ? `it was made with the key ${keyId} and has been damaged since`
        : `its Fernet key ${keyId} is not among ${given}`;
  return new AquilonError('FERNET_KEY_MISSING', { thing, reason });
}

const keyFileOf = ({ home }: Config): string => join(home, 'fernet_key');

/** The keys of `AIRFLOW__CORE__FERNET_KEY`, else of the file `fernet_key` in the home folder; undefined: none. Throws `FERNET_KEY_INVALID`. */
export async function findKeyring(config: Config): Promise<Keyring | undefined> {
  if (config.core.fernetKey !== '') return keyringOf(config.core.fernetKey);
  const found = await readSecretFile(keyFileOf(config));
  return found === undefined ? undefined : keyringOf(found);
}

/**
 * The keys that are there. Where there are none, the file is made, unless values are encrypted already: a new key would hide that theirs was lost.
 * Throws `FERNET_KEY_INVALID`, `FERNET_KEY_MISSING`.
 */
export async function openKeyring(config: Config, sql: Sql): Promise<Keyring> {
  const found = await findKeyring(config);
  if (found) return found;
  const path = keyFileOf(config);
  const [lost] = await selectKeysInUse(sql);
  if (lost !== undefined) {
    const which = lost.key_id === null ? 'with a key that is not known' : `with the key ${lost.key_id}`;
    throw new AquilonError('FERNET_KEY_MISSING', {
      thing: `${lost.count} variables and connections`,
      reason: `they are encrypted ${which}, and there is no key at all: ${path} is missing`,
    });
  }
  return keyringOf(await makeSecretFile(path, newFernetKey));
}

/** The sentences for the log of the start: keys that stored values need and that are not there. */
export async function missingKeys({ ids }: Keyring, sql: Sql): Promise<string[]> {
  const inUse = await selectKeysInUse(sql);
  return inUse
    .filter((one): one is { key_id: string; count: number } => one.key_id !== null && !ids.includes(one.key_id))
    .map(
      ({ key_id: id, count }) =>
        `${count === 1 ? '1 value' : `${count} values`} of variables and connections cannot be read: the Fernet key ${id} is needed, and only ${ids.join(', ')} is there`,
    );
}
