/** Tables that hold what was cleaned away, under Airflow's names: `_airflow_deleted__TABLE__20260131060000`. */
import type pg from 'pg';
import type { Sql } from '#db/database.ts';

const NAME = /^_airflow_deleted__([a-z_]+)__\d{14}$/;

/** `at`: when the cleaning began; all of its rows of a table stand in one archive. */
export function archiveName(table: string, at: Date): string {
  return `_airflow_deleted__${table}__${at.toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
}

/** The table that the rows of an archive stood in; undefined for a name that is no archive's. */
export const archivedTable = (name: string): string | undefined => NAME.exec(name)?.[1];

/** Columns without keys, defaults and references: what it holds refers to rows that are gone. */
export async function createArchive(sql: Sql, name: string, table: string): Promise<void> {
  await sql.query(`create table if not exists "${checked(name)}" (like ${table})`);
}

export async function selectArchives(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `select tables.table_name as name from information_schema.tables
     where tables.table_schema = current_schema() and tables.table_name like '\\_airflow\\_deleted\\_\\_%' order by tables.table_name`,
  );
  return rows.map((row) => row.name).filter((name) => NAME.test(name));
}

export async function countArchived(sql: Sql, name: string): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(`select count(*) as count from "${checked(name)}"`);
  return rows[0]?.count ?? 0;
}

export async function dropArchive(sql: Sql, name: string): Promise<void> {
  await sql.query(`drop table if exists "${checked(name)}"`);
}

/** The rows in the text form of PostgreSQL, so many at a time, within a transaction of `client`. */
export async function* readArchive(
  client: pg.PoolClient,
  name: string,
  step: number,
): AsyncGenerator<{ columns: string[]; rows: (string | null)[][] }> {
  await client.query(`declare archived no scroll cursor for select * from "${checked(name)}"`);
  for (;;) {
    const { fields, rows } = await client.query<(string | null)[]>({
      text: `fetch ${Math.trunc(step)} from archived`,
      rowMode: 'array',
      types: { getTypeParser: () => (text: string) => text },
    });
    yield { columns: fields.map((field) => field.name), rows };
    if (rows.length === 0) break;
  }
  await client.query('close archived');
}

/** A table's name cannot be bound: only what looks like an archive's is written into a statement. */
function checked(name: string): string {
  if (!NAME.test(name)) throw new Error(`"${name}" is no archive`);
  return name;
}
