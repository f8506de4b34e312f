import type { Sql } from '#db/database.ts';

export interface RequestRow {
  fingerprint: string;
  made: { dagRunId: number | null; runId: string | null; backfillId?: number };
  answer: string | null;
}

/** Forgets what has expired; what it looks for may be among that. */
export async function selectRequest(sql: Sql, scope: string, key: string): Promise<RequestRow | undefined> {
  const { rows } = await sql.query<RequestRow>({
    name: 'select_request',
    text: `with expired as (delete from request where request.expires_at <= now())
           select request.fingerprint, request.made, request.answer from request
           where request.scope = $1::text and request.key = $2::text and request.expires_at > now()`,
    values: [scope, key],
  });
  return rows[0];
}

/** The first answer stays. Returns it; undefined where the request has expired meanwhile. */
export async function keepAnswer(sql: Sql, scope: string, key: string, answer: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ answer: string }>(
    `update request set answer = coalesce(request.answer, $3::text)
     where request.scope = $1::text and request.key = $2::text returning request.answer`,
    [scope, key, answer],
  );
  return rows[0]?.answer;
}
