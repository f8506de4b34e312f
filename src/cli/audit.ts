/** The audit log of commands that change the database without the API. Commands that use the API are written down by it. */
import { hostname, userInfo } from 'node:os';
import type { Database, Sql } from '#db/database.ts';
import { inTransaction } from '#db/in-transaction.ts';
import { insertEventLog } from '#db/queries/event-log.ts';
import { jsonText } from '#secrets/entries.ts';

/** Runs `change` and writes down who asked for it: both or neither. `command`: without anything secret. */
export function auditedCommand<T>(
  { pool }: Database,
  command: readonly string[],
  change: (sql: Sql) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (sql) => {
    const result = await change(sql);
    await insertEventLog(sql, {
      // Airflow's name: `cli_variables_set`.
      event: `cli_${command.slice(0, 2).join('_').replaceAll('-', '_')}`,
      owner: accountName(),
      dagId: null,
      runId: null,
      taskId: null,
      mapIndex: null,
      tryNumber: null,
      extra: jsonText({ host_name: hostname(), full_command: ['aquilon', ...command].join(' ') }),
    });
    return result;
  });
}

/** A container may run under a number that no account has. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
