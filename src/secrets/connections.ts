/** The connections of the database: their passwords and extras are encrypted at rest. */
import type { Connection } from '@aquilon/sdk';
import { type ConnectionFields, connectionOf } from '#config/connection.ts';
import type { Sql } from '#db/database.ts';
import {
  type ConnectionRow,
  deleteConnection,
  insertConnection,
  selectConnection,
  selectConnectionIds,
  selectConnections,
  updateConnection,
} from '#db/queries/secrets.ts';
import type { AquilonError } from '#errors/aquilon-error.ts';
import { type Keyring, openOrNull } from './keyring.ts';

/** In the database each has a type. */
export type StoredFields = ConnectionFields & { connType: string };

export interface Connections {
  /** Throws `FERNET_KEY_MISSING`. */
  find(connId: string): Promise<Connection | undefined>;
  /** As `find`, in a transaction: nobody else changes it until that ends. */
  findToChange(connId: string): Promise<Connection | undefined>;
  /** In the order of their ids. Throws `FERNET_KEY_MISSING` for the first that cannot be read. */
  all(): Promise<Connection[]>;
  /** As `all`; a password or an extra whose key is missing is null, and `tell` is told why. */
  readable(tell: (error: AquilonError) => void): Promise<Connection[]>;
  /** Without their secrets, which needs no key. */
  ids(): Promise<{ connId: string; connType: string }[]>;
  /** False: there is one already. */
  create(connId: string, fields: StoredFields): Promise<boolean>;
  /** What is not given stays. False: there is none. Throws `FERNET_KEY_MISSING` where it would overwrite what cannot be read. */
  change(connId: string, fields: Partial<StoredFields>): Promise<boolean>;
  /** False: there is none. */
  remove(connId: string): Promise<boolean>;
}

export function createConnections(sql: Sql, keyring: Keyring): Connections {
  const find = async (connId: string, toChange: boolean) => {
    const row = await selectConnection(sql, connId, toChange);
    return row && storedConnection(row, keyring);
  };
  return {
    find: (connId) => find(connId, false),
    findToChange: (connId) => find(connId, true),
    all: async () => (await selectConnections(sql)).map((row) => storedConnection(row, keyring)),
    readable: async (tell) =>
      (await selectConnections(sql)).map((row) => storedConnection(row, keyring, (open) => openOrNull(open, tell))),
    ids: () => selectConnectionIds(sql),
    create: async (connId, { password, extra, ...plain }) =>
      (await insertConnection(sql, {
        conn_id: connId,
        ...plainColumns(plain),
        ...passwordColumns(password, keyring),
        ...extraColumns(extra, keyring),
      })) > 0,
    async change(connId, { password, extra, ...plain }) {
      const row = await selectConnection(sql, connId);
      if (!row) return false;
      if (password !== undefined) openPassword(row, keyring);
      if (extra !== undefined) openExtra(row, keyring);
      const changed = {
        ...plainColumns(plain),
        ...(password === undefined ? {} : passwordColumns(password, keyring)),
        ...(extra === undefined ? {} : extraColumns(extra, keyring)),
      };
      return (await updateConnection(sql, connId, changed)) > 0;
    },
    remove: async (connId) => (await deleteConnection(sql, connId)) > 0,
  };
}

const plainFields = ({ conn_type: connType, description, host, schema, login, port }: ConnectionRow) => ({
  connType,
  description,
  host,
  schema,
  login,
  port,
});

const plainColumns = <T extends Partial<ReturnType<typeof plainFields>>>({ connType, ...columns }: T) => ({
  conn_type: connType as T['connType'],
  ...columns,
});

function passwordColumns(password: string | null, keyring: Keyring) {
  if (password === null) return { password, is_encrypted: false, key_id: null };
  const { text, isEncrypted, keyId } = keyring.seal(password);
  return { password: text, is_encrypted: isEncrypted, key_id: keyId };
}

function extraColumns(extra: string | null, keyring: Keyring) {
  if (extra === null) return { extra, is_extra_encrypted: false, extra_key_id: null };
  const { text, isEncrypted, keyId } = keyring.seal(extra);
  return { extra: text, is_extra_encrypted: isEncrypted, extra_key_id: keyId };
}

/** Throws `FERNET_KEY_MISSING`. */
export function openExtra(row: ConnectionRow, keyring: Keyring): string | null {
  const { conn_id: connId, extra: text, is_extra_encrypted: isEncrypted, extra_key_id: keyId } = row;
  return text === null ? null : keyring.open({ text, isEncrypted, keyId }, `The extra of the connection ${connId}`);
}

function openPassword(row: ConnectionRow, keyring: Keyring): string | null {
  const { conn_id: connId, password: text, is_encrypted: isEncrypted, key_id: keyId } = row;
  return text === null ? null : keyring.open({ text, isEncrypted, keyId }, `The password of the connection ${connId}`);
}

const storedConnection = (
  row: ConnectionRow,
  keyring: Keyring,
  read: (open: () => string | null) => string | null = (open) => open(),
): Connection =>
  connectionOf(row.conn_id, {
    ...plainFields(row),
    password: read(() => openPassword(row, keyring)),
    extra: read(() => openExtra(row, keyring)),
  });
