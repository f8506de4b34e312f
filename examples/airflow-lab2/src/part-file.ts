/** The two parts of the prepared data, as CSV files: `train.csv` and `test.csv` in the data folder. */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { LABEL } from './advertising.ts';
import { sha256, writeAtomic } from './files.ts';
import { readText } from './read-csv.ts';

export interface Part {
  /** One list of prepared numbers for each row. */
  x: number[][];
  /** Labels, 0 or 1. */
  y: number[];
}

/** What one task tells the next about a file it wrote. */
export interface PartFile {
  path: string;
  rows: number;
  sha256: string;
}

export async function writePart(path: string, columns: readonly string[], part: Part): Promise<PartFile> {
  const records = part.x.map((row, index) => [...row, part.y[index]]);
  const text = stringify([[...columns, LABEL], ...records]);
  await writeAtomic(path, text);
  return { path, rows: records.length, sha256: sha256(text) };
}

/** Refuses a file that is no longer the one that was written. */
export async function readPart(file: PartFile): Promise<Part> {
  const text = await readText(file.path);
  if (sha256(text) !== file.sha256)
    throw new Error(`${file.path} is not what this run wrote. Clear separate_data_outputs_task to write it again.`);
  const [, ...records] = parse(text);
  const numbers = records.map((record) => record.map(Number));
  return { x: numbers.map((row) => row.slice(0, -1)), y: numbers.map((row) => row.at(-1) ?? Number.NaN) };
}
