/** Rows of variables and connections, values as they are stored. */
import type { Sql } from '#db/database.ts';

export interface VariableRow {
  key: string;
  val: string;
  description: string | null;
  is_encrypted: boolean;
  key_id: string | null;
}

export interface ConnectionRow {
  conn_id: string;
  conn_type: string;
  description: string | null;
  host: string | null;
  schema: string | null;
  login: string | null;
  password: string | null;
  port: number | null;
  is_encrypted: boolean;
  is_extra_encrypted: boolean;
  extra: string | null;
  key_id: string | null;
  extra_key_id: string | null;
}

const VARIABLE_COLUMNS = 'variable.key, variable.val, variable.description, variable.is_encrypted, variable.key_id';
const CONNECTION_COLUMNS = `connection.conn_id, connection.conn_type, connection.description, connection.host, connection.schema, connection.login,
  connection.password, connection.port, connection.is_encrypted, connection.is_extra_encrypted, connection.extra, connection.key_id, connection.extra_key_id`;

/** `toChange`: nobody else changes it until the transaction ends. */
export async function selectVariable(sql: Sql, key: string, toChange = false): Promise<VariableRow | undefined> {
  const { rows } = await sql.query<VariableRow>(
    `select ${VARIABLE_COLUMNS} from variable where variable.key = $1::text ${toChange ? 'for update' : ''}`,
    [key],
  );
  return rows[0];
}

export async function selectVariables(sql: Sql): Promise<VariableRow[]> {
  const { rows } = await sql.query<VariableRow>(`select ${VARIABLE_COLUMNS} from variable order by variable.key`);
  return rows;
}

export async function selectVariableKeys(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ key: string }>('select variable.key from variable order by variable.key');
  return rows.map(({ key }) => key);
}

/** Zero: there is one already. */
export async function insertVariable(sql: Sql, row: VariableRow): Promise<number> {
  const { rowCount } = await sql.query(
    `insert into variable (key, val, description, is_encrypted, key_id)
     values ($1::text, $2::text, $3::text, $4::boolean, $5::text) on conflict (key) do nothing`,
    [row.key, row.val, row.description, row.is_encrypted, row.key_id],
  );
  return rowCount ?? 0;
}

const VARIABLE_CHANGES = ['val', 'description', 'is_encrypted', 'key_id'] as const;

/** Writes what is given; what somebody else writes into the other columns at the same time stays. Zero: there is none. */
export async function updateVariable(sql: Sql, key: string, given: Partial<Omit<VariableRow, 'key'>>): Promise<number> {
  const { text, values } = assignments(VARIABLE_CHANGES, given);
  const { rowCount } = await sql.query(`update variable set key = variable.key ${text} where variable.key = $1::text`, [
    key,
    ...values,
  ]);
  return rowCount ?? 0;
}

/** Of the columns those that are given, with their values from $2 on. */
function assignments<Column extends string>(columns: readonly Column[], given: { readonly [C in Column]?: unknown }) {
  const named = columns.filter((column) => given[column] !== undefined);
  return {
    text: named.map((column, at) => `, ${column} = $${at + 2}`).join(''),
    values: named.map((column) => given[column]),
  };
}

/** Zero: there is none. */
export async function deleteVariable(sql: Sql, key: string): Promise<number> {
  return (await sql.query('delete from variable where variable.key = $1::text', [key])).rowCount ?? 0;
}

/** `toChange`: nobody else changes it until the transaction ends. */
export async function selectConnection(sql: Sql, connId: string, toChange = false): Promise<ConnectionRow | undefined> {
  const { rows } = await sql.query<ConnectionRow>(
    `select ${CONNECTION_COLUMNS} from connection where connection.conn_id = $1::text ${toChange ? 'for update' : ''}`,
    [connId],
  );
  return rows[0];
}

export async function selectConnections(sql: Sql): Promise<ConnectionRow[]> {
  const { rows } = await sql.query<ConnectionRow>(
    `select ${CONNECTION_COLUMNS} from connection order by connection.conn_id`,
  );
  return rows;
}

export async function selectConnectionIds(sql: Sql): Promise<{ connId: string; connType: string }[]> {
  const { rows } = await sql.query<{ connId: string; connType: string }>(
    'select connection.conn_id as "connId", connection.conn_type as "connType" from connection order by connection.conn_id',
  );
  return rows;
}

/** Zero: there is one already. */
export async function insertConnection(sql: Sql, row: ConnectionRow): Promise<number> {
  const { rowCount } = await sql.query(
    `insert into connection (conn_id, conn_type, description, host, schema, login, password, port, is_encrypted, is_extra_encrypted, extra,
       key_id, extra_key_id)
     values ($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::int, $9::boolean, $10::boolean, $11::text, $12::text,
       $13::text) on conflict (conn_id) do nothing`,
    [
      row.conn_id,
      row.conn_type,
      row.description,
      row.host,
      row.schema,
      row.login,
      row.password,
      row.port,
      row.is_encrypted,
      row.is_extra_encrypted,
      row.extra,
      row.key_id,
      row.extra_key_id,
    ],
  );
  return rowCount ?? 0;
}

const CONNECTION_CHANGES = [
  'conn_type',
  'description',
  'host',
  'schema',
  'login',
  'password',
  'port',
  'is_encrypted',
  'is_extra_encrypted',
  'extra',
  'key_id',
  'extra_key_id',
] as const;

/** As `updateVariable`. */
export async function updateConnection(
  sql: Sql,
  connId: string,
  given: Partial<Omit<ConnectionRow, 'conn_id'>>,
): Promise<number> {
  const { text, values } = assignments(CONNECTION_CHANGES, given);
  const { rowCount } = await sql.query(
    `update connection set conn_id = connection.conn_id ${text} where connection.conn_id = $1::text`,
    [connId, ...values],
  );
  return rowCount ?? 0;
}

/** Zero: there is none. */
export async function deleteConnection(sql: Sql, connId: string): Promise<number> {
  return (await sql.query('delete from connection where connection.conn_id = $1::text', [connId])).rowCount ?? 0;
}

/** Fingerprints of the keys that stored values are encrypted with, and how many values each; null: not known. */
export async function selectKeysInUse(sql: Sql): Promise<{ key_id: string | null; count: number }[]> {
  const { rows } = await sql.query<{ key_id: string | null; count: number }>(
    `select sealed.key_id, count(*) as count from (
       select variable.key_id from variable where variable.is_encrypted
       union all select connection.key_id from connection where connection.is_encrypted and connection.password is not null
       union all select connection.extra_key_id from connection where connection.is_extra_encrypted and connection.extra is not null
     ) sealed group by sealed.key_id order by count(*) desc, sealed.key_id`,
  );
  return rows;
}

/** Waits for writers and holds new ones off until the transaction ends: nothing is written with an old key meanwhile. */
export async function lockSecrets(sql: Sql): Promise<void> {
  await sql.query('lock table variable, connection in share row exclusive mode');
}

export async function selectExistingVariables(sql: Sql, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ key: string }>(
    'select variable.key from variable where variable.key = any($1::text[])',
    [keys],
  );
  return new Set(rows.map(({ key }) => key));
}

export async function selectExistingConnections(sql: Sql, connIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ conn_id: string }>(
    'select connection.conn_id from connection where connection.conn_id = any($1::text[])',
    [connIds],
  );
  return new Set(rows.map(({ conn_id: connId }) => connId));
}
