/** What running tasks may ask of the server, bound to the database and the scheduler. */
import { createParamsCheck } from '#api/dag-runs/check-params.ts';
import type { Timetables } from '#dags/timetables.ts';
import type { Database } from '#db/database.ts';
import { type AssetEventOfTaskRow, selectAssetEvents, selectEventsOfRun } from '#db/queries/task-asset-events.ts';
import {
  type PreviousSuccessRow,
  selectPreviousSuccess,
  selectRunState,
  selectSerialized,
  selectSnapshot,
  selectXCom,
  selectXComs,
  upsertRendered,
  upsertXComOfAttempt,
  type XComRow,
} from '#db/queries/task-services.ts';
import { sourcesOfName } from '#domain/run-sources.ts';
import { nextTick } from '#domain/timetable.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Executor, Work, XComValue } from '#queue/executor.ts';
import type { SchedulerPort } from '#scheduler/commands.ts';
import { checkKey, checkValue } from '#secrets/names.ts';
import type { Secrets } from '#secrets/secrets.ts';
import type { AssetEventFound, DagSnapshot, PreviousSuccess, TaskServices, XComRef } from '#worker/services.ts';
import { findExternalStates } from './external-states.ts';
import { type FolderOfCommit, inCommit } from './in-commit.ts';
import { createLru } from './lru.ts';

const SNAPSHOTS_KEPT = 32;
/** Return values on their way to the next task: most are read within milliseconds of being written. */
const VALUES_KEPT = 5000;

/** States of runs and tasks that somebody elsewhere may wait for. */
const ENDS: ReadonlySet<string> = new Set(['success', 'failed', 'skipped', 'upstream_failed']);

export interface BoundServices extends TaskServices {
  /** The executor, watched: a value that a task has just returned is at hand for the next one without a query. */
  watch(executor: Executor): Executor;
  /** The scheduler, watched: what a person writes in the place of such a value is not hidden by it. */
  watchCommands(scheduler: SchedulerPort): SchedulerPort;
}

export function createTaskServices(
  database: Database,
  timetables: Timetables,
  secrets: Secrets,
  scheduler: () => SchedulerPort,
  folderOfCommit: FolderOfCommit,
): BoundServices {
  const { pool } = database;
  const snapshots = createLru<string, DagSnapshot>(SNAPSHOTS_KEPT);
  const values = createLru<string, XComValue>(VALUES_KEPT);

  return {
    async getXCom(ref) {
      const known = values.get(keyOf(ref));
      if (known) return known;
      const row = await selectXCom(pool, ref);
      return row && xcomOf(row);
    },

    getXComs: async (ref) => (await selectXComs(pool, ref)).map(xcomOf),

    async pushXCom(work, key, value) {
      const { kind, ...object } = value;
      const columns =
        kind === 'json'
          ? { value: JSON.stringify(value.value), object: null }
          : { value: null, object: JSON.stringify(object) };
      if ((await upsertXComOfAttempt(pool, work.attemptId, key, columns)) > 0) return;
      throw new AquilonError('STATE_CONFLICT', {
        thing: `Task ${work.taskId}`,
        found: 'superseded',
        wanted: `the writer of ${key}`,
      });
    },

    async triggerDagRun(work, request) {
      const dag = await selectSerialized(pool, request.dagId);
      if (dag) createParamsCheck().check('', dag, request.conf ?? {});
      const result = await scheduler().submit(
        {
          kind: 'trigger_run',
          dagId: request.dagId,
          ...(request.runId === undefined ? {} : { runId: request.runId }),
          logicalDate: request.logicalDate ?? null,
          conf: request.conf ?? {},
          runType: 'operator_triggered',
          resetExisting: request.resetDagRun ?? false,
        },
        { user: work.run.triggeringUser, via: 'operator' },
      );
      return { runId: result.runId ?? '', dagRunId: result.dagRunId ?? 0 };
    },

    async isLatestRun({ run, snapshotHash }) {
      if (run.runType !== 'scheduled' || run.dataIntervalStart === null || run.dataIntervalEnd === null) return true;
      const last = { start: Date.parse(run.dataIntervalStart), end: Date.parse(run.dataIntervalEnd) };
      const dag = await selectSerialized(pool, run.dagId);
      const latest = dag?.endDate == null ? null : Date.parse(dag.endDate);
      const limits = { earliest: null, latest, catchup: true };
      const next =
        dag?.timetable.kind === 'custom'
          ? await timetables.ask({ dagId: run.dagId, ...sourcesOfName(snapshotHash) }, { ask: 'next', last, ...limits })
          : dag && nextTick(dag.timetable, last, limits, Date.now());
      return !next || next.runAfter > Date.now();
    },

    getVariable: secrets.getVariable,
    async setVariable(key, value, description) {
      checkKey(key);
      checkValue(key, value);
      await secrets.variables.set(key, description === undefined ? { value } : { value, description });
    },
    deleteVariable: async (key) => void (await secrets.variables.remove(key)),
    getConnection: secrets.getConnection,

    keepRendered: (work, { fields, mapIndexName }) =>
      upsertRendered(pool, work.attemptId, fields === undefined ? null : JSON.stringify(fields), mapIndexName ?? null),
    getExternalStates: (wanted) => findExternalStates(database, wanted),

    onDagMoved: (listener) =>
      scheduler().subscribe((events) => {
        const ended = events.filter(({ to }) => to !== null && ENDS.has(to));
        if (ended.length > 0) listener([...new Set(ended.map(({ dagId }) => dagId))]);
      }),

    getDagRunState: (dagId, runId) => selectRunState(pool, dagId, runId),

    getAssetEvents: async (wanted) => (await selectAssetEvents(pool, wanted)).map(assetEventOf),

    getTriggeringAssetEvents: async (dagRunId) => (await selectEventsOfRun(pool, dagRunId)).map(assetEventOf),

    async getPreviousSuccess({ dagId, logicalDate }) {
      const found = logicalDate === null ? undefined : await selectPreviousSuccess(pool, dagId, logicalDate);
      return found ? previousSuccessOf(found) : null;
    },

    async getSnapshot(name) {
      const { snapshotHash, bundleVersion } = sourcesOfName(name);
      const snapshot = snapshots.get(snapshotHash) ?? (await selectSnapshot(pool, snapshotHash));
      if (!snapshot) throw new AquilonError('INTERNAL', { id: `snapshot-${snapshotHash}` });
      snapshots.set(snapshotHash, snapshot);
      return bundleVersion === null ? snapshot : inCommit(snapshot, bundleVersion, folderOfCommit);
    },

    watchCommands: (port) => ({
      ...port,
      async submit(command, actor, request) {
        const forget = () => {
          if (command.kind === 'set_xcom' || command.kind === 'delete_xcom')
            values.delete(keyOf({ dagRunId: command.dagRunId, ...command.task, key: command.key }));
        };
        forget();
        // Again after it: the task may have ended in the same turn, before the command.
        return port.submit(command, actor, request).finally(forget);
      },
    }),

    watch(executor) {
      const returning = new Map<string, Work>();
      return {
        parallelism: executor.parallelism,
        get drained() {
          return executor.drained ?? null;
        },
        readyNow: (snapshotHash) => executor.readyNow(snapshotHash),
        wait: (work) => executor.wait(work),
        cancel: (attemptId, reason) => executor.cancel(attemptId, reason),
        stop: (deadlineMs) => executor.stop(deadlineMs),
        dispatch(work) {
          for (const one of work) {
            if (one.task.downstream.length > 0) returning.set(one.attemptId, one);
            values.delete(keyOf({ ...one, key: 'return_value' }));
          }
          executor.dispatch(work);
        },
        onReport(listener) {
          executor.onReport((report) => {
            const work = returning.get(report.attemptId);
            if (work && report.kind === 'finished') {
              returning.delete(report.attemptId);
              const value = report.outcome.state === 'success' ? report.outcome.returnValue : undefined;
              if (value) values.set(keyOf({ ...work, key: 'return_value' }), value);
            }
            listener(report);
          });
        },
      };
    },
  };
}

export const previousSuccessOf = (row: PreviousSuccessRow): PreviousSuccess => ({
  dataIntervalStart: row.data_interval_start,
  dataIntervalEnd: row.data_interval_end,
  startDate: row.start_date,
  endDate: row.end_date,
});

const xcomOf = (row: XComRow): XComValue =>
  row.object ? { kind: 'object', ...row.object } : { kind: 'json', value: row.value };

const assetEventOf = (row: AssetEventOfTaskRow): AssetEventFound => ({
  id: row.id,
  asset: { name: row.name, uri: row.uri, group: row.group },
  extra: row.extra,
  timestamp: row.timestamp,
  source:
    row.source_dag_id === null
      ? null
      : {
          dagId: row.source_dag_id,
          runId: row.source_run_id ?? '',
          taskId: row.source_task_id ?? '',
          mapIndex: row.source_map_index,
        },
  partitionKey: row.partition_key,
});

const keyOf = (ref: XComRef): string => `${ref.dagRunId} ${ref.mapIndex} ${ref.taskId} ${ref.key}`;
