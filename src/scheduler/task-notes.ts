/**
 * Notes that people write on task instances. In one commit a row is written once: a note stands with the move of its instance, where that moves in the
 * same turn, and by itself where it does not.
 */
import type { Instance } from '#domain/run.ts';
import { keyOf } from './state.ts';
import type { AmendedInstances, Note } from './store.ts';

type RowKey = Pick<AmendedInstances, 'dagRunId' | 'taskId' | 'mapIndex'>;

export class TaskNotes {
  /** By instance. Its run may be made anew within the turn: the row stays the same. */
  readonly #noted = new Map<string, RowKey & { note: Note }>();

  /** Of two notes of one instance the last stands. */
  write(rows: Iterable<RowKey>, text: string | null): void {
    // The same for all: rows that are alike are kept as a series.
    const note = { text };
    for (const { dagRunId, taskId, mapIndex } of rows)
      this.#noted.set(`${dagRunId} ${mapIndex} ${taskId}`, { dagRunId, taskId, mapIndex, note });
  }

  /** For what else is done to the row of the instance: from then on the note does not stand by itself. */
  takeFor(instance: Instance): Note | null {
    if (this.#noted.size === 0) return null;
    const key = keyOf(instance);
    const note = this.#noted.get(key)?.note ?? null;
    this.#noted.delete(key);
    return note;
  }

  /** Those that no row has taken, instances that follow one another as one. `deleted`: runs that are gone with this commit. */
  takeRest(deleted: ReadonlySet<number>): AmendedInstances[] {
    const amended: AmendedInstances[] = [];
    for (const row of this.#noted.values()) {
      if (deleted.has(row.dagRunId)) continue;
      const last = amended.at(-1);
      if (last && goesOn(last, row)) last.count += 1;
      else amended.push({ ...row, count: 1 });
    }
    this.#noted.clear();
    return amended;
  }
}

const goesOn = (last: AmendedInstances, { dagRunId, taskId, mapIndex, note }: RowKey & { note: Note }): boolean =>
  last.dagRunId === dagRunId &&
  last.taskId === taskId &&
  last.mapIndex >= 0 &&
  last.mapIndex + last.count === mapIndex &&
  last.note === note;
