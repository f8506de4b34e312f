/** Tries of connections that were asked for and are looked at later. */
import type { Sql } from '#db/database.ts';

export interface ConnectionTestRow {
  connection_id: string;
  state: string;
  result_message: string | null;
  created_at: string;
}

/** So long a try may be under way, in seconds, with room to spare: one that is older lost its server. */
const LONGEST_TRY = 60;
/** So long results are kept. */
const KEPT = '7 days';

/** False: one for this connection is under way. What is old goes. */
export async function insertConnectionTest(sql: Sql, tokenHash: string, connId: string): Promise<boolean> {
  await sql.query(`delete from connection_test where connection_test.created_at < now() - $1::interval`, [KEPT]);
  await sql.query(
    `update connection_test set state = 'failed', result_message = 'the server that tried it has ended'
     where connection_test.state = 'running' and connection_test.created_at < now() - $1::int * interval '1 second'`,
    [LONGEST_TRY],
  );
  const { rowCount } = await sql.query(
    `insert into connection_test (token_hash, connection_id, state) values ($1::text, $2::text, 'running')
     on conflict (connection_id) where state = 'running' do nothing`,
    [tokenHash, connId],
  );
  return rowCount === 1;
}

export async function endConnectionTest(sql: Sql, tokenHash: string, state: string, message: string): Promise<void> {
  await sql.query(
    `update connection_test set state = $2::text, result_message = $3::text
     where connection_test.token_hash = $1::text and connection_test.state = 'running'`,
    [tokenHash, state, message],
  );
}

export async function selectConnectionTest(sql: Sql, tokenHash: string): Promise<ConnectionTestRow | undefined> {
  const { rows } = await sql.query<ConnectionTestRow>(
    `select connection_test.connection_id, connection_test.created_at,
       case when lost.is_lost then 'failed' else connection_test.state end as state,
       case when lost.is_lost then 'the server that tried it has ended' else connection_test.result_message end as result_message
     from connection_test
     cross join lateral (
       select connection_test.state = 'running' and connection_test.created_at < now() - $2::int * interval '1 second' as is_lost) lost
     where connection_test.token_hash = $1::text`,
    [tokenHash, LONGEST_TRY],
  );
  return rows[0];
}
