/** The variables of the database, encrypted at rest. */
import type { Sql } from '#db/database.ts';
import {
  deleteVariable,
  insertVariable,
  selectVariable,
  selectVariableKeys,
  selectVariables,
  updateVariable,
  type VariableRow,
} from '#db/queries/secrets.ts';
import type { AquilonError } from '#errors/aquilon-error.ts';
import { type Keyring, openOrNull } from './keyring.ts';

export interface Variable {
  key: string;
  value: string;
  description: string | null;
}

export interface Variables {
  /** Throws `FERNET_KEY_MISSING`. */
  find(key: string): Promise<Variable | undefined>;
  /** As `find`, in a transaction: nobody else changes it until that ends. */
  findToChange(key: string): Promise<Variable | undefined>;
  /** In the order of their keys. Throws `FERNET_KEY_MISSING` for the first that cannot be read. */
  all(): Promise<Variable[]>;
  /** As `all`; a value whose key is missing is null, and `tell` is told why. */
  readable(tell: (error: AquilonError) => void): Promise<{ key: string; value: string | null }[]>;
  /** Without their values, which needs no key. */
  keys(): Promise<string[]>;
  /** False: there is one already. */
  create(variable: Variable): Promise<boolean>;
  /** What is not given stays. False: there is none. Throws `FERNET_KEY_MISSING` for one that cannot be read: nothing is overwritten. */
  change(key: string, fields: { value?: string; description?: string | null }): Promise<boolean>;
  /** Makes it or changes it. */
  set(key: string, fields: { value: string; description?: string | null }): Promise<void>;
  /** False: there is none. */
  remove(key: string): Promise<boolean>;
}

export function createVariables(sql: Sql, keyring: Keyring): Variables {
  const sealed = (value: string) => {
    const { text: val, isEncrypted, keyId } = keyring.seal(value);
    return { val, is_encrypted: isEncrypted, key_id: keyId };
  };
  const find = async (key: string, toChange: boolean) => {
    const row = await selectVariable(sql, key, toChange);
    return row && variableOf(row, keyring);
  };
  const variables: Variables = {
    find: (key) => find(key, false),
    findToChange: (key) => find(key, true),
    all: async () => (await selectVariables(sql)).map((row) => variableOf(row, keyring)),
    readable: async (tell) =>
      (await selectVariables(sql)).map((row) => ({
        key: row.key,
        value: openOrNull(() => openValue(row, keyring), tell),
      })),
    keys: () => selectVariableKeys(sql),
    create: async ({ key, value, description }) =>
      (await insertVariable(sql, { key, ...sealed(value), description })) > 0,
    async change(key, { value, description }) {
      const row = await selectVariable(sql, key);
      if (!row) return false;
      if (value !== undefined) openValue(row, keyring);
      const changed = { ...(value === undefined ? {} : sealed(value)), description };
      return (await updateVariable(sql, key, changed)) > 0;
    },
    async set(key, fields) {
      // Somebody else may make or delete it in between: then the other statement holds.
      for (;;) {
        if (await variables.change(key, fields)) return;
        if (await variables.create({ key, value: fields.value, description: fields.description ?? null })) return;
      }
    },
    remove: async (key) => (await deleteVariable(sql, key)) > 0,
  };
  return variables;
}

const variableOf = (row: VariableRow, keyring: Keyring): Variable => ({
  key: row.key,
  value: openValue(row, keyring),
  description: row.description,
});

/** Throws `FERNET_KEY_MISSING`. */
export const openValue = ({ key, val, is_encrypted: isEncrypted, key_id: keyId }: VariableRow, keyring: Keyring) =>
  keyring.open({ text: val, isEncrypted, keyId }, `The variable ${key}`);
