/** The types of src/db/schema.ts say what the migrations leave: tables, columns, what may be null, and what has a default. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseSync } from 'oxc-parser';
import { type Node, nameOf } from '#test/architecture/syntax.ts';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';

/** `read`: the TypeScript type of a selected value, without null. `optional`: an insert may leave it out. */
interface Column {
  read: string;
  nullable: boolean;
  optional: boolean;
}

type Tables = Record<string, Record<string, Column>>;

/** What the driver makes of a type of PostgreSQL, see src/db/database.ts. */
const READ_AS: Readonly<Record<string, string>> = {
  text: 'string',
  uuid: 'string',
  bigint: 'number',
  integer: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  'timestamp with time zone': 'Instant',
  jsonb: 'JsonColumn',
  ARRAY: 'string[]',
};

/** The migrations keep their own books. */
const UNDECLARED = ['aquilon_migration'];

describe('src/db/schema.ts', () => {
  const declared = readDeclared();
  let own: TestDatabase;
  let found: Tables;

  before(async () => {
    own = await createTestDatabase();
    found = await readFound(own);
  });
  after(() => own.drop());

  test('declares the tables of the migrated database', () => {
    assert.deepEqual(Object.keys(declared).sort(), Object.keys(found).sort());
  });
  test('declares their columns with type, null and default', () => {
    for (const [table, columns] of Object.entries(found)) assert.deepEqual(declared[table], columns, table);
  });
});

async function readFound({ database }: TestDatabase): Promise<Tables> {
  const { rows } = await database.pool.query<{
    table_name: string;
    column_name: string;
    data_type: string;
    nullable: boolean;
    has_default: boolean;
  }>(`
    select columns.table_name, columns.column_name, columns.data_type,
      columns.is_nullable = 'YES' as nullable,
      columns.column_default is not null or columns.is_identity = 'YES' as has_default
    from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where columns.table_schema = current_schema() and tables.table_type = 'BASE TABLE'
    order by columns.table_name, columns.ordinal_position`);
  const tables: Tables = {};
  for (const row of rows) {
    if (UNDECLARED.includes(row.table_name)) continue;
    tables[row.table_name] ??= {};
    Object.assign(tables[row.table_name] ?? {}, {
      [row.column_name]: {
        read: READ_AS[row.data_type] ?? row.data_type,
        nullable: row.nullable,
        optional: row.has_default || row.nullable,
      },
    });
  }
  return tables;
}

/** `Schema` names the tables, the other interfaces have the columns. */
function readDeclared(): Tables {
  const interfaces = new Map(['schema.ts', 'asset-tables.ts', 'request-tables.ts'].flatMap(readInterfaces));
  const columnsOf = (name: string) =>
    Object.fromEntries((interfaces.get(name) ?? []).map(([column, type]) => [column, columnOf(type)]));
  return Object.fromEntries((interfaces.get('Schema') ?? []).map(([table, name]) => [table, columnsOf(name)]));
}

/** Names and types of the members of each interface of a file in src/db. */
function readInterfaces(file: string): [string, [string, string][]][] {
  const path = join(import.meta.dirname, '../src/db', file);
  const text = readFileSync(path, 'utf8');
  const interfaces: [string, [string, string][]][] = [];
  for (const statement of parseSync(path, text).program.body as unknown as Node[]) {
    const declaration = (statement.declaration ?? statement) as Node;
    if (declaration.type !== 'TSInterfaceDeclaration') continue;
    const { body } = declaration.body as { body: { key: Node; typeAnnotation: { typeAnnotation: Node } }[] };
    const members = body.map(({ key, typeAnnotation: { typeAnnotation } }): [string, string] => [
      nameOf(key) ?? '',
      text.slice(Number(typeAnnotation.start), Number(typeAnnotation.end)),
    ]);
    interfaces.push([nameOf(declaration.id) ?? '', members]);
  }
  return interfaces;
}

/** `Generated<X>`, `NullableInstant`, `X | null`, `X`. Kysely lets an insert leave out what may be null. */
function columnOf(type: string): Column {
  const generated = /^Generated<(.*)>$/.exec(type)?.[1] ?? (type === 'GeneratedInstant' ? 'Instant' : undefined);
  const bare = generated ?? type.replace(/^NullableInstant$/, 'Instant | null');
  const nullable = bare.endsWith(' | null');
  return { read: bare.replace(/ \| null$/, ''), nullable, optional: generated !== undefined || nullable };
}
