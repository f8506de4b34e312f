/** What a turn wrote down and then made void: all parts of its commit look at the tables as they were, so that none of them takes it back. */
import type { Batch, XComKey } from './store.ts';

/** An instance may have ended and been cleared, and a run may have been deleted with what happened to it before. */
export function dropVoidRows(batch: Batch, deleted: ReadonlySet<number>): void {
  if (batch.clearedXComs.length + deleted.size === 0) return;
  const cleared = new Set(batch.xcoms.length === 0 ? [] : batch.clearedXComs.map(nameOf));
  const isKept = ({ dagRunId }: { dagRunId: number }) => !deleted.has(dagRunId);
  batch.xcoms = batch.xcoms.filter((row) => isKept(row) && !cleared.has(nameOf(row)));
  batch.questions = batch.questions.filter(isKept);
  batch.deadlines = batch.deadlines.filter(isKept);
}

/** Of what was written under one key in this turn, by a person and by the attempt, the last stands. */
export function keepLastXComs(batch: Batch): void {
  const keyOf = (row: XComKey) => `${nameOf(row)}\n${row.key}`;
  const last = new Map(batch.xcoms.map((row) => [keyOf(row), row]));
  batch.xcoms = [...last.values()];
  batch.deletedXComs = batch.deletedXComs.filter((row) => !last.has(keyOf(row)));
}

const nameOf = ({ dagRunId, taskId, mapIndex }: Batch['clearedXComs'][number]): string =>
  `${dagRunId} ${mapIndex} ${taskId}`;
