/** What running tasks may ask, answered from memory and from the options of the test. */
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { SchedulerPort } from '#scheduler/commands.ts';
import type { AssetEventFound, PreviousSuccess, TaskServices, TriggerRequest } from '#worker/services.ts';
import type { MemoryAssetEvent } from './memory-assets.ts';
import { keepXCom, type MemoryDatabase, type MemoryRun, nameOf, xcomsOf } from './memory-store.ts';
import type { Secrets } from './test-secrets.ts';

/** A run that a task asked for. */
export interface Asked {
  dagRunId: number | undefined;
  runId: string;
  request: TriggerRequest;
}

interface ServicesParts {
  db: MemoryDatabase;
  secrets: Secrets;
  scheduler: () => SchedulerPort;
  asked: Asked[];
  /** By run and instance. */
  rendered: Map<string, { [field: string]: Json }>;
}

export function createTestServices({ db, secrets, scheduler, asked, rendered }: ServicesParts): TaskServices {
  return {
    getXCom: async (ref) => xcomsOf(db, ref).get(ref.key),
    async getXComs({ dagRunId, taskId, key }) {
      const indices = [...(db.runs.get(dagRunId)?.instances.values() ?? [])]
        .filter((row) => row.taskId === taskId && row.mapIndex >= 0)
        .map(({ mapIndex }) => mapIndex)
        .sort((a, b) => a - b);
      return indices.flatMap((mapIndex) => xcomsOf(db, { dagRunId, taskId, mapIndex }).get(key) ?? []);
    },
    pushXCom: async (work, key, value) => keepXCom(db, work, key, value),
    async triggerDagRun(work, request) {
      const { dagId, logicalDate = null, conf = {}, resetDagRun = false } = request;
      if (!db.dags.has(dagId)) {
        const runId = request.runId ?? `manual__${work.run.runAfter}`;
        asked.push({ dagRunId: undefined, runId, request });
        return { runId, dagRunId: 0 };
      }
      const made = await scheduler().submit(
        {
          kind: 'trigger_run',
          dagId,
          ...(request.runId === undefined ? {} : { runId: request.runId }),
          logicalDate,
          conf,
          runType: 'operator_triggered',
          resetExisting: resetDagRun,
        },
        { user: null, via: 'operator' },
      );
      const [runId, dagRunId] = [made.runId ?? '', made.dagRunId ?? 0];
      asked.push({ dagRunId, runId, request });
      return { runId, dagRunId };
    },
    isLatestRun: async () => true,
    getVariable: async (key) => secrets.variable(key),
    setVariable: async (key, value) => secrets.setVariable(key, value),
    deleteVariable: async (key) => secrets.setVariable(key, null),
    getConnection: async (connId) => secrets.connection(connId),
    async keepRendered(work, { fields }) {
      if (fields && !work.notice) rendered.set(`${work.dagRunId} ${nameOf(work)}`, fields);
    },
    // A run that was not made cannot be waited for: it counts as done.
    async getDagRunState(dagId, runId) {
      const found = [...db.runs.values()].find(({ run: { facts } }) => facts.dagId === dagId && facts.runId === runId);
      if (found) return found.state;
      return asked.some((one) => one.request.dagId === dagId && one.runId === runId) ? 'success' : null;
    },
    getExternalStates: async () => ({ states: [], isComplete: false, missing: null }),
    onDagMoved: () => () => undefined,
    getAssetEvents: async ({ of, after, before, limit }) =>
      db.assetEvents
        .filter((event) =>
          'alias' in of ? event.aliases.includes(of.alias) : event.name === of.name && event.uri === of.uri,
        )
        .filter(
          ({ at }) => at >= Date.parse(after ?? '1970-01-01') && at <= (before === null ? at : Date.parse(before)),
        )
        .slice(-(limit ?? 1000))
        .map(foundEvent),
    getTriggeringAssetEvents: async (dagRunId) =>
      db.assetEvents.filter(({ consumed }) => [...consumed.values()].includes(dagRunId)).map(foundEvent),
    async getPreviousSuccess({ dagId, logicalDate }) {
      const before = Date.parse(logicalDate ?? '');
      const earlier = [...db.runs.values()].filter(
        ({ run: { facts }, state }) =>
          facts.dagId === dagId && state === 'success' && (facts.logicalDate ?? before) < before,
      );
      const [latest] = earlier.sort((a, b) => (b.run.facts.logicalDate ?? 0) - (a.run.facts.logicalDate ?? 0));
      return latest === undefined ? null : successOf(db, latest);
    },
    getSnapshot: (hash) => Promise.reject(new AquilonError('INTERNAL', { id: `snapshot-${hash}` })),
  };
}

function successOf({ events }: MemoryDatabase, { run: { facts }, startedAt }: MemoryRun): PreviousSuccess {
  const ended = events.findLast(
    ({ dagRunId, kind, to }) => dagRunId === facts.dagRunId && kind === 'run' && to === 'success',
  );
  const iso = (at: number | null | undefined) => (at == null ? null : new Date(at).toISOString());
  return {
    dataIntervalStart: iso(facts.dataIntervalStart),
    dataIntervalEnd: iso(facts.dataIntervalEnd),
    startDate: iso(startedAt),
    endDate: iso(ended?.at),
  };
}

const foundEvent = (event: MemoryAssetEvent): AssetEventFound => ({
  id: event.id,
  asset: { name: event.name, uri: event.uri, group: event.group },
  extra: event.extra,
  timestamp: new Date(event.at).toISOString(),
  source: event.source,
  partitionKey: event.partitionKey,
});
