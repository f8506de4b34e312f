import type { runWithContext } from '@aquilon/sdk/runtime';
import type { SerializedAssetRef } from '@aquilon/sdk/serialized';
import type { XComValue } from '#queue/executor.ts';
import { decodeXCom } from '#queue/xcom-values.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import type { LineLevel } from '#support/attempt-log.ts';
import type { Attempt } from './attempt.ts';
import type { OperatorBodies } from './operator-body.ts';
import { checkDeclared, collectOutletEvents } from './outlet-events.ts';
import type { TaskProcessSettings } from './protocol.ts';
import type { AssetEventFound } from './services.ts';
import { connectionsOf, variablesOf } from './task-secrets.ts';
import { encodeXCom } from './xcom-values.ts';

type TaskContext = Parameters<typeof runWithContext>[0];

/** What every attempt of a task process runs with. */
export interface Surroundings {
  settings: TaskProcessSettings;
  store: ObjectStore;
  bodies: OperatorBodies;
  /** The wall clock, epoch ms. */
  now: () => number;
}

/** The logger that Airflow's `self.log` writes under. */
const LOGGER = 'airflow.task';

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

const eventsOf = (found: unknown) =>
  (found as AssetEventFound[]).map((event) => ({ ...event, timestamp: new Date(event.timestamp) }));

/** Keeps a value under a key of the attempt's task instance. Rejects with `TASK_RESULT_NOT_JSON` and `XCOM_TOO_LARGE`. */
export async function pushXCom(
  attempt: Attempt,
  { store, settings }: Pick<Surroundings, 'store' | 'settings'>,
  key: string,
  value: unknown,
): Promise<void> {
  const encoded = await encodeXCom(value, key, attempt.work.attemptId, store, settings);
  await attempt.ask({ op: 'push_xcom', key, value: encoded });
}

/** What `getContext()` gives to the author's code while `attempt` runs. */
export function taskContext(attempt: Attempt, { store, settings }: Surroundings): TaskContext {
  const { work } = attempt;
  const { run } = work;
  const log = (level: LineLevel) => (event: string, fields?: Readonly<Record<string, unknown>>) =>
    attempt.line(level, String(event), LOGGER, fields);
  return {
    dag: { dagId: run.dagId },
    run: {
      runId: run.runId,
      runType: run.runType,
      logicalDate: dateOf(run.logicalDate),
      dataIntervalStart: dateOf(run.dataIntervalStart),
      dataIntervalEnd: dateOf(run.dataIntervalEnd),
      runAfter: new Date(run.runAfter),
      startDate: dateOf(run.startDate),
      conf: run.conf,
      triggeringUser: run.triggeringUser,
      partitionKey: run.partitionKey ?? null,
    },
    task: {
      taskId: work.taskId,
      mapIndex: work.mapIndex,
      tryNumber: work.tryNumber,
      maxTries: work.maxTries,
      attemptId: work.attemptId,
    },
    params: run.params,
    logger: { debug: log('debug'), info: log('info'), warning: log('warning'), error: log('error') },
    variables: variablesOf(attempt),
    connections: connectionsOf(attempt),
    templateValues: attempt.templateValues,
    get signal() {
      return attempt.signal;
    },
    xcomPush: (key, value) => pushXCom(attempt, { store, settings }, key, value),
    async xcomPull({ taskId, key = 'return_value', mapIndex = -1 }) {
      const value = (await attempt.ask({ op: 'get_xcom', taskId, mapIndex, key })) as XComValue | undefined;
      return value === undefined ? undefined : decodeXCom(value, store);
    },
    async triggerDagRun(request) {
      const answer = (await attempt.ask({ op: 'trigger_dag_run', request })) as { runId: string };
      return { runId: answer.runId };
    },
    outletEvents: ((outlet: SerializedAssetRef) => {
      attempt.outletEvents ??= collectOutletEvents(work.taskId, work.task.outlets ?? []);
      return attempt.outletEvents.of(outlet);
    }) as TaskContext['outletEvents'],
    async inletEvents(inlet, { after, before, limit } = {}) {
      checkDeclared(work.taskId, 'inlets', work.task.inlets ?? [], inlet);
      const of = inlet.kind === 'alias' ? { alias: inlet.name } : { name: inlet.name, uri: inlet.uri };
      const bounds = {
        after: after?.toISOString() ?? null,
        before: before?.toISOString() ?? null,
        limit: limit ?? null,
      };
      return eventsOf(await attempt.ask({ op: 'get_asset_events', of, ...bounds }));
    },
    async triggeringAssetEvents() {
      return eventsOf(await attempt.ask({ op: 'get_triggering_asset_events' }));
    },
    async dagRunState({ dagId, runId }) {
      return ((await attempt.ask({ op: 'get_dag_run_state', dagId, runId })) ?? null) as string | null;
    },
  };
}
