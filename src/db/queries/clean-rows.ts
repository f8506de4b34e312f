/** Deletes rows, a bounded number in each statement, and moves them into an archive where there is to be one. */

import type { CleanTable } from '#db/clean/tables.ts';
import type { Sql } from '#db/database.ts';
import { inSpiteOfDeadlocks } from '#db/deadlock.ts';
import type { RunPart } from './clean-runs.ts';

/** `doomed` is a table expression that has chosen the places of rows. */
function deleteDoomed(table: string, archive: string | null): string {
  const gone = `gone as (delete from ${table} using doomed where ${table}.ctid = doomed.place returning ${table}.*)`;
  return archive === null ? gone : `${gone}, kept as (insert into "${archive}" select gone.* from gone)`;
}

const deletion = (table: string, doomed: string, archive: string | null): string =>
  `with doomed as materialized (${doomed}), ${deleteDoomed(table, archive)} select count(*) as count from gone`;

/** So many rows of what belongs to the runs. */
export async function deletePartOfRuns(
  sql: Sql,
  part: RunPart | 'dag_run',
  dagRunIds: readonly number[],
  limit: number,
  archive: string | null,
): Promise<number> {
  const column = part === 'dag_run' ? 'id' : 'dag_run_id';
  const doomed = `select ${part}.ctid as place from ${part} where ${part}.${column} = any ($1::bigint[]) limit $2::int`;
  return count(sql, deletion(part, doomed, archive), [dagRunIds, limit]);
}

/** Of runs that stay: so many rows that are older, while the runs are over. */
export async function deleteOldPartOfRuns(
  sql: Sql,
  part: 'xcom' | 'task_instance_history',
  dagRunIds: readonly number[],
  before: string,
  limit: number,
  archive: string | null,
): Promise<number> {
  const at = part === 'xcom' ? 'xcom."timestamp"' : 'task_instance_history.start_date';
  const doomed = `select ${part}.ctid as place from ${part} join dag_run on dag_run.id = ${part}.dag_run_id
    where ${part}.dag_run_id = any ($1::bigint[]) and dag_run.state in ('success', 'failed') and ${at} < $3::timestamptz limit $2::int for share of dag_run`;
  return count(sql, deletion(part, doomed, archive), [dagRunIds, limit, before]);
}

export interface OldRows {
  /** ISO 8601 */
  before: string;
  /** Null: of every DAG. */
  dagIds: readonly string[] | null;
  exceptDagIds: readonly string[];
}

const isOld = ({ aged, dagColumn }: CleanTable): string =>
  `${aged} and ($2::text[] is null or ${dagColumn ?? 'null'} = any ($2::text[]))
   and (cardinality($3::text[]) = 0 or ${dagColumn ?? 'null'} is null or ${dagColumn ?? 'null'} <> all ($3::text[]))`;

export async function countOldRows(sql: Sql, table: CleanTable, { before, dagIds, exceptDagIds }: OldRows) {
  return count(sql, `select count(*) as count from ${table.table} where ${isOld(table)}`, [
    before,
    dagIds,
    exceptDagIds,
  ]);
}

/** Rows of a table are gone through once, by its key: an index whose first entries were just deleted is slow to be searched from the start. */
export async function deleteOldRows(
  sql: Sql,
  table: CleanTable,
  { before, dagIds, exceptDagIds }: OldRows,
  { after, limit, archive }: { after: number; limit: number; archive: string | null },
): Promise<{ count: number; found: number; last: number }> {
  const { table: name, key } = table;
  const chosen = `select ${name}.ctid as place, ${key === null ? '0' : `${name}.${key}`} as key from ${name}
    where ${isOld(table)} and ${key === null ? '$4::bigint is not null' : `${name}.${key} > $4::bigint`}
    ${key === null ? '' : `order by ${name}.${key}`} limit $5::int`;
  const { rows } = await inSpiteOfDeadlocks(() =>
    sql.query<{ count: number; found: number; last: number | null }>(
      `with doomed as materialized (${chosen}), ${deleteDoomed(name, archive)}
       select (select count(*) from gone) as count, (select count(*) from doomed) as found, (select max(doomed.key) from doomed) as last`,
      [before, dagIds, exceptDagIds, after, limit],
    ),
  );
  const [row] = rows;
  return { count: row?.count ?? 0, found: row?.found ?? 0, last: row?.last ?? after };
}

async function count(sql: Sql, text: string, values: unknown[]): Promise<number> {
  const { rows } = await inSpiteOfDeadlocks(() => sql.query<{ count: number }>(text, values));
  return rows[0]?.count ?? 0;
}
