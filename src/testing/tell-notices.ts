/** The notices of a test, one after the other as they were written: functions are called, texts are rendered. Nothing is sent. */
import type { Json } from '@aquilon/sdk/serialized';
import type { TestNotice } from '@aquilon/sdk/testing';
import { type DueNotice, noticeWork, notifierOf } from '#notices/notice-work.ts';
import { decodeXCom } from '#queue/xcom-values.ts';
import type { NoticeRow } from '#scheduler/store.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import type { InProcessExecutor } from './in-process-executor.ts';
import { type MemoryDatabase, nameOf } from './memory-store.ts';
import { must } from './violation.ts';

/** As `AQUILON__NOTICES__FUNCTION_TIMEOUT` has it, ms. */
const LIMIT_MS = 60_000;
/** The address of a server that nobody has configured. */
const BASE_URL = 'http://localhost:8080';

interface TellerParts {
  db: MemoryDatabase;
  executor: InProcessExecutor;
  objects: ObjectStore;
}

export interface Teller {
  /** Notices were written. */
  wake(): void;
  /** All that were written by now, after they were told. */
  told(): Promise<TestNotice[]>;
}

export function createTeller(parts: TellerParts): Teller {
  const told: TestNotice[] = [];
  let next = 0;
  let telling = Promise.resolve();
  return {
    wake() {
      telling = telling.then(async () => {
        for (const row of parts.db.outbox.slice(next)) {
          next += 1;
          told.push(await tell(row, parts));
        }
      });
    },
    async told() {
      await telling;
      return told;
    },
  };
}

async function tell(row: NoticeRow, { db, executor, objects }: TellerParts): Promise<TestNotice> {
  const notice = claimed(row);
  const { serialized: dag, snapshotHash } = must(db.dags.get(row.dagId), row.dagId);
  const notifier = must(notifierOf(dag, notice), row.key);
  const work = noticeWork(notice, { dag, snapshotHash, notifier, baseUrl: BASE_URL, templates: {}, limitMs: LIMIT_MS });
  const outcome = await executor.tell(work);
  const rendered = outcome.state === 'success' && outcome.returnValue;
  const { taskId, mapIndex } = row;
  return {
    at: new Date(row.at),
    event: row.event,
    dagId: row.dagId,
    runId: row.runId,
    task: taskId === null ? null : nameOf({ taskId, mapIndex: mapIndex ?? -1 }),
    tryNumber: row.tryNumber,
    kind: notifier.kind,
    options: rendered ? ((await decodeXCom(rendered, objects)) as { [name: string]: Json }) : notifier.options,
    ...(outcome.state === 'failed' ? { error: { code: outcome.error.code, message: outcome.error.message } } : {}),
    logs: executor.notes.get(row.id)?.logs ?? [],
  };
}

const claimed = (row: NoticeRow): DueNotice => ({
  id: row.id,
  event: row.event,
  at: new Date(row.at).toISOString(),
  dag_id: row.dagId,
  dag_run_id: row.dagRunId,
  run_id: row.runId,
  task_id: row.taskId,
  map_index: row.mapIndex,
  try_number: row.tryNumber,
  dag_version_id: row.versionId,
  notifier: row.notifier,
  number: row.number,
  told: row.told,
  attempts: 1,
  recipients: null,
  age: 0,
});
