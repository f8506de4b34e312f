/** The audit log. */
import type { Sql } from '#db/database.ts';
import type { AuditEntry } from '#domain/audit.ts';

/** To be called in the transaction of the change. */
export async function insertEventLog(sql: Sql, entry: AuditEntry): Promise<void> {
  await sql.query(
    `insert into event_log (event, owner, dag_id, run_id, task_id, map_index, try_number, extra)
     values ($1::text, $2::text, $3::text, $4::text, $5::text, $6::int, $7::int, $8::text)`,
    [entry.event, entry.owner, entry.dagId, entry.runId, entry.taskId, entry.mapIndex, entry.tryNumber, entry.extra],
  );
}
