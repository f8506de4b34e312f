/**
 * The rows of a commit. A mapped task brings a hundred thousand that are all alike: they differ in their map index and in the id of their attempt,
 * and both are counted up one by one. Such a series is kept, and crosses to the database, as its first row and its length.
 */
import { countedUp, isCountedUp } from '#support/uuid.ts';

interface OfInstance {
  readonly mapIndex: number | null;
  readonly attemptId: string | null;
}

export interface Series<Row> {
  readonly first: Row;
  readonly count: number;
}

/** A list that is read row by row, whatever it keeps as a series. */
export class Rows<Row extends OfInstance> {
  readonly #series: { first: Row; count: number }[] = [];
  #length = 0;

  constructor(rows: Iterable<Row> = []) {
    for (const row of rows) this.push(row);
  }

  /** Of the rows, not of the series. */
  get length(): number {
    return this.#length;
  }

  get series(): readonly Series<Row>[] {
    return this.#series;
  }

  push(row: Row): void {
    this.#length += 1;
    const last = this.#series.at(-1);
    if (last && goesOn(last, row)) last.count += 1;
    else this.#series.push({ first: row, count: 1 });
  }

  *[Symbol.iterator](): IterableIterator<Row> {
    for (const series of this.#series) yield* rowsOf(series);
  }
}

export function* rowsOf<Row extends OfInstance>({ first, count }: Series<Row>): IterableIterator<Row> {
  const { mapIndex, attemptId } = first;
  yield first;
  if (mapIndex === null || attemptId === null) return;
  for (let step = 1; step < count; step++)
    yield { ...first, mapIndex: mapIndex + step, attemptId: countedUp(attemptId, step) };
}

function goesOn<Row extends OfInstance>({ first, count }: Series<Row>, row: Row): boolean {
  if (first.mapIndex === null || first.mapIndex < 0 || row.mapIndex !== first.mapIndex + count) return false;
  if (first.attemptId === null || row.attemptId === null) return false;
  if (!isCountedUp(first.attemptId, row.attemptId, count)) return false;
  for (const key in first) if (key !== 'mapIndex' && key !== 'attemptId' && first[key] !== row[key]) return false;
  return true;
}
