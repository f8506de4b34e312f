/** The runs of a partition, or of a window of partition dates, as the bodies of the clears name them. */
import { Type } from 'typebox';
import { findDag, selectSerialized } from '#api/dags/find-dag.ts';
import { orNull } from '#api/list/schemas.ts';
import type { Database } from '#db/database.ts';
import { partitionZone } from '#domain/partitions.ts';
import { badRequest, invalidValue } from '#http/api-error.ts';
import { isInstant } from '#http/instants.ts';
import type { RunRow } from './run-row.ts';
import { selectRunsOfPartition } from './select-runs.ts';

/** With an offset an instant; without one it is read in the zone of the DAG's schedule. */
const PartitionDate = Type.Optional(orNull(Type.String({ format: 'query-instant' })));

export const partitionSelectors = {
  partition_key: Type.Optional(orNull(Type.String())),
  partition_date_start: PartitionDate,
  partition_date_end: PartitionDate,
};

export interface PartitionSelectors {
  partition_key?: string | null;
  partition_date_start?: string | null;
  partition_date_end?: string | null;
}

/** Throws 422 where not just one way of choosing is used. `other`: the name of the further way, and whether it is used. */
export function requireOneSelector(body: PartitionSelectors, [name, isUsed]: readonly [string, boolean]): void {
  const ways = [body.partition_key != null, hasWindow(body), isUsed];
  if (ways.filter(Boolean).length === 1) return;
  const words = `Exactly one of partition_key, partition_date_start with partition_date_end, and ${name} must be given`;
  throw invalidValue(['body'], words, body);
}

const hasWindow = (body: PartitionSelectors): boolean =>
  body.partition_date_start != null || body.partition_date_end != null;

/** Throws 404 for an unknown DAG, 400 for dates where its runs have none. */
export async function runsOfPartition(database: Database, dagId: string, body: PartitionSelectors): Promise<RunRow[]> {
  if (dagId === '~') throw badRequest('A partition is that of one DAG: name it instead of ~');
  await findDag(database, dagId);
  const window = { key: body.partition_key ?? null, from: null, to: null };
  if (!hasWindow(body)) return selectRunsOfPartition(database, dagId, window);
  const dag = await selectSerialized(database, dagId);
  const zone = dag && partitionZone(dag);
  if (!zone)
    throw badRequest(`partition_date_start and partition_date_end: the runs of ${dagId} have no partition dates`);
  const at = (text: string | null | undefined) => (text == null ? null : instantIn(zone, text));
  const [from, to] = [at(body.partition_date_start), at(body.partition_date_end)];
  if (from !== null && to !== null && Temporal.Instant.compare(from, to) > 0)
    throw badRequest('partition_date_end is before partition_date_start');
  return selectRunsOfPartition(database, dagId, { key: null, from, to });
}

function instantIn(zone: string, text: string): string {
  if (isInstant(text)) return text;
  return Temporal.PlainDateTime.from(text.replace(',', '.')).toZonedDateTime(zone).toInstant().toString();
}
