/** Import errors of files that load, and in which the timetable of a DAG fails when it is asked. */
import type { Sql } from '#db/database.ts';

export async function writeTimetableError(sql: Sql, dagId: string, text: string): Promise<void> {
  await sql.query(
    `with marked as (
       update dag set has_import_errors = true where dag.dag_id = $1::text returning dag.bundle_name, dag.relative_fileloc
     )
     insert into import_error (bundle_name, filename, stack_trace)
     select marked.bundle_name, marked.relative_fileloc, $2::text from marked
     on conflict (bundle_name, filename) do update set stack_trace = excluded.stack_trace, "timestamp" = now()`,
    [dagId, text],
  );
}

/** The timetable answers again. An error that the file has had since is left as it is. */
export async function deleteTimetableError(sql: Sql, dagId: string, text: string): Promise<void> {
  await sql.query(
    `with gone as (
       delete from import_error using dag
       where dag.dag_id = $1::text and import_error.bundle_name = dag.bundle_name and import_error.filename = dag.relative_fileloc
         and import_error.stack_trace = $2::text
       returning import_error.bundle_name, import_error.filename
     )
     update dag set has_import_errors = false from gone
     where dag.bundle_name = gone.bundle_name and dag.relative_fileloc = gone.filename`,
    [dagId, text],
  );
}
