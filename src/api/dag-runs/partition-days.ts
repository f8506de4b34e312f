/** Days of partitions, as filters of lists of runs name them: those of the zone of the DAG's schedule. */
import { selectSerialized } from '#api/dags/find-dag.ts';
import type { Database } from '#db/database.ts';
import { partitionZone } from '#domain/partitions.ts';
import { badRequest } from '#http/api-error.ts';
import type { RunFilters } from './list-runs.ts';

/** Throws 400, as Airflow does, for all DAGs at once, and for one whose runs have no such dates. */
export async function partitionDays(
  database: Database,
  dagId: string,
  { partition_date_gte: first, partition_date_lte: last }: { partition_date_gte?: string; partition_date_lte?: string },
): Promise<Pick<RunFilters, 'partitionDate'>> {
  if (first === undefined && last === undefined) return {};
  if (dagId === '~') throw badRequest('partition_date_gte and partition_date_lte need a DAG: name one instead of ~');
  const dag = await selectSerialized(database, dagId);
  const zone = dag && partitionZone(dag);
  if (!zone) throw badRequest(`partition_date_gte and partition_date_lte: the runs of ${dagId} have no partitions`);
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).toInstant().toString();
  return {
    partitionDate: {
      from: first === undefined ? null : startOf(Temporal.PlainDate.from(first)),
      until: last === undefined ? null : startOf(Temporal.PlainDate.from(last).add({ days: 1 })),
    },
  };
}
