/**
 * What the one statement of a commit demands of its batch. All parts of such a statement look at the tables as they were before it (PostgreSQL's
 * documentation, "Data-Modifying Statements in WITH"): of two rows for one key an update takes either and an upsert refuses both, and what one part
 * deletes and another writes is lost or left.
 */
import type { AmendedInstances, Batch, XComKey } from '#scheduler/store.ts';
import { expect } from './violation.ts';

interface OfInstance {
  dagRunId: number;
  taskId: string;
  mapIndex: number;
}

const instanceKey = ({ dagRunId, taskId, mapIndex }: OfInstance): string => `${dagRunId} ${taskId} ${mapIndex}`;

const xcomKey = (row: XComKey): string => `${instanceKey(row)} ${row.key}`;

/** No row is written twice, and none that is deleted. */
export function checkKeys(batch: Batch): void {
  const instances = keysOf('task instance', batch.instances, instanceKey);
  apart('task instance', instances, keysOf('gone task instance', batch.goneInstances, instanceKey));
  const xcoms = keysOf('XCom', batch.xcoms, xcomKey);
  apart('XCom', xcoms, keysOf('deleted XCom', batch.deletedXComs, xcomKey));
  const amended = keysOf('amended task instance', batch.amended.flatMap(amendedInstances), instanceKey);
  apart('task instance', amended, instances);
  apart('task instance', amended, keysOf('gone task instance', batch.goneInstances, instanceKey));
  apart('XCom', new Set(batch.xcoms.map(instanceKey)), new Set(batch.clearedXComs.map(instanceKey)));
  const unwanted = keysOf('deleted task instance', batch.deletedInstances, instanceKey);
  apart('task instance', instances, unwanted);
  apart('task instance', amended, unwanted);
  apart('XCom', new Set(batch.xcoms.map(instanceKey)), unwanted);
  const runs = keysOf('run', batch.runs, ({ dagRunId }) => dagRunId);
  const newRuns = keysOf('new run', batch.newRuns, ({ facts }) => facts.dagRunId);
  apart('run', runs, newRuns);
  const deleted = keysOf('deleted run', batch.deletedRuns, (dagRunId) => dagRunId);
  const written = [...batch.instances, ...batch.amended, ...batch.xcoms, ...batch.deadlines, ...batch.questions].map(
    ({ dagRunId }) => dagRunId,
  );
  for (const ofRun of [runs, newRuns, new Set(written)]) apart('run', ofRun, deleted);
  keysOf('tick', batch.ticks, ({ dagId }) => dagId);
  keysOf('backfill', batch.backfills, ({ id }) => id);
  keysOf('date of a backfill', batch.backfillDates, ({ backfillId, ordinal }) => `${backfillId} ${ordinal}`);
  keysOf('watcher', batch.watcherStates, ({ id }) => id);
  keysOf('question', batch.questions, ({ attemptId }) => attemptId);
  keysOf('answer', batch.answers, ({ attemptId }) => attemptId);
  keysOf('deadline', batch.deadlines, ({ dagRunId, number }) => `${dagRunId} ${number}`);
  keysOf('request', batch.requests, ({ scope, key }) => JSON.stringify([scope, key]));
  const open = batch.deadlines.filter(({ missedAt }) => missedAt === null);
  apart('deadline', new Set(open.map(({ dagRunId }) => dagRunId)), new Set(batch.goneDeadlines));
  keysOf('consumed queue', batch.consumedQueues, ({ dagId, partitionKey }) => `${dagId} ${partitionKey}`);
}

/** Each by itself. */
export const amendedInstances = (row: AmendedInstances): AmendedInstances[] =>
  Array.from({ length: row.count }, (_, step) => ({ ...row, mapIndex: row.mapIndex + step, count: 1 }));

function keysOf<Row, Key>(what: string, rows: Iterable<Row>, keyOf: (row: Row) => Key): Set<Key> {
  const keys = new Set<Key>();
  for (const row of rows) {
    const key = keyOf(row);
    expect(!keys.has(key), `one commit has two rows of ${what} ${key}`);
    keys.add(key);
  }
  return keys;
}

function apart<Key>(what: string, written: ReadonlySet<Key>, deleted: ReadonlySet<Key>): void {
  for (const key of deleted) expect(!written.has(key), `one commit writes and deletes ${what} ${key}`);
}
