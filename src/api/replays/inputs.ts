/** Every value that an attempt was given, as it stands now: which it takes is found out as when it is run. With them what it may pull: of all the tasks before it. */
import type { Json } from '@aquilon/sdk/serialized';
import { type KeptXCom, selectKeptXCom, selectKeptXComs, selectXComsOfTasks } from '#db/queries/replays.ts';
import type { RouteContext } from '#http/server-parts.ts';
import { gatherInputs } from '#queue/local/inputs.ts';
import type { FoundWork } from '#scheduler/commands.ts';
import { jsonHash } from '#support/json-hash.ts';

export interface GivenXCom {
  task_id: string;
  map_index: number;
  key: string;
  value: Json;
  /** Of the value as JSON text, lower-case hex. */
  sha256: string;
  timestamp: string;
}

export async function givenXComs(
  { database, objects }: RouteContext,
  { work, tasksBefore }: FoundWork,
): Promise<GivenXCom[]> {
  const found = new Map<string, KeptXCom & { task_id: string; key: string }>();
  const keep = (taskId: string, key: string, row: KeptXCom) => {
    found.set(JSON.stringify([taskId, row.map_index, key]), { ...row, task_id: taskId, key });
    const { kind, ...object } = { kind: 'object' as const, object: '', bytes: 0, sha256: '', ...row.object };
    return row.object ? { kind, ...object } : { kind: 'json' as const, value: row.value };
  };
  await gatherInputs(
    {
      async getXCom({ dagRunId, taskId, mapIndex, key }) {
        const row = await selectKeptXCom(database.pool, { dagRunId, taskId, mapIndex, key });
        return row && keep(taskId, key, row);
      },
      getXComs: async ({ dagRunId, taskId, key }) =>
        (await selectKeptXComs(database.pool, { dagRunId, taskId, key })).map((row) => keep(taskId, key, row)),
    },
    work,
  );
  for (const { task_id: taskId, key, ...row } of await selectXComsOfTasks(database.pool, work.dagRunId, tasksBefore))
    keep(taskId, key, row);
  return Promise.all(
    [...found.values()].map(async ({ task_id, map_index, key, timestamp, ...row }) => {
      const value = await readValue(row, objects);
      return { task_id, map_index, key, value, sha256: jsonHash(value), timestamp };
    }),
  );
}

/** A value of the object store is checked against the hash that it was stored with. */
export async function readValue(
  { value, object }: Pick<KeptXCom, 'value' | 'object'>,
  objects: RouteContext['objects'],
): Promise<Json> {
  return object ? (JSON.parse((await objects.get(object.object, object)).toString('utf8')) as Json) : value;
}
