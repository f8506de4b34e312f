import type { Sql } from '#db/database.ts';

/** One that is there stays. */
export async function insertFavorite(sql: Sql, dagId: string, username: string): Promise<void> {
  await sql.query(
    'insert into dag_favorite (dag_id, username) values ($1::text, $2::text) on conflict (dag_id, username) do nothing',
    [dagId, username],
  );
}

/** False: there was none. */
export async function deleteFavorite(sql: Sql, dagId: string, username: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    'delete from dag_favorite where dag_favorite.dag_id = $1::text and dag_favorite.username = $2::text',
    [dagId, username],
  );
  return rowCount === 1;
}
